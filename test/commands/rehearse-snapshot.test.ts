// The file of a snapshot on the command line: nothing of others is written over, and nobody else can read it.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createGuard } from '../../src/guard/guard.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { COMMANDS } from '../../src/commands/command.ts'
import { flagsNamed } from '../../src/commands/flags/flags.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import { runRehearse } from '../../src/commands/rehearse/rehearse-command.ts'
import { REAL_WORLD } from '../../src/commands/run-context.ts'
import { HooksyncError } from '../../src/errors.ts'

const test = suite('snapshot on the command line')
const folder = mkdtempSync(join(tmpdir(), 'hooksync-snapshot-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const JOB = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: shop/tools:1}]}}}
`

writeFileSync(join(folder, 'shop.yaml'), JOB)

interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly connections: number
}

/** Runs it against a cluster of nothing. */
async function run(...argv: readonly string[]): Promise<Outcome> {
  const live = createSimulatedCluster({ namespaces: ['default', 'shop'] })
  let [stdout, connections] = ['', 0]
  const output = (write: (text: string) => void) => ({ isTTY: false, columns: 2000, write })
  const stdin = (async function* (): AsyncGenerator<Uint8Array> {})()
  const io = {
    stdin,
    stdout: output((text) => void (stdout += text)),
    stderr: output(() => {}),
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
    guard: createGuard(),
  }
  const connect = async () => {
    connections += 1
    return { cluster: live.cluster, namespace: 'shop', contextName: 'prod', close: () => {} }
  }
  const command = COMMANDS.find(({ name }) => name === 'rehearse')
  const values = parseFlags(argv, flagsNamed(command?.flags ?? []))
  const exitCode = await runRehearse(values, io, { ...REAL_WORLD, connect })
  return { exitCode, stdout, connections }
}

async function refused(...argv: readonly string[]): Promise<readonly [number, string, string | undefined]> {
  const error = await run(...argv).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof HooksyncError)) throw new Error('it was not refused', { cause: error })
  return [error.exitCode, error.message, error.hint]
}

const ANOTHER = 'name a file that is not there yet, as in --against-cluster --snapshot NEW-FILE'

test('a file that is not a snapshot is refused, and never proposed as the one to write', async () => {
  assert.equal(await refused('-f', 'shop.yaml', '--snapshot', 'shop.yaml'), [
    2,
    'shop.yaml is not a snapshot',
    `to make one ${ANOTHER}`,
  ])
})

test('a file that is not a snapshot is not written over', async () => {
  writeFileSync(join(folder, 'other.yaml'), JOB)
  assert.equal(await refused('-f', 'shop.yaml', '--against-cluster', '--snapshot', 'other.yaml'), [
    2,
    'other.yaml is there, and it is not a snapshot: it is not written over',
    ANOTHER,
  ])
  assert.is(readFileSync(join(folder, 'other.yaml'), 'utf8'), JOB)
})

test('a new file and an older snapshot are written, for nobody else to read', async () => {
  const path = join(folder, 'live.json')
  for (const mode of [undefined, 0o644]) {
    if (mode !== undefined) chmodSync(path, mode)
    const { exitCode, connections } = await run('-f', 'shop.yaml', '--against-cluster', '--snapshot', 'live.json')
    assert.equal([exitCode, connections], [0, 1])
    assert.is(statSync(path).mode & 0o777, 0o600)
  }
  writeFileSync(path, '')
  assert.is((await run('-f', 'shop.yaml', '--against-cluster', '--snapshot', 'live.json')).exitCode, 0)
  assert.match(readFileSync(path, 'utf8'), '"kind":"Snapshot"')
})

test('a broken snapshot is named with what is wrong in it, and may be written anew', async () => {
  writeFileSync(join(folder, 'broken.json'), '{"apiVersion":"hooksync.dev/v1","kind":"Snapshot","items":[null]}')
  assert.equal(await refused('-f', 'shop.yaml', '--snapshot', 'broken.json'), [
    2,
    'the snapshot broken.json cannot be used: items[0] is null, not a map',
    'make a new one from the cluster',
  ])
  assert.is((await run('-f', 'shop.yaml', '--against-cluster', '--snapshot', 'broken.json')).exitCode, 0)
})

test('its time begins at 0, and the run takes as long as its clock says', async () => {
  await run('-f', 'shop.yaml', '--against-cluster', '--snapshot', 'clock.json')
  for (const from of [['--against-cluster'], ['--snapshot', 'clock.json']]) {
    const { stdout } = await run('-f', 'shop.yaml', ...from)
    assert.match(stdout, /^ {2}\+0\.0s /)
    const [, at, took] = /^ *\+(\S+) {2}Succeeded in (\S+):/m.exec(stdout) ?? []
    assert.is(at, took, stdout)
  }
})

test.run()
