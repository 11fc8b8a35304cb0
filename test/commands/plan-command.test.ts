// The plan command: its forms, its exit codes, and that --offline connects to nothing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createGuard } from '../../src/guard/guard.ts'
import { COMMANDS, flagsOf } from '../../src/commands/command.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import { runPlan } from '../../src/commands/plan/plan-command.ts'
import type { CommandWorld } from '../../src/commands/run-context.ts'
import { ClusterError, HooksyncError } from '../../src/errors.ts'
import type { Io } from '../../src/io.ts'
import { main } from '../../src/main.ts'
import { parseSavedPlan } from '../../src/preview/parse-plan.ts'
import { manualTicker } from '../report/build-events.ts'
import { createLab, manifestText } from '../support/run-sync.ts'
import { bare, configMap, job, widgetDefinition } from '../support/workloads.ts'
import { stillClock } from '../support/still-clock.ts'

const test = suite('plan command')

const OBJECTS = [
  job('mig', { hook: 'PreSync' }),
  configMap('a', { wave: '-1' }),
  { ...configMap('b'), metadata: { name: 'b', labels: { tier: 'db' } } },
]

interface Setting {
  readonly input?: string
  readonly connect?: CommandWorld['connect']
}

const offline: CommandWorld['connect'] = () => {
  throw new Error('nobody may connect')
}

async function plan(args: readonly string[], { input = manifestText(OBJECTS), connect = offline }: Setting = {}) {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 2000,
    write: (text: string) => void (written[name] += text),
  })
  const signal = new AbortController().signal
  const stdin = (async function* bytes() {
    yield Buffer.from(input)
  })()
  const io = {
    stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    cwd: '.',
    signal,
    guard: createGuard(),
  }
  const command = COMMANDS.find(({ name }) => name === 'plan')
  assert.ok(command)
  const world = { clock: stillClock, ticker: manualTicker().ticker, connect }
  const ended = await runPlan(parseFlags(['-f', '-', ...args], flagsOf(command)), io, world).then(
    (exitCode) => ({ exitCode, error: undefined }),
    // As main does with what is thrown.
    (error: unknown) => ({ exitCode: undefined, error: masked(error, io) }),
  )
  return { ...ended, ...written }
}

function masked(error: unknown, { guard }: Pick<Io, 'guard'>): unknown {
  if (!(error instanceof HooksyncError)) return error
  const { message, exitCode, hint } = error
  return new HooksyncError(guard.mask(message), { exitCode, ...(hint === undefined ? {} : { hint: guard.mask(hint) }) })
}

/** A lab, and how the command gets there. */
function place() {
  const lab = createLab()
  const closed: string[] = []
  const connect: CommandWorld['connect'] = async ({ namespace = 'demo' }) => ({
    cluster: lab.cluster,
    namespace,
    server: 'https://x:6443',
    contextName: 'dev',
    close: () => void closed.push(namespace),
  })
  return { lab, closed, connect }
}

test('a Secret that holds the name of the destination does not hide it', async () => {
  const input = '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: shop-prod}}'
  const { connect } = place()
  const run = await plan(['-n', 'shop-prod'], { input, connect })
  assert.match(`${run.stdout}${run.stderr}`, 'namespaces "shop-prod" not found')
})

test('the value that a live Secret has now is masked as the new one is', async () => {
  const { lab, connect } = place()
  const release = (password: string) => [
    { ...bare('v1', 'Secret', 's'), stringData: { password } },
    configMap('c', { data: { url: `postgres://u:${password}@db` } }),
  ]
  await lab.sync(release('correct-horse'))
  for (const format of ['plain', 'json']) {
    const run = await plan(['-o', format], { input: manifestText(release('battery-staple')), connect })
    assert.is(run.exitCode, 0)
    assert.match(run.stdout, 'postgres://u:***@db')
    assert.not.match(run.stdout, /correct-horse|battery-staple/)
  }
})

test('offline: the order, by nothing but the manifests', async () => {
  const run = await plan(['--offline', '-n', 'shop', '-l', 'tier!=db'])
  assert.is(
    run.stdout,
    `plan of a sync to namespace shop, offline: only the order: the cluster was not asked

PreSync
  wave 0
    apply     Job shop/mig (hook)
Sync
  wave -1
    apply     ConfigMap shop/a
Not run
    ConfigMap b [in.yaml:5]: the selector does not match its labels

plan: 2 to apply, 1 not run
`.replace('in.yaml', '<stdin>'),
  )
  assert.equal([run.exitCode, run.stderr], [0, ''])
})

test('offline: kinds that the manifests define or nobody defines are taken to exist', async () => {
  const input = manifestText([
    bare('lab.example.com/v1', 'Widget', 'w'),
    widgetDefinition({ wave: '3' }),
    bare('who.example.com/v1', 'Ever', 'e'),
    bare('cert-manager.io/v1', 'ClusterIssuer', 'ci'),
  ])
  const run = await plan(['--offline', '-o', 'json'], { input })
  const { tasks, cluster } = parseSavedPlan(run.stdout, 'it')
  assert.is(cluster, null)
  assert.equal(
    tasks.map(({ kind, namespace, name, wave }) => `${wave} ${kind} ${namespace}/${name}`),
    [
      '0 ClusterIssuer /ci',
      '0 Ever default/e',
      '0 CustomResourceDefinition /widgets.lab.example.com',
      '0 Widget default/w',
    ],
  )
})

