// The logs of a run, on a simulated cluster in virtual time: whose are told, how they are told apart, and that the run is the same without them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster, LogOptions } from '../../../src/cluster/port.ts'
import { ClusterError } from '../../../src/errors.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import type { SyncEvent } from '../../../src/sync/events.ts'
import type { KeptLine, LogSettings } from '../../../src/sync/logs/log-settings.ts'
import { createLab } from '../../support/run-sync.ts'
import type { SyncRequest } from '../../support/run-sync.ts'
import { bare, deployment, job } from '../../support/workloads.ts'

const test = suite('logs of a run')

type Line = Extract<SyncEvent, { type: 'log-line' }>

const MIGRATE = job('migrate', { hook: 'PreSync', lab: { 'run-for': '5s', 'log-every': '1s', log: 'one\ntwo\nthree' } })
const WEB = deployment('web', { lab: { 'ready-after': '1s', log: 'listening' } })

async function run(objects: readonly KubeObject[], logs?: LogSettings, request: SyncRequest = {}) {
  const lab = createLab()
  const options = { ...request.options, ...(logs === undefined ? {} : { logs }) }
  const done = await lab.sync(objects, { ...request, options })
  const lines = done.events.filter((event): event is Line => event.type === 'log-line')
  return { ...done, lab, lines, texts: lines.map(({ container, line }) => `${container}: ${line}`) }
}

/** All but the lines themselves, and without the count. */
function withoutLines(events: readonly SyncEvent[]): readonly unknown[] {
  return events.filter(({ type }) => type !== 'log-line').map((event) => ({ ...event, seq: 0 }))
}

test('lines of hooks come while they run, those of the rest where all are asked for', async () => {
  const hooks = await run([MIGRATE, WEB], { which: 'hooks' })
  assert.equal(hooks.texts, ['main: one', 'main: two', 'main: three'])
  const completed = hooks.events.findIndex(({ type }) => type === 'task-completed')
  assert.ok(hooks.events.findLastIndex(({ type }) => type === 'log-line') < completed)
  const all = await run([MIGRATE, WEB], { which: 'all' })
  assert.equal(all.texts, ['main: one', 'main: two', 'main: three', 'main: listening'])
})

test('a run tells and does the same, in the same time, with logs and without', async () => {
  const plain = await run([MIGRATE, WEB])
  assert.equal(plain.lines, [])
  for (const which of ['hooks', 'all'] as const) {
    const logged = await run([MIGRATE, WEB], { which })
    assert.equal(withoutLines(logged.events), withoutLines(plain.events))
    assert.equal(logged.audit, plain.audit)
    assert.is(logged.took, plain.took)
  }
})

test('nobody asks for pods where no log is asked for', async () => {
  const asked: string[] = []
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    list: (type, ...rest) => (asked.push(`list ${type.plural}`), cluster.list(type, ...rest)),
    watch: (type, ...rest) => (asked.push(`watch ${type.plural}`), cluster.watch(type, ...rest)),
  })
  const objects = [job('quick', { hook: 'PreSync' })]
  await run(objects, undefined, { through })
  assert.equal(
    asked.filter((one) => one.endsWith('pods')),
    [],
  )
  await run(objects, { which: 'hooks' }, { through })
  assert.equal(
    asked.filter((one) => one.endsWith('pods')),
    ['list pods', 'watch pods'],
  )
})

test('init containers, sidecars, restarts and the pods of a second try are told apart', async () => {
  const containers = {
    initContainers: [
      { name: 'schema', image: 'x' },
      { name: 'proxy', image: 'x', restartPolicy: 'Always' },
    ],
  }
  const lab = { 'exit-code': '1', 'log.schema': 'created', 'log.proxy': 'up', 'log.main': 'try' }
  const tried = job('tried', { hook: 'PreSync', lab, spec: { backoffLimit: 1 } })
  const template = tried['spec'] as { template: { spec: object } }
  const object = {
    ...tried,
    spec: { ...template, template: { ...template.template, spec: { ...template.template.spec, ...containers } } },
  }
  const { lines } = await run([object], { which: 'hooks' })
  assert.is(new Set(lines.map(({ pod }) => pod)).size, 2)
  const roles = new Map(lines.map(({ container, role }) => [container, role]))
  assert.is(roles.get('schema'), 'init')
  assert.is(roles.get('main'), undefined)
  assert.is(lines.filter(({ container }) => container === 'main').length, 2)

  const looping = {
    restarts: '1',
    'restart-exit-code': '2',
    'log-previous': 'before',
    log: 'after',
    'not-ready': 'true',
  }
  const restarted = await run(
    [job('again', { hook: 'PreSync', lab: looping })],
    { which: 'hooks' },
    {
      options: { timeoutMs: 5_000 },
    },
  )
  assert.equal(
    restarted.lines.map(({ line, restart }) => [line, restart]),
    [
      ['before', undefined],
      ['after', 1],
    ],
  )
})

