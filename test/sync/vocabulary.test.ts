// Every event, optional field, status and reason that docs/events.md promises is told by some run; what nobody tells is not promised.
// time limit: 240 s
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { ClusterError } from '../../src/errors.ts'
import { PHASES } from '../../src/hook/hook.ts'
import type { Shape } from '../../src/object/json-shape.ts'
import type { Json, JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { isJsonList, isJsonObject } from '../../src/object/kube-object.ts'
import { LockLost } from '../../src/sync/end.ts'
import { EVENT_SHAPES } from '../../src/sync/event-shape.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { jsonObject, schemaOf, schemaProblems } from '../support/json-schema.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { createLab } from '../support/run-sync.ts'
import type { Lab, SyncRun } from '../support/run-sync.ts'
import { bare, configMap, deployment, job, leftLock } from '../support/workloads.ts'
import { perform } from './promises/perform.ts'
import { randomRun } from './promises/random-run.ts'
import { recordedRun } from './promises/recorded-run.ts'

const test = suite('vocabulary')

/** What a shape promises: `resource-applied.change: created`, `warning.hint?`. Phases and tasks are everywhere, and stand for themselves. */
function promisesOf(shape: Shape, path: string): readonly string[] {
  if (typeof shape === 'string' || 'either' in shape || 'anyOf' in shape || 'named' in shape) return []
  if ('is' in shape) return promisesOf(shape.is, path)
  if ('optional' in shape) return [`${path}?`, ...promisesOf(shape.optional, path)]
  if ('nullable' in shape) return promisesOf(shape.nullable, path)
  if ('listOf' in shape) return promisesOf(shape.listOf, path)
  if ('mapOf' in shape) return promisesOf(shape.mapOf, path)
  if ('oneOf' in shape) {
    return shape.oneOf === PHASES ? [] : shape.oneOf.map((word) => `${path}: ${word}`)
  }
  return Object.entries(shape.fields).flatMap(([name, inner]) => promisesOf(inner, `${path}.${name}`))
}

/** Blockers are the same where something waits and where it has waited too long, and so is what leaves however a run breaks off. */
const merged = (promise: string): string =>
  promise
    .replace(/^(?:waiting|timed-out|interrupted|lock-lost|cluster-lost)\.blockers/, 'blockers')
    .replace(/^(?:interrupted|lock-lost|cluster-lost)\.leaving/, 'leaving')

const PROMISED: readonly string[] = Object.entries(EVENT_SHAPES).flatMap(([type, fields]) =>
  [type, ...promisesOf({ fields }, type)].map(merged),
)

/** What an event keeps of it. */
function kept(value: Json | undefined, path: string): readonly string[] {
  if (value === undefined) return []
  if (isJsonList(value)) return value.flatMap((item) => kept(item, path))
  if (!isJsonObject(value)) return [`${path}?`, `${path}: ${String(value)}`]
  return [`${path}?`, ...Object.entries(value).flatMap(([name, inner]) => kept(inner, `${path}.${name}`))]
}

const keptBy = (event: SyncEvent): readonly string[] => {
  const json: Json = JSON.parse(JSON.stringify(event))
  return [event.type, ...kept(json, event.type)].map(merged)
}

const WEBHOOK = 'Internal error occurred: failed calling webhook "a.example.com": failed to call webhook: EOF'
const QUOTA = 'configmaps "c" is forbidden: exceeded quota: small, requested: count/configmaps=1'
const error = (message: string, reason: 'ServerError' | 'Forbidden' | 'NotFound'): ClusterError =>
  new ClusterError(message, { reason, status: 500 })

/** A pod as a kubelet shows one that is in trouble. */
const troubled = (pod: KubeObject): KubeObject => ({
  ...pod,
  status: {
    ...(isJsonObject(pod['status']) ? pod['status'] : {}),
    reason: 'Evicted',
    message: 'The node was low on resource: memory',
    containerStatuses: [
      { name: 'main', restartCount: 0, state: { terminated: { exitCode: 137, signal: 9, message: 'killed' } } },
      { name: 'side', restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
    ],
  },
})

const troubledPods = (cluster: Cluster): Cluster => ({
  ...cluster,
  list: async (type, ...rest) => {
    const found = await cluster.list(type, ...rest)
    return type.kind === 'Pod' ? { ...found, items: found.items.map(troubled) } : found
  },
  logs: () => {
    throw error('the log is gone', 'NotFound')
  },
})

const withoutPods = (cluster: Cluster): Cluster => ({
  ...cluster,
  list: async (type, ...rest) => {
    const found = await cluster.list(type, ...rest)
    return type.kind === 'Pod' ? { ...found, items: [] } : found
  },
})

/** Somebody else deletes each object a moment before the run does. */
const deletedBefore = (cluster: Cluster): Cluster => ({
  ...cluster,
  delete: async (ref, options) => {
    await cluster.delete(ref, { propagation: 'Background' })
    return cluster.delete(ref, options)
  },
})

const SHORT = { options: { timeoutMs: 1500 } }

const HOOK = job('once', { hook: 'PreSync', policy: 'HookSucceeded' })

/** What is written, deleted, and found by the gate. */
async function writingRuns(): Promise<readonly SyncRun[]> {
  const taken = createLab()
  await taken.put([configMap('c', { data: { key: 'theirs' } })], { user: 'someone', method: 'server-side' })
  const replaced = createLab()
  await replaced.sync([configMap('c', { options: 'Replace=true' })])
  return [
    await taken.sync([configMap('c', { data: { key: 'ours' } })], { options: { server: 'https://x', context: 'dev' } }),
    await replaced.sync([configMap('c', { options: 'Replace=true', data: { key: 'new' } })]),
    await createLab().sync([job('a', { hook: 'Sync,PreDelete' }), job('b', { hook: 'PostSync,Skip' })]),
    await createLab().sync([HOOK], { through: deletedBefore }),
    await createLab().sync([configMap('c', { data: { 'not a key': 'x' } })]),
    await createLab({ namespaces: ['default'] }).sync([configMap('c')]),
  ]
}

/** Requests that come to nothing, or of which nobody knows. */
async function refusedRuns(): Promise<readonly SyncRun[]> {
  const isWrite = ({ verb, key }: SimulatedRequest): boolean =>
    ['create', 'apply', 'patch', 'update'].includes(verb) && key.kind === 'ConfigMap'
  const lost = new ClusterError('the connection broke', { reason: 'Unreachable', unsure: true })
  const inLab = (hits: (request: SimulatedRequest) => boolean, refusal: ClusterError): Lab =>
    createLab({ faults: { beforeRequest: (request) => (hits(request) ? refusal : undefined) } })
  const isDelete = ({ verb }: SimulatedRequest): boolean => verb === 'delete'
  const isOfMap = ({ verb, key, dryRun }: SimulatedRequest): boolean =>
    key.kind === 'ConfigMap' && verb !== 'list' && !dryRun
  return [
    await inLab((request) => isWrite(request) && !request.dryRun, error('no', 'Forbidden')).sync([configMap('c')]),
    await inLab((request) => isWrite(request) && !request.dryRun, error(QUOTA, 'Forbidden')).sync([configMap('c')]),
    await inLab(isWrite, error(WEBHOOK, 'ServerError')).sync([configMap('c')], SHORT),
    await inLab(isDelete, error('no', 'Forbidden')).sync([HOOK]),
    await inLab(isDelete, lost).sync([HOOK]),
    await inLab(isOfMap, lost).sync([configMap('c')]),
  ]
}

/** What fails, what is not clear, what is awaited for too long. */
async function unhealthyRuns(): Promise<readonly SyncRun[]> {
  const failing = job('held', { hook: 'PreSync,PostDelete', lab: { 'exit-code': '1' } })
  const holding = { ...failing, metadata: { ...failing.metadata, finalizers: ['example.com/held'] } }
  const stuck = createLab()
  await stuck.sync([holding])
  const failed = labWith('Workflow')
  await failed.sync([bare('argoproj.io/v1', 'Workflow', 'w')], SHORT)
  await failed.patch('Workflow', 'w', { status: { phase: 'Failed' } })
  const paused = deployment('paused', { spec: { paused: true } })
  return [
    await createLab().sync([failing], { through: troubledPods }),
    await createLab().sync([failing], { through: withoutPods }),
    await createLab().sync([paused, configMap('c', { options: 'CreateNamespace=true' })], SHORT),
    await stuck.sync([holding], SHORT),
    await withoutLock(),
    await interrupted(),
    // What it says is still of the state before the change.
    await failed.sync([bare('argoproj.io/v1', 'Workflow', 'w', { wave: '1' })], SHORT),
    await withStatus('Workflow', { phase: 'Odd' }, { timeoutMs: 1500 }),
    // What it is stuck in has a limit.
    await createLab().sync(
      [
        deployment('pulls', { lab: { 'image-pull-error': 'ImagePullBackOff' } }),
        deployment('crashes', { lab: { 'crash-loop': 'true' } }),
      ],
      { options: { timeoutMs: 130_000 } },
    ),
    await withStatus('AnalysisRun', { message: 'no phase' }, { timeoutMs: 1500, policy: ARGO_POLICY }),
  ]
}

/** A hook whose pods say much, in init containers, sidecars and restarted containers. */
async function speakingRun(): Promise<SyncRun> {
  const log = Array.from({ length: 1000 }, (_, index) => `line ${index}`).join('\n')
  const beside = [
    { name: 'first', image: 'x' },
    { name: 'beside', image: 'x', restartPolicy: 'Always' },
  ]
  const spec = { containers: [{ name: 'main', image: 'x' }], initContainers: beside, restartPolicy: 'Never' }
  const annotations = { 'lab/log': log, 'lab/log-previous': 'before', 'lab/restarts': '1', 'lab/not-ready': 'true' }
  const hook = job('loud', { hook: 'PreSync', spec: { backoffLimit: 0 } })
  const object = { ...hook, spec: { backoffLimit: 0, template: { metadata: { annotations }, spec } } }
  return createLab().sync([object], { options: { logs: { which: 'hooks' }, timeoutMs: 5000 } })
}

/** A deletion, and before it what would be done. */
async function commands(): Promise<readonly SyncEvent[]> {
  const session = createSession()
  await session.run('-f - --app shop', [configMap('c')])
  const dryRun = await session.run('delete --app shop --dry-run -o json')
  const run = await session.run('delete --app shop --yes -o json')
  const first = session.run('-f - --app shop', [job('long', { hook: 'PreSync', lab: { 'run-for': '5s' } })])
  await session.lab.clock.sleep(1000)
  const locked = await session.run('-f - --app shop -o json', [configMap('c')])
  await first
  const held = await interruptedDeletion(session)
  const lines = `${dryRun.stdout}${run.stdout}${locked.stdout}${held}`.split('\n').filter((line) => line !== '')
  return lines.map((line): SyncEvent => JSON.parse(line))
}

/** Somebody ends it while something is held; the run before it was killed. */
async function interruptedDeletion(session: Session): Promise<string> {
  const object = configMap('held')
  const stop = new AbortController()
  const metadata = { ...object.metadata, finalizers: ['example.com/held'] }
  await session.run('-f - --app held', [{ ...object, metadata }])
  session.lab.seed([leftLock('held')])
  const running = session.run('delete --app held --yes -o json', [], { signal: stop.signal })
  await session.lab.clock.sleep(9000)
  stop.abort('SIGTERM')
  return (await running).stdout
}

/** Somebody ends the run while a hook runs, and gives it time to end that and to run what is there for a failure. */
async function interrupted(): Promise<SyncRun> {
  const happenings = [{ at: 200, what: ({ signal }: { signal: (name: string) => void }) => signal('SIGINT') }]
  const options = { graceMs: 5000, syncFailOnInterrupt: true }
  const set = [job('long', { hook: 'PreSync', lab: { 'run-for': '5s' } }), job('undo', { hook: 'SyncFail' })]
  return createLab().sync(set, { options, happenings })
}

/** Somebody takes the lock while a hook runs. */
async function withoutLock(): Promise<SyncRun> {
  const lock = new AbortController()
  const happenings = [{ at: 200, what: () => lock.abort(new LockLost('the lock was taken by ci@runner', 'taken')) }]
  return createLab().sync([job('long', { hook: 'PreSync', lab: { 'run-for': '5s' } })], {
    options: { signal: lock.signal },
    happenings,
  })
}

/** The server is out of reach while a hook runs. */
function withoutServer(): Promise<SyncRun> {
  const lab = createLab()
  const trouble = { since: lab.clock.now(), message: 'https://api:6443 refused the connection' }
  return lab.sync([job('long', { hook: 'PreSync', lab: { 'run-for': '9s' } })], { trouble: () => trouble })
}

function labWith(kind: string): Lab {
  const type = { group: 'argoproj.io', version: 'v1', kind, plural: `${kind.toLowerCase()}s`, namespaced: true }
  return createLab({ types: [type] })
}

/** Somebody gives it this status while it is awaited. */
async function withStatus(kind: string, status: JsonObject, options: Partial<SyncOptions>): Promise<SyncRun> {
  const lab = labWith(kind)
  const happenings = [{ at: 200, what: () => lab.patch(kind, 'w', { status }) }]
  return lab.sync([bare('argoproj.io/v1', kind, 'w'), configMap('later', { wave: '1' })], { options, happenings })
}

const SCHEMA = schemaOf('event')

/** One event of each type of a run, against docs/event.schema.json. */
function asTheSchemaSays(events: readonly SyncEvent[]): void {
  const lines = [...new Map(events.map((event) => [event.type, JSON.stringify(event)])).values()]
  for (const line of lines) assert.equal(schemaProblems(jsonObject(line), SCHEMA), [], line)
}

test('the schema of an event knows what is wrong with a line', () => {
  const line = { v: 1, seq: 1, at: 0, type: 'wave-delayed', milliseconds: 5 }
  assert.equal(schemaProblems(line, SCHEMA), [])
  for (const wrong of [
    { ...line, milliseconds: '5' },
    { ...line, type: 'wave-delay' },
    { ...line, v: 2 },
  ])
    assert.is.not(schemaProblems(wrong, SCHEMA).length, 0)
})

test('all of it is told by some run', async () => {
  const found = new Set<string>()
  const note = (events: readonly SyncEvent[]): void => {
    for (const event of events) for (const one of keptBy(event)) found.add(one)
    asTheSchemaSays(events)
  }
  const own = [...(await writingRuns()), ...(await refusedRuns()), ...(await unhealthyRuns())]
  note([...own, await speakingRun(), await withoutServer()].flatMap(({ events }) => events))
  note([...(await commands()), ...(await recordedRun())])
  for (const random of fc.sample(randomRun, { numRuns: 120, seed: 7 })) note((await perform(random)).events)
  assert.equal(
    PROMISED.filter((promise) => !found.has(promise)),
    [],
  )
})

test.run()
