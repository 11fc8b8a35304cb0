// Random deletions, with somebody who meddles: what may go goes, as it was seen, in its turn, and nothing else does. FC_SEED and FC_PATH repeat a run.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../support/seed.ts'
import type { Cluster } from '../../src/cluster/port.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { formatKey, keyOf } from '../../src/object/resource-key.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'
import type { Making } from '../support/workloads.ts'

const test = suite('promises of deletions')

const RUNS = Number(process.env['FC_RUNS'] ?? 100)

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options'

const wave = fc.integer({ min: -1, max: 2 }).map((number): Making => ({ wave: String(number) }))

const plain = fc
  .tuple(wave, fc.constantFrom({}, {}, {}, { options: 'Delete=false' }, { options: 'Delete=confirm' }))
  .map(([place, options]): Making => ({ ...place, ...options }))

const ends: readonly Record<string, string>[] = [{}, {}, {}, { 'exit-code': '1' }]

const hook = fc
  .tuple(
    fc.constantFrom('PreDelete', 'PreDelete', 'PostDelete', 'PreDelete,PostDelete', 'PreSync'),
    wave,
    fc.constantFrom(...ends),
    fc.integer({ min: 0, max: 8 }),
    fc.constantFrom({}, { policy: 'HookSucceeded' }, { policy: 'HookFailed' }),
  )
  .map(([type, place, end, time, policy]): Making => {
    return { hook: type, ...place, ...policy, lab: { 'run-for': `${time}s`, ...end } }
  })

/** What somebody does to an object meanwhile. */
const meddling = fc.record({
  at: fc.integer({ min: 1, max: 8_000 }),
  of: fc.nat(7),
  what: fc.constantFrom('replace', 'delete', 'protect', 'keep', 'track'),
})

const randomDeletion = fc.record({
  plain: fc.array(plain, { minLength: 1, maxLength: 5 }),
  hooks: fc.array(hook, { maxLength: 3 }),
  /** Objects of the manifests that somebody else has made. */
  strangers: fc.nat(2),
  isApp: fc.boolean(),
  meddling: fc.array(meddling, { minLength: 1, maxLength: 3 }),
})

/** A delete of the run, and what was there then. */
interface Delete {
  readonly key: string
  readonly uid: string | undefined
  readonly at: number
  readonly live: ReadonlySet<string>
}