test('a hook that was there already says only what it says from now on', async () => {
  const kept = job('kept', { hook: 'PreSync', policy: 'HookFailed', lab: { log: 'said long ago' } })
  const lab = createLab()
  const lines = async (): Promise<readonly string[]> => {
    const { events } = await lab.sync([kept], { options: { logs: { which: 'hooks' } } })
    const applied = events.find((event) => event.type === 'resource-applied')
    return [applied?.change ?? '', ...events.flatMap((event) => (event.type === 'log-line' ? [event.line] : []))]
  }
  assert.equal(await lines(), ['created', 'said long ago'])
  await lab.clock.sleep(60_000)
  assert.equal(await lines(), ['unchanged'])
})

test('a pod that was there is read from the write on, at each opening; one that was made since, from its beginning', async () => {
  const lab = createLab()
  const web = (replicas: number): KubeObject => deployment('web', { spec: { replicas }, lab: { 'ready-after': '90s' } })
  await lab.sync([web(1)])
  const old = lab.snapshot().find(({ kind }) => kind === 'Pod')?.metadata.name
  const asked: { readonly at: number; readonly isOld: boolean; readonly seconds: number | undefined }[] = []
  const from = lab.clock.now()
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    async *logs(ref, { signal, sinceSeconds }) {
      yield* []
      asked.push({ at: lab.clock.now() - from, isOld: ref.name === old, seconds: sinceSeconds })
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
    },
  })
  await lab.sync([web(2)], { options: { logs: { which: 'all' } }, through })
  const ofOld = asked.filter(({ isOld }) => isOld)
  assert.ok(ofOld.length > 1)
  for (const { at, seconds = 0 } of ofOld) assert.ok(seconds * 1000 >= at && seconds * 1000 <= at + 2_000, `${seconds}`)
  const ofNew = asked.filter(({ isOld }) => !isOld)
  assert.ok(ofNew.length > 0)
  for (const { seconds } of ofNew) assert.is(seconds, undefined)
})

test('for a hook without a namespace no pods are looked for', async () => {
  const asked: string[] = []
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    list: (type, ...rest) => (asked.push(type.plural), cluster.list(type, ...rest)),
    watch: (type, ...rest) => (asked.push(type.plural), cluster.watch(type, ...rest)),
  })
  const scope = { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: false }
  const hook = bare('lab.example.com/v1', 'Widget', 'w', { hook: 'PreSync' })
  const lab = createLab({ types: [scope] })
  const { events } = await lab.sync([hook], { options: { logs: { which: 'hooks' } }, through })
  assert.ok(events.some((event) => event.type === 'resource-applied' && event.key.namespace === ''))
  assert.not.ok(asked.includes('pods'))
})

test('only lines that match are told, and all are kept', async () => {
  const kept: KeptLine[] = []
  const keep = (line: KeptLine): undefined => void kept.push(line)
  const { texts } = await run([MIGRATE], { which: 'hooks', filter: (line) => line.startsWith('t'), keep })
  assert.equal(texts, ['main: two', 'main: three'])
  assert.equal(
    kept.map(({ text, restart, container }) => [text, restart, container]),
    [
      ['one', 0, 'main'],
      ['two', 0, 'main'],
      ['three', 0, 'main'],
    ],
  )
  kept.length = 0
  assert.equal((await run([MIGRATE], { which: 'none', keep })).texts, [])
  assert.is(kept.length, 3)
})

const forbidden = new ClusterError('pods "x" is forbidden', { reason: 'Forbidden', status: 403 })