test('each form is written to standard output alone', async () => {
  for (const [format, first] of [
    ['plain', 'plan of a sync'],
    ['json', '{\n  "kind": "SyncPlan",\n'],
    ['mermaid', 'flowchart TB\n'],
    ['dot', 'digraph plan {\n'],
  ] as const) {
    const run = await plan(['-o', format], place())
    assert.ok(run.stdout.startsWith(first), run.stdout)
    assert.equal([run.exitCode, run.stderr], [0, ''])
  }
})

test('a name that each run generates is not told', async () => {
  const generated = (generateName: string, hook: string) => {
    const { metadata, ...rest } = job('', { hook })
    return { ...rest, metadata: { annotations: metadata.annotations ?? {}, generateName } }
  }
  const input = manifestText([generated('smoke-', 'PostSync'), generated('never-', 'Skip')])
  for (const [format, told] of [
    ['plain', 'create    Job demo/smoke-* (hook)'],
    ['mermaid', 'Job demo/smoke-#42; (hook'],
    ['dot', 'Job demo/smoke-* (hook'],
  ] as const) {
    const { stdout } = await plan(['-o', format], { ...place(), input })
    assert.match(stdout, told)
    assert.not.match(stdout, '-postsync-')
    if (format === 'plain') assert.match(stdout, 'Job never-* [')
  }
})

test('exit code 2 with --detailed-exitcode when something would change, 0 without', async () => {
  const { lab, connect, closed } = place()
  const input = manifestText([configMap('a')])
  assert.is((await plan(['--detailed-exitcode'], { input, connect })).exitCode, 2)
  assert.is((await plan([], { input, connect })).exitCode, 0)
  await lab.sync([configMap('a')])
  const run = await plan(['--detailed-exitcode'], { input, connect })
  assert.is(run.exitCode, 0)
  assert.is(
    run.stdout,
    `plan of a sync to namespace demo, context dev, server https://x:6443

Sync
  wave 0
    unchanged ConfigMap demo/a

plan: 1 unchanged
`,
  )
  assert.equal(closed, ['demo', 'demo', 'demo'])
})

test('a hook that would run again is a change; --no-hooks asks about the resources alone', async () => {
  const { lab, connect } = place()
  const objects = [
    job('mig', { hook: 'PreSync' }),
    job('once', { hook: 'PostSync', policy: 'HookFailed' }),
    configMap('a'),
  ]
  const input = manifestText(objects)
  await lab.sync(objects)
  assert.is((await plan(['--detailed-exitcode'], { input, connect })).exitCode, 2)
  assert.is((await plan(['--detailed-exitcode', '--no-hooks'], { input, connect })).exitCode, 0)
  const kept = manifestText(objects.slice(1))
  assert.is((await plan(['--detailed-exitcode'], { input: kept, connect })).exitCode, 0)
})

test('what is wrong goes to standard error, with the exit code of a sync', async () => {
  const refused = await plan([], { ...place(), input: manifestText([configMap('c', { data: { 'not a key': 'x' } })]) })
  assert.equal([refused.exitCode, refused.stdout], [3, ''])
  assert.match(refused.stderr, /^Dry run: 1 manifest refused, nothing is written\n/)
  const unknown = await plan([], { ...place(), input: manifestText([bare('who.example.com/v1', 'Ever', 'e')]) })
  assert.equal([unknown.exitCode, unknown.stdout], [4, ''])
  assert.match(unknown.stderr, 'UNKNOWN_KIND the server does not know Ever in who.example.com/v1 (Ever demo/e)')
  const invalid = await plan([], { input: 'a: [1\n' })
  assert.equal([invalid.exitCode, invalid.stdout], [3, ''])
})

test('a token is masked in what goes wrong', async () => {
  const { error } = await plan(['--token', 's3cr3t-token'], {
    connect: async () => {
      throw new ClusterError('the server refused s3cr3t-token', { reason: 'Unauthorized' })
    },
  })
  assert.ok(error instanceof HooksyncError)
  assert.equal([error.message, error.exitCode], ['the server refused ***', 4])
})

test('nothing to plan is a plan of nothing, where that is meant', async () => {
  const run = await plan(['--detailed-exitcode', '--allow-empty'], { ...place(), input: '' })
  assert.is(run.stdout, 'plan of a sync to namespace demo, context dev, server https://x:6443\n\nplan: nothing to do\n')
  assert.is(run.exitCode, 0)
})

for (const [args, exitCode] of [
  [['plan', '--nope'], 2],
  [['plan', '--detailed-exitcode', '--nope'], 64],
  [['plan', '--detailed-exitcode'], 64],
  [['plan', '-f', 'x', '-o', 'terminal', '--detailed-exitcode'], 64],
  [['plan', '-f', 'x', '--dry-run'], 2],
] as const) {
  test(`kubectl hooksync ${args.join(' ')}: exit code ${exitCode}`, async () => {
    const none = { isTTY: false, columns: 80, write: () => {} }
    const stdin = (async function* bytes() {})()
    const signal = new AbortController().signal
    assert.is(
      await main(args, { stdin, stdout: none, stderr: none, env: {}, cwd: '.', signal, guard: createGuard() }),
      exitCode,
    )
  })
}

test.run()
