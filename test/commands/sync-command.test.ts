import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createGuard } from '../../src/guard/guard.ts'
import type { Cluster } from '../../src/cluster/port.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import { SYNC_COMMAND } from '../../src/commands/command.ts'
import { flagsNamed } from '../../src/commands/flags/flags.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import type { CommandWorld } from '../../src/commands/run-context.ts'
import { runSyncCommand } from '../../src/commands/sync-command.ts'
import { ClusterError, HooksyncError } from '../../src/errors.ts'
import type { Io } from '../../src/io.ts'
import { planJson } from '../../src/report/plan/plan-json.ts'
import { manualTicker } from '../report/build-events.ts'
import { planIn } from '../support/preview-lab.ts'
import { createLab, manifestText } from '../support/run-sync.ts'
import { bare, configMap } from '../support/workloads.ts'
import { stillClock } from '../support/still-clock.ts'

const test = suite('sync command')

const MANIFEST = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n'

/** A cluster that knows no kind: a sync ends before its first look at an object. */
const ignorantCluster: Cluster = {
  resolve: async () => undefined,
  served: async () => [],
  get: () => refuse(),
  list: () => refuse(),
  apply: () => refuse(),
  create: () => refuse(),
  patch: () => refuse(),
  delete: () => refuse(),
  watch: () => refuse(),
  logs: () => refuse(),
  mayI: async () => 'unknown',
}

function refuse(): never {
  throw new Error('the test cluster was asked for more than kinds')
}

function masked(error: unknown, { guard }: Pick<Io, 'guard'>): unknown {
  if (!(error instanceof HooksyncError)) return error
  const { message, exitCode, hint } = error
  return new HooksyncError(guard.mask(message), { exitCode, ...(hint === undefined ? {} : { hint: guard.mask(hint) }) })
}

async function run(args: readonly string[], connect: CommandWorld['connect'], input = MANIFEST) {
  const written = { stdout: '', stderr: '' }
  const clock = manualTicker()
  const values = parseFlags(args, flagsNamed(SYNC_COMMAND.flags))
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 2000,
    write: (text: string) => void (written[name] += text),
  })
  const io = {
    stdin: stream(input),
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    cwd: '.',
    signal: new AbortController().signal,
    guard: createGuard(),
  }
  const ended = await runSyncCommand(values, io, { clock: stillClock, ticker: clock.ticker, connect }).then(
    (exitCode) => ({ exitCode }),
    // As main does with what is thrown.
    (error: unknown) => ({ error: masked(error, io) }),
  )
  return { ...ended, ...written, timers: clock.running() }
}

async function* stream(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

test('the flags reach the connection, the cluster is named, and the connection is closed', async () => {
  const seen: unknown[] = []
  const outcome = await run(['-f', '-', '-n', 'shop', '--context', 'dev', '--revision', 'r1'], async (flags) => {
    seen.push([flags.namespace, flags.context])
    const close = (): void => void seen.push('closed')
    return { cluster: ignorantCluster, namespace: 'shop', server: 'https://x:6443', contextName: 'dev', close }
  })
  assert.equal(seen, [['shop', 'dev'], 'closed'])
  assert.is(outcome.timers, 0)
  assert.is('exitCode' in outcome && outcome.exitCode, 4)
  assert.is(
    outcome.stdout.split('\n')[0],
    '   0.0s  kubectl-hooksync 0.1.0: sync to namespace shop, context dev, server https://x:6443, revision r1',
  )
  assert.match(outcome.stdout, 'UNKNOWN_KIND')
})

test('a Secret that holds the name of the destination does not hide it', async () => {
  const secret = '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: shop-prod, b: hunter22}}'
  const { cluster } = createSimulatedCluster()
  const outcome = await run(['-f', '-'], async () => ({ cluster, namespace: 'shop-prod', close: () => {} }), secret)
  assert.match(outcome.stdout, 'namespaces "shop-prod" not found')
})

test('the revision is the first 7 digits of the SHA-256 of the texts', async () => {
  const outcome = await run(['-f', '-', '-o', 'json'], async () => {
    return { cluster: ignorantCluster, namespace: 'shop', close: () => {} }
  })
  const [first = '{}'] = outcome.stdout.split('\n')
  assert.is(JSON.parse(first).revision, '347f67d')
})

test('every line of -o json is an event and they are counted from 1', async () => {
  const outcome = await run(['-f', '-', '-o', 'json'], async () => {
    return { cluster: ignorantCluster, namespace: 'shop', close: () => {} }
  })
  const list = outcome.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(
    list.map(({ seq, type }) => [seq, type]),
    [
      [1, 'sync-started'],
      [2, 'diagnostic'],
      [3, 'operation-completed'],
    ],
  )
})

test('a token is masked in what goes wrong, and no timer is left', async () => {
  const outcome = await run(['-f', '-', '--token', 's3cr3t-token'], async () => {
    throw new ClusterError('the server refused s3cr3t-token', { reason: 'Unauthorized', hint: 'renew s3cr3t-token' })
  })
  assert.is(outcome.timers, 0)
  const error = 'error' in outcome ? outcome.error : undefined
  assert.ok(error instanceof Error && 'hint' in error && 'exitCode' in error)
  assert.equal([error.message, error.hint, error.exitCode], ['the server refused ***', 'renew ***', 4])
})

test('the value that a live Secret had is masked where a sync takes a field with it', async () => {
  const release = (password: string) => [
    { ...bare('v1', 'Secret', 's'), stringData: { password } },
    configMap('c', { data: { url: `postgres://u:${password}@db` } }),
  ]
  const lab = createLab()
  await lab.put(release('correct-horse'), { user: 'someone', method: 'server-side' })
  const connect: CommandWorld['connect'] = async () => ({ cluster: lab.cluster, namespace: 'demo', close: () => {} })
  const { stdout } = await run(['-f', '-'], connect, manifestText(release('battery-staple')))
  assert.match(stdout, 'took .data.url of ConfigMap demo/c from someone')
  assert.match(stdout, '"postgres://u:***@db" → "postgres://u:***@db"')
  assert.not.match(stdout, /correct-horse|battery-staple/)
})

for (const [title, args, input] of [
  ['the selector matches nothing', ['-l', 'app=none'], MANIFEST],
  ['there are no manifests', [], ''],
] as const) {
  test(`a plan is looked at where ${title}`, async () => {
    const lab = createLab()
    const text = planJson(await planIn(lab, [configMap('a'), configMap('b')]), (from) => from)
    const folder = mkdtempSync(join(tmpdir(), 'hooksync-plan-file-'))
    const path = join(folder, 'plan.json')
    writeFileSync(path, text)
    const connect: CommandWorld['connect'] = async () => ({ cluster: lab.cluster, namespace: 'demo', close: () => {} })
    const outcome = await run(['-f', '-', '--plan', path, ...args], connect, input)
    rmSync(folder, { recursive: true })
    assert.is('exitCode' in outcome && outcome.exitCode, 3)
    for (const name of ['a', 'b']) {
      const told = `PLAN_MANIFEST ConfigMap demo/${name} (Sync) of the plan is not among the manifests any more`
      assert.match(outcome.stdout, told)
    }
  })
}

test.run()
