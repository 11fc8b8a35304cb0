// One sync: look at the cluster, plan, run, and say how it ended. The only entry to the engine.
import { hooksWithoutHealth } from './tell/hook-notes.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ResourceType } from '../cluster/port.ts'
import { ClusterError } from '../errors.ts'
import { groupVersionKind } from '../manifest/resource-key.ts'
import { planSync, typeKey } from '../plan/plan-sync.ts'
import { NO_PRUNE } from '../plan/sync-plan.ts'
import type { SyncPlan, SyncTask } from '../plan/sync-plan.ts'
import { EVENT_VERSION } from './events.ts'
import type { PlannedTask, SyncEvent, SyncEventBody } from './events.ts'
import { interruptedEnd, timeoutEnd } from './end.ts'
import type { End } from './end.ts'
import { createObserver } from './see/observer.ts'
import type { Observer } from './see/observer.ts'
import { mapLimit } from './parallel.ts'
import { createPhaseTimer } from './phase-timer.ts'
import type { PhaseTimer } from './phase-timer.ts'
import { runSync } from './run-sync.ts'
import { createStop, orStopped, readOnlyAfter } from './stop.ts'
import { subjectsOf, taskRef } from './run.ts'
import type { Run, World } from './run.ts'
import { foldEvent, NEW_SUMMARY } from './summary.ts'
import type { Summary } from './summary.ts'
import type { SyncOptions } from './sync-options.ts'

/**
 * Syncs manifests to a cluster as Argo CD would. Tells everything through `emit`; gives what it came to.
 * A failed sync is a result. Throws nothing but bugs: a cluster that is out of reach ends the sync with reason `cluster`.
 */
export async function sync(
  manifests: readonly Manifest[],
  world: World,
  options: SyncOptions,
  emit: (event: SyncEvent) => void,
): Promise<Summary> {
  let summary = NEW_SUMMARY
  let seq = 0
  let ended = false
  const timer = createPhaseTimer()
  const tell = (body: SyncEventBody): void => {
    // What was left behind at a stop may still want to tell something.
    if (ended) return
    const event: SyncEvent = { v: EVENT_VERSION, seq: (seq += 1), at: world.clock.now(), ...body }
    timer.hear(event)
    summary = foldEvent(summary, event)
    emit(event)
  }
  const started = world.clock.now()
  tell(startEvent(options))
  const end = await guarded(manifests, world, options, tell)
  tell(endEvent(end, { durationMs: world.clock.now() - started, timer, now: world.clock.now() }))
  ended = true
  return summary
}

async function guarded(
  manifests: readonly Manifest[],
  outside: World,
  options: SyncOptions,
  tell: (body: SyncEventBody) => void,
): Promise<End> {
  const stop = createStop(options.signal, outside.clock, options.startedAt + options.timeoutMs)
  const world = { cluster: readOnlyAfter(outside.cluster, stop.signal), clock: outside.clock }
  const warn = (message: string): void => tell({ type: 'warning', message })
  const observer = createObserver(world.cluster, {
    concurrency: options.concurrency,
    now: () => world.clock.now(),
    warn,
  })
  try {
    const prepared = await orStopped(
      prepare(manifests, { world, options, tell, observer, stop: stop.signal }),
      stop.signal,
    )
    if (prepared === undefined) return stoppedEnd(options, tell)
    return 'end' in prepared ? prepared.end : await runSync(prepared.run)
  } catch (error) {
    if (stop.signal.aborted) return stoppedEnd(options, tell)
    if (!(error instanceof ClusterError)) throw error
    const hint = error.hint === undefined ? '' : ` (${error.hint})`
    return { phase: 'Error', message: `${error.message}${hint}`, reason: 'cluster' }
  } finally {
    stop.close()
    observer.close()
  }
}

/** The end of a sync that was stopped before it wrote anything. */
function stoppedEnd(options: SyncOptions, tell: (body: SyncEventBody) => void): End {
  if (!options.signal.aborted) {
    tell({ type: 'timed-out', milliseconds: options.timeoutMs, blockers: [] })
    return timeoutEnd('')
  }
  const end = interruptedEnd(options.signal)
  tell({ type: 'interrupted', signal: end.signal ?? '', stillRunning: [] })
  return end
}

interface Preparation {
  readonly world: World
  readonly options: SyncOptions
  readonly tell: (body: SyncEventBody) => void
  readonly observer: Observer
  readonly stop: AbortSignal
}

