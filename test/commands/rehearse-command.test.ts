// `kubectl hooksync rehearse` from its words to its output and exit code, without a process around it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
import type { CommandWorld } from '../../src/commands/run-context.ts'
import type { Io } from '../../src/io.ts'
import { main } from '../../src/main.ts'

const test = suite('rehearse command')
const folder = mkdtempSync(join(tmpdir(), 'hooksync-rehearse-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const SHOP = `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: {argocd.argoproj.io/hook: PreSync}
spec:
  backoffLimit: 0
  template: {spec: {restartPolicy: Never, containers: [{name: main, image: shop/tools:1}]}}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {password: hunter22}
`

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

write('shop.yaml', SHOP)

interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

function capture(): { readonly io: Io; readonly left: (exitCode: number) => Outcome } {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 2000,
    write: (text: string) => void (written[name] += text),
  })
  const stdin = (async function* (): AsyncGenerator<Uint8Array> {})()
  const env = { KUBECONFIG: join(folder, 'absent') }
  const signal = new AbortController().signal
  const io = {
    stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    cwd: folder,
    signal,
    guard: createGuard(),
  }
  return { io, left: (exitCode) => ({ exitCode, ...written }) }
}

async function run(...args: readonly string[]): Promise<Outcome> {
  const { io, left } = capture()
  return left(await main(['rehearse', ...args], io))
}

/** The command with a cluster in memory outside, which must only be read. */
async function runAgainst(world: CommandWorld, ...args: readonly string[]): Promise<Outcome> {
  const { io, left } = capture()
  const command = COMMANDS.find(({ name }) => name === 'rehearse')
  assert.ok(command)
  return left(await runRehearse(parseFlags(args, flagsNamed(command.flags)), io, world))
}

test('a rehearsal is told as a run is, with a clock that nobody waited for, and needs no kubeconfig', async () => {
  const outcome = await run('-f', 'shop.yaml', '-n', 'shop', '--revision', 'r1')
  assert.equal(
    { ...outcome, stdout: outcome.stdout.replaceAll(/migrate-\w{5}/g, 'migrate-xxxxx') },
    {
      exitCode: 0,
      stderr: '',
      stdout: `  +0.0s  note REHEARSAL this runs on an empty simulated cluster in virtual time; no cluster is touched
  +0.0s  kubectl-hooksync ${version()}: sync to namespace shop, server simulated, revision r1
  +0.0s  Plan: 2 tasks (PreSync 1, Sync 1)
  +0.0s  Dry run: 2 manifests accepted by the server in 0ms
  +0.0s  PreSync wave 0: 1 task
  +0.0s    created Job shop/migrate
  +3.5s    waiting for Job shop/migrate: running: 1 active, 0 succeeded, 0 failed of backoffLimit 0 ← Pod migrate-xxxxx Pending ← the pod is not started yet
 +11.0s    completed Job shop/migrate in 11.0s
 +11.0s  Sync wave 0: 1 task
 +11.0s    created Secret shop/keys
 +11.0s  Succeeded in 11.0s: 2 created · PreSync 11.0s, Sync 0ms
`,
    },
  )
})

function version(): string {
  return readFileSync(new URL('../../src/version.ts', import.meta.url), 'utf8').match(/'([\d.]+)'/)?.[1] ?? ''
}

test('a Secret that holds the name of the destination does not hide it', async () => {
  const secret = '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: shop-prod}}'
  const pod = '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {serviceAccountName: a, containers: []}}'
  write('public.yaml', `${secret}\n---\n${pod}\n`)
  const { stdout } = await run('-f', 'public.yaml', '-n', 'shop-prod')
  assert.match(stdout, 'taken to exist: ServiceAccount shop-prod/a')
})

test('the exit code is that of the run, and -o json tells it as events', async () => {
  const failed = await run('-f', 'shop.yaml', '--fail', 'Job/migrate', '-o', 'json')
  assert.is(failed.exitCode, 1)
  const events = failed.stdout
    .trim()
    .split('\n')
    .map((line): { readonly type: string; readonly seq: number } => JSON.parse(line))
  assert.equal(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  )
  assert.equal([events[0]?.type, events.at(-1)?.type], ['diagnostic', 'operation-completed'])
  assert.is((await run('-f', 'shop.yaml', '--interrupt', 'PreSync')).exitCode, 130)
  assert.is((await run('-f', 'shop.yaml', '--never-ready', 'Job/migrate', '--timeout', '5m')).exitCode, 6)
})

test('durations come from a world file and from the command line, which counts more', async () => {
  write('world.yaml', 'imagePull: 1m\njob: 2m\n')
  assert.match((await run('-f', 'shop.yaml', '--world', 'world.yaml')).stdout, 'Succeeded in 3m03s')
  const taken = await run('-f', 'shop.yaml', '--world', 'world.yaml', '--takes', 'Job/migrate=10m')
  assert.match(taken.stdout, 'Succeeded in 11m03s')
})

test('a fault that never took effect is told before the end', async () => {
  const { stdout } = await run('-f', 'shop.yaml', '--fail', 'Job/migrate@2')
  assert.match(
    stdout,
    / \+11\.0s {2}warning: --fail Job\/migrate@2 never took effect\n {11}the run ended before it came to that, or did not have to write the object\n \+11\.0s {2}Succeeded/,
  )
})

test('a wrong fault is wrong usage, and names what was meant', async () => {
  assert.equal(await run('-f', 'shop.yaml', '--fail', 'Job/migrat'), {
    exitCode: 2,
    stdout: '',
    stderr: 'error: --fail: no manifest is Job/migrat\n  did you mean Job/migrate?\n',
  })
})

test('a wrong world is told with its places, together with what is wrong with the manifests', async () => {
  write('wrong.yaml', 'imagePul: 40s\nobjects: {Job/migrat: 3m}\n')
  const { exitCode, stdout, stderr } = await run('-f', 'shop.yaml', '--world', 'wrong.yaml')
  assert.equal([exitCode, stdout], [3, ''])
  assert.is(
    stderr,
    `wrong.yaml:1:1 WORLD "imagePul" is not a setting of a world
  imagePul: 40s
  ^
  did you mean imagePull?
wrong.yaml:2:11 WORLD no manifest is Job/migrat
  objects: {Job/migrat: 3m}
            ^
  did you mean Job/migrate?
2 errors; nothing was touched
`,
  )
  const absent = await run('-f', 'shop.yaml', '--world', 'absent.yaml')
  assert.equal([absent.exitCode, /absent\.yaml does not exist/.test(absent.stderr)], [3, true])
})

test('flags that mean nothing here are unknown, and the help names those that do', async () => {
  const dryRun = await run('-f', 'shop.yaml', '--dry-run')
  assert.equal([dryRun.exitCode, dryRun.stderr.split('\n')[0]], [2, 'error: unknown flag --dry-run'])
  const help = await run('--help')
  assert.match(help.stdout, '--fail=KIND/NAME[@ATTEMPT]')
  assert.match(help.stdout, 'kubectl hooksync rehearse -f deploy/ --fail Job/migrate')
})

test('a cluster is only read, its snapshot is written without the values of Secrets, and can be used again', async () => {
  const live = createSimulatedCluster({ namespaces: ['default', 'shop'] })
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', namespace: 'shop' } }
  live.seed([{ ...secret, data: { password: 'c2VjcmV0LW9uZQ==' } }])
  let closed = 0
  const close = (): void => void (closed += 1)
  const world: CommandWorld = {
    ...REAL_WORLD,
    connect: async () => ({ cluster: live.cluster, namespace: 'shop', contextName: 'prod', close }),
  }
  const first = await runAgainst(world, '-f', 'shop.yaml', '--against-cluster', '--snapshot', 'live.json')
  assert.is(first.exitCode, 0)
  assert.is(first.stderr, '2 live objects written to live.json, without the values of Secrets\n')
  assert.match(first.stdout, 'in virtual time, which begins as the live one was; no cluster is written to')
  assert.match(first.stdout, 'sync to namespace shop, context prod, server simulated')
  assert.match(first.stdout, 'configured Secret shop/keys')
  assert.equal([live.audit, closed], [[], 1])
  const text = readFileSync(join(folder, 'live.json'), 'utf8')
  assert.not.match(text, 'c2VjcmV0LW9uZQ==')
  const second = await run('-f', 'shop.yaml', '--snapshot', 'live.json')
  assert.is(second.exitCode, 0)
  assert.match(
    second.stdout,
    'note SNAPSHOT the snapshot does not hold the values of Secret shop/keys; it is taken to change',
  )
  assert.match(second.stdout, 'configured Secret shop/keys')
  // What stands for a value that is not known is not a secret.
  write('hidden.yaml', SHOP.replaceAll('migrate', 'hidden-migrate'))
  const third = await run('-f', 'hidden.yaml', '--snapshot', 'live.json', '--never-ready', 'Job/hidden-migrate')
  assert.not.match(third.stdout, '***')
})

test('a snapshot that is not there is wrong usage', async () => {
  const absent = await run('-f', 'shop.yaml', '--snapshot', 'absent.json')
  assert.equal(
    [
      absent.exitCode,
      /the snapshot absent\.json cannot be read: there is no such file\n {2}check the path\n/.test(absent.stderr),
    ],
    [2, true],
  )
})

test('without a kubeconfig there is no cluster to start from', async () => {
  const { exitCode, stdout } = await run('-f', 'shop.yaml', '--against-cluster')
  assert.equal([exitCode, stdout], [4, ''])
})

test.run()