/** The same cluster whose logs are made here. */
const speaking =
  (logs: (options: LogOptions) => AsyncIterable<string>) =>
  (cluster: Cluster): Cluster => ({ ...cluster, logs: (_, options) => logs(options) })

test('a right that is missing is told once, and the run is the same', async () => {
  const plain = await run([MIGRATE, job('second', { hook: 'PreSync' })])
  for (const through of [
    speaking(() => {
      throw forbidden
    }),
    (cluster: Cluster): Cluster => ({
      ...cluster,
      list: async (type, ...rest) => {
        if (type.kind === 'Pod') throw forbidden
        return cluster.list(type, ...rest)
      },
    }),
  ]) {
    const refused = await run([MIGRATE, job('second', { hook: 'PreSync' })], { which: 'hooks' }, { through })
    const warnings = refused.events.filter((event) => event.type === 'warning')
    assert.is(warnings.length, 1)
    assert.match(warnings[0]?.message ?? '', /^logs in namespace \w+ are not shown: .* forbidden/)
    assert.match(warnings[0]?.hint ?? '', /pods\/log.*--logs=none/)
    assert.is(refused.exitCode, 0)
    assert.is(refused.took, plain.took)
  }
})

test('of a flood a part is told, and how much was left out; a line of a megabyte is cut', async () => {
  const flood = async function* (): AsyncGenerator<string> {
    yield `2026-01-01T00:00:00Z ${'x'.repeat(1_000_000)}`
    for (let index = 0; index < 100_000; index += 1) yield `2026-01-01T00:00:00.${1_000_000 + index}Z line ${index}`
  }
  const { lines } = await run([job('loud', { hook: 'PreSync' })], { which: 'hooks' }, { through: speaking(flood) })
  assert.ok(lines.length < 500, `${lines.length} lines`)
  assert.match(lines[0]?.line ?? '', /^x{2000}… \(998000 more characters\)$/)
  const leftOut = lines.reduce((sum, one) => sum + (one.leftOut ?? 0), 0)
  assert.is(lines.filter((one) => one.leftOut === undefined).length + leftOut, 100_001)
  assert.match(lines.find((one) => one.leftOut !== undefined)?.line ?? '', /^… \d+ lines left out: /)
})

test('a log that breaks off is taken up, however often', async () => {
  const all = Array.from({ length: 60 }, (_, index) => `2026-01-01T00:00:0${Math.floor(index / 10)}.5Z line ${index}`)
  let opened = 0
  const breaking = async function* ({ sinceTime, follow }: LogOptions): AsyncGenerator<string> {
    opened += 1
    const from = all.filter((line) => sinceTime === undefined || line.slice(0, 19) >= sinceTime.slice(0, 19))
    yield* opened > 20 && follow !== true ? from : from.slice(0, opened * 3)
    if (opened <= 20) throw new ClusterError('the log broke off', { reason: 'Unreachable' })
  }
  const object = job('long', { hook: 'PreSync', lab: { 'run-for': '60s' } })
  const { texts } = await run([object], { which: 'hooks' }, { through: speaking(breaking) })
  assert.ok(opened > 20)
  assert.equal(
    texts,
    all.map((_, index) => `main: line ${index}`),
  )
})

test('a log that never ends holds up neither the end of a run nor a signal', async () => {
  const closed: boolean[] = []
  const endless = async function* ({ signal }: LogOptions): AsyncGenerator<string> {
    yield '2026-01-01T00:00:00Z still here'
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
    closed.push(true)
  }
  const through = speaking(endless)
  const done = await run([MIGRATE], { which: 'hooks' }, { through })
  assert.is(done.exitCode, 0)
  assert.ok(done.took <= (await run([MIGRATE])).took + 1_000)
  const opened = closed.length
  assert.ok(opened > 0)
  const happenings = [{ at: 2_000, what: ({ signal }: { signal: (name: string) => void }) => signal('SIGTERM') }]
  const ended = await run([MIGRATE], { which: 'hooks' }, { through, happenings })
  assert.is(ended.exitCode, 143)
  // Its last lines are looked for when the run is over: for half a second at most.
  assert.ok(ended.took <= 2_500, `${ended.took} ms`)
  assert.ok(closed.length > opened)
})

test.run()