async function prepare(
  manifests: readonly Manifest[],
  { world, options, tell, observer, stop }: Preparation,
): Promise<{ readonly run: Run } | { readonly end: End }> {
  const types = await resolveTypes(manifests, world, options)
  const namespaceExists = await seesNamespace(options, types, observer)
  const plan = planSync(manifests, {
    namespace: options.namespace,
    revision: options.revision,
    startedAt: options.startedAt,
    types,
    namespaceExists,
    hooks: options.hooks,
    argoCompat: options.argoCompat,
    createNamespace: options.syncOptions.createNamespace,
    skipDryRunOnMissingResource: options.syncOptions.skipDryRunOnMissingResource,
    replace: options.syncOptions.replace,
    validate: options.syncOptions.validate,
    prune: options.prune ?? NO_PRUNE,
    app: options.app,
    helm: options.helm ?? 'both',
  })
  for (const diagnostic of [...plan.diagnostics, ...hooksWithoutHealth(plan)]) tell({ type: 'diagnostic', diagnostic })
  const end = invalidEnd(plan, options)
  if (end !== undefined) return { end }
  const findings = new Map()
  const run: Run = { ...world, plan, options, observer, types, emit: tell, stop, findings }
  await observer.look(subjectsOf(run, plan.tasks))
  tell({ type: 'plan-built', tasks: plan.tasks.map(plannedTask) })
  return { run }
}

async function resolveTypes(
  manifests: readonly Manifest[],
  world: World,
  options: SyncOptions,
): Promise<Map<string, ResourceType>> {
  const kinds = new Map(
    [...manifests.map(({ object }) => object), ...(options.prune?.candidates ?? [])].map((object) => {
      const kind = groupVersionKind(object)
      return [typeKey(kind), kind]
    }),
  )
  const namespace = { group: '', version: 'v1', kind: 'Namespace' }
  if (options.syncOptions.createNamespace) kinds.set(typeKey(namespace), namespace)
  const types = new Map<string, ResourceType>()
  await mapLimit([...kinds], options.concurrency, async ([key, kind]) => {
    const type = await world.cluster.resolve(kind)
    if (type !== undefined) types.set(key, type)
  })
  return types
}

async function seesNamespace(
  options: SyncOptions,
  types: ReadonlyMap<string, ResourceType>,
  observer: Observer,
): Promise<boolean> {
  const type = types.get(typeKey({ group: '', version: 'v1', kind: 'Namespace' }))
  if (!options.syncOptions.createNamespace || type === undefined) return true
  const key = { group: '', kind: 'Namespace', namespace: '', name: options.namespace }
  await observer.look([{ type, key }])
  return observer.view.live.size > 0
}

/** Argo CD finds only unknown kinds here, and says so in its own words; everything else is our own check. */
function invalidEnd(plan: SyncPlan, options: SyncOptions): End | undefined {
  const errors = plan.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  if (errors.length === 0) return undefined
  if (!options.argoCompat) {
    const unserved = errors.every((error) => error.code === 'UNKNOWN_KIND')
    const message = unserved ? 'the server does not serve every kind of the manifests' : 'the manifests are not valid'
    return { phase: 'Failed', message, reason: 'invalid' }
  }
  const reasons = [...new Set(errors.map((error) => error.message))].toSorted().join('; ')
  const message = `one or more synchronization tasks are not valid: ${reasons}`
  return { phase: 'Failed', message, reason: 'completed' }
}

function startEvent(options: SyncOptions): SyncEventBody {
  const { namespace, server, context, revision, dryRun, version } = options
  const where = { ...(server === undefined ? {} : { server }), ...(context === undefined ? {} : { context }) }
  return { type: 'sync-started', namespace, ...where, revision, dryRun, version }
}

function endEvent(
  end: End,
  times: { readonly durationMs: number; readonly timer: PhaseTimer; readonly now: number },
): SyncEventBody {
  return { type: 'operation-completed', ...end, durationMs: times.durationMs, phases: times.timer.phases(times.now) }
}

function plannedTask(task: SyncTask): PlannedTask {
  return {
    ...taskRef(task),
    action: task.action,
    hookTypes: task.hook?.types ?? [],
    deletePolicies: task.hook?.deletePolicies ?? [],
    ...(task.location === undefined ? {} : { location: task.location }),
  }
}