interface Told {
  readonly run: { readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  readonly events: readonly SyncEvent[]
  readonly deletes: readonly Delete[]
  /** Before the run, and after it: uids by key. */
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
  /** Uids of what others made, or deleted, meanwhile. */
  readonly byHand: ReadonlySet<string>
  /** Uids of what may not go at all. */
  readonly stays: ReadonlySet<string>
  /** What the objects themselves say, by key. */
  readonly waves: ReadonlyMap<string, number>
  /** Since when an object may not go any more, by its uid: the word of somebody who protects or tracks it. */
  readonly guarded: ReadonlyMap<string, number>
}

async function perform(random: typeof randomDeletion extends fc.Arbitrary<infer T> ? T : never): Promise<Told> {
  const session = createSession()
  const own = random.plain.map((making, at) => configMap(`c${at}`, making))
  const hooks = random.hooks.map((making, at) => job(`h${at}`, making))
  const strangers = Array.from({ length: random.strangers }, (_, at) => configMap(`s${at}`))
  const synced = hooks.map((object) =>
    object.metadata.annotations?.['argocd.argoproj.io/hook'] === 'PreSync' ? [] : object,
  )
  const app = random.isApp ? '--app shop ' : ''
  assert.is((await session.run(`-f - ${app}`, [...own, ...synced.flat()])).exitCode, 0)
  await session.lab.put(strangers)
  const before = uidsOf(session)
  const place = ({ kind, metadata: { name = '' } }: KubeObject): string =>
    formatKey({ group: kind === 'Job' ? 'batch' : '', kind, namespace: 'demo', name })
  const wavesOf = (objects: readonly KubeObject[]): (readonly [string, number])[] =>
    objects.map((one) => [place(one), Number(one.metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0)])
  const isKept = ({ metadata }: KubeObject): boolean => metadata.annotations?.[SYNC_OPTIONS] !== undefined
  const staying = [...own.filter(isKept), ...(random.isApp ? strangers : [])]
  const stays = new Set(staying.flatMap((one) => before.get(place(one)) ?? []))
  const deletes: Delete[] = []
  const byHand = new Set<string>()
  const guarded = new Map<string, number>()
  const ended = new AbortController()
  const meddlers = random.meddling.map(async ({ at, of, what }) => {
    await session.lab.clock.sleep(at, ended.signal)
    if (!ended.signal.aborted) await meddle(session, own[of % own.length], { what, byHand, guarded })
  })
  const cluster: Cluster = {
    ...session.lab.cluster,
    delete: async (ref, options) => {
      const { type, namespace, name } = ref
      const key = formatKey({ group: type.group, kind: type.kind, namespace, name })
      const live = new Set(uidsOf(session).values())
      deletes.push({ key, uid: options.uid, at: session.lab.clock.now(), live })
      return session.lab.cluster.delete(ref, options)
    },
  }
  const connect = async () => ({ cluster, namespace: 'demo', close: () => {} })
  const objects = [...own, ...hooks, ...strangers]
  const run = await session.run(`delete -f - ${app}--yes -o json`, objects, { connect })
  const after = uidsOf(session)
  ended.abort()
  await Promise.all(meddlers)
  const events = run.stdout.split('\n').flatMap((line): SyncEvent[] => (line === '' ? [] : [JSON.parse(line)]))
  const isOurs = ({ key }: Delete): boolean => !/Lease|hooksync-shop/.test(key)
  return {
    run,
    events,
    deletes: deletes.filter(isOurs),
    before,
    after,
    byHand,
    guarded,
    stays,
    waves: new Map(wavesOf(own)),
  }
}

function uidsOf({ lab }: Session): ReadonlyMap<string, string> {
  const named = lab.snapshot().filter(({ kind, metadata }) => kind !== 'Pod' && metadata.namespace === 'demo')
  return new Map(named.map((object) => [formatKey(keyOf(object)), object.metadata.uid ?? '']))
}

async function meddle(
  { lab }: Session,
  object: KubeObject | undefined,
  {
    what,
    byHand,
    guarded,
  }: { readonly what: string; readonly byHand: Set<string>; readonly guarded: Map<string, number> },
): Promise<void> {
  const name = object?.metadata.name ?? ''
  const live = lab.live('ConfigMap', name)
  if (object === undefined || live === undefined || live.metadata.deletionTimestamp !== undefined) return
  const annotate = async (annotations: { readonly [name: string]: Json }): Promise<void> => {
    await lab.patch('ConfigMap', name, { metadata: { annotations } })
    guarded.set(live.metadata.uid ?? '', lab.clock.now())
  }
  if (what === 'protect') return annotate({ [SYNC_OPTIONS]: 'Delete=false' })
  if (what === 'keep') return annotate({ 'helm.sh/resource-policy': 'keep' })
  // What an application has taken once is its own.
  const isOwn = live.metadata.labels?.['hooksync.dev/app'] !== undefined
  if (what === 'track')
    return isOwn ? undefined : annotate({ 'argocd.argoproj.io/tracking-id': `web:/ConfigMap:demo/${name}` })
  byHand.add(live.metadata.uid ?? '')
  await lab.remove('ConfigMap', name)
  if (what === 'delete') return undefined
  await lab.put([object])
  byHand.add(lab.live('ConfigMap', name)?.metadata.uid ?? '')
}

type Of<T extends SyncEvent['type']> = Extract<SyncEvent, { readonly type: T }>

function all<T extends SyncEvent['type']>(events: readonly SyncEvent[], type: T): readonly Of<T>[] {
  return events.filter((event): event is Of<T> => event.type === type)
}

/** What was promised and not kept. */
function broken({ run, events, deletes, before, after, byHand, guarded, stays, waves }: Told): readonly string[] {
  const tasks = all(events, 'plan-built').flatMap((event) => event.tasks)
  const prunes = tasks.filter(({ action }) => action === 'prune')
  const planned = new Set(tasks.map(({ key }) => formatKey(key)))
  const made = new Set(all(events, 'resource-applied').map(({ uid }) => uid))
  const done = all(events, 'task-completed')
  const skipped = all(events, 'prune-skipped')
  const goes = deletes.filter(({ key }) => prunes.some((task) => formatKey(task.key) === key))
  const pre = tasks.filter(({ phase, action }) => phase === 'PreDelete' && action === 'apply')
  const isGone = (task: (typeof tasks)[number], { at, live }: Delete): boolean =>
    !live.has(before.get(formatKey(task.key)) ?? '') || skipped.some((one) => one.task === task.task && one.at <= at)
  return [
    ...deletes.filter(({ key }) => !planned.has(key)).map(({ key }) => `${key} is deleted, and in no plan`),
    ...deletes
      .filter(({ key, uid }) => uid === undefined || (uid !== before.get(key) && !made.has(uid)))
      .map(({ key, uid }) => `${key} is deleted as ${uid}, which nobody planned`),
    ...deletes.filter(({ uid }) => stays.has(uid ?? '')).map(({ key }) => `${key} is deleted, and had to stay`),
    ...goes
      .filter(({ uid, at }) => (guarded.get(uid ?? '') ?? at) < at)
      .map(({ key }) => `${key} is deleted, though somebody has protected or taken it`),
    ...goes
      // A hook that is in the way of its next run goes before that.
      .filter(({ key }) => pre.every((task) => formatKey(task.key) !== key))
      .flatMap((one) =>
        pre
          .filter(
            ({ task }) => !done.some((end) => end.task === task && end.outcome === 'Succeeded' && end.at <= one.at),
          )
          .map(({ task }) => `${one.key} is deleted before ${task} is complete`),
      ),
    ...goes.flatMap((one) => {
      const own = waves.get(one.key)
      const higher = own === undefined ? [] : prunes.filter(({ key }) => (waves.get(formatKey(key)) ?? own) > own)
      return higher
        .filter((task) => !isGone(task, one))
        .map((task) => `${one.key} is deleted before ${task.task}, which has a higher wave, is gone`)
    }),
    ...[...before]
      .filter(([key]) => !planned.has(key) && !/hooksync-shop/.test(key))
      .filter(([key, uid]) => after.get(key) !== uid && !byHand.has(uid))
      .map(([key]) => `${key} is in no plan, and gone`),
    ...(all(events, 'operation-completed').length === 1 ? [] : ['it has not ended once']),
    ...(run.exitCode === 0
      ? prunes
          .filter(
            ({ key }) =>
              before.get(formatKey(key)) !== undefined && after.get(formatKey(key)) === before.get(formatKey(key)),
          )
          .filter(({ task }) => !skipped.some((one) => one.task === task))
          .map(({ task }) => `${task} stays, and nobody is told`)
      : []),
  ]
}

test(`all promises are kept in ${RUNS} random deletions (FC_SEED=${SEED})`, async () => {
  const property = fc.asyncProperty(randomDeletion, async (random) => {
    const told = await perform(random)
    const found = broken(told)
    if (found.length > 0) throw new Error(`${found.join('\n')}\n${told.run.stdout}${told.run.stderr}`)
  })
  const path = process.env['FC_PATH'] || undefined
  const settings = { seed: SEED, numRuns: RUNS, ...(path === undefined ? {} : { path }) }
  const { failed, counterexamplePath, errorInstance } = await fc.check(property, settings)
  if (!failed) return
  const why = errorInstance instanceof Error ? errorInstance.message || errorInstance.stack : String(errorInstance)
  throw new Error(`a promise is broken; FC_SEED=${SEED} FC_PATH=${counterexamplePath ?? ''} repeats it\n\n${why}`)
})

test.run()
