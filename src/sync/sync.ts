// One sync: look at the cluster, plan, run, and say how it ended. The entry to the engine.
import { defined } from '../object/defined.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import { completeOptions } from './complete-options.ts'
import type { SyncEvent, SyncEventBody, TimedEvent } from './events.ts'
import { errorEnd, interruptedEnd, interruptionEvent, timeoutEnd, UNUSABLE_INVENTORY } from './end.ts'
import type { End } from './end.ts'
import { createObserver } from './see/observer.ts'
import { numberEvents } from './number-events.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepare.ts'
import { runSync } from './run-sync.ts'
import { NO_LOGS } from './logs/log-settings.ts'
import { createRunLogs } from './logs/run-logs.ts'
import { createStop, orStopped, readOnlyAfter } from './stop.ts'
import type { Run, World } from './run.ts'
import { foldEvent, NEW_SUMMARY } from './summary.ts'
import type { Summary } from './summary.ts'
import { asLastSeen, endInTrouble, tellTrouble } from './tell/trouble.ts'
import type { OutOfReach } from './tell/trouble.ts'
import type { SyncOptions, SyncSettings } from './sync-options.ts'

/**
 * Syncs manifests to a cluster as Argo CD would. Tells everything through `emit`; gives what it came to.
 * A failed sync is a result. Throws nothing but bugs: a cluster that is out of reach ends the sync with reason `cluster`.
 */
export async function sync(
  manifests: readonly Manifest[],
  world: World,
  settings: SyncSettings = {},
  emit: (event: SyncEvent) => void = () => undefined,
): Promise<Summary> {
  const options = completeOptions(settings, world, manifests)
  return operate(manifests, world, options, { emit: numberEvents(emit) })
}

/** What is done with a prepared run; undefined: it was stopped. */
export type Work = (run: Run) => Promise<End | undefined>

/** What a sync tells and does. */
export interface Operation {
  readonly emit: (event: TimedEvent) => void
  /** Left out: the sync. */
  readonly work?: Work
  /** What it is told as; left out: a sync. */
  readonly operation?: 'delete'
  /** What has to be had before anything is looked up, as a lock; gives the options to go on with. It ends with `stop`. */
  readonly begin?: (options: SyncOptions, stop: AbortSignal) => Promise<SyncOptions>
  /** The preparation of a run that is taken up again: nothing is looked up or planned anew. */
  readonly prepared?: Prepared
}

/** Looks and plans as a sync does, then does the work, under the sync's signal and time limit. */
export async function operate(
  manifests: readonly Manifest[],
  world: World,
  options: SyncOptions,
  { emit, operation, ...how }: Operation,
): Promise<Summary> {
  let summary = NEW_SUMMARY
  let ended = false
  const begun: Extract<TimedEvent, { type: 'phase-started' }>[] = []
  const tell = (body: SyncEventBody): void => {
    // What was left behind at a stop may still want to tell something.
    if (ended) return
    const event: TimedEvent = { at: world.clock.now(), ...asLastSeen(body, world) }
    if (event.type === 'phase-started') begun.push(event)
    summary = foldEvent(summary, event)
    emit(event)
  }
  const started = world.clock.now()
  tell({ ...startEvent(options), ...defined({ operation }) })
  const end = endInTrouble(await guarded(manifests, world, options, { ...how, tell }), world)
  const now = world.clock.now()
  const phases = begun.map(({ phase, at }, index) => ({ phase, durationMs: (begun[index + 1]?.at ?? now) - at }))
  tell({ type: 'operation-completed', ...end, durationMs: now - started, phases })
  ended = true
  return summary
}

async function guarded(
  manifests: readonly Manifest[],
  outside: World,
  asked: SyncOptions,
  operation: Omit<Operation, 'emit' | 'operation'> & { readonly tell: (body: SyncEventBody) => void },
): Promise<End> {
  const { tell, work = runSync, begin = async (same) => same, prepared } = operation
  const stop = createStop(asked.signal, outside.clock, asked.startedAt + asked.timeoutMs)
  const unstopped = outside.cluster
  const world = { cluster: readOnlyAfter(outside.cluster, stop.signal), clock: outside.clock }
  // What the run has turned its back on is no news.
  const warn = (message: string, outOfReach?: OutOfReach): void => {
    if (!stop.signal.aborted) tell({ type: 'warning', message, ...defined({ outOfReach }) })
  }
  const observer = createObserver(world.cluster, {
    concurrency: asked.concurrency,
    now: () => world.clock.now(),
    warn,
  })
  const followed = asked.dryRun === 'none' ? (asked.logs ?? NO_LOGS) : NO_LOGS
  const unseen = new Set<string>()
  const logs = createRunLogs({ ...world, tell, stop: stop.signal, unseen }, followed)
  const emit = (body: SyncEventBody): void => {
    tell(body)
    logs.hear(body)
  }
  const over = new AbortController()
  void tellTrouble(outside, warn, { over: over.signal, goesOn: asked.dryRun === 'none' })
  try {
    const options = await orStopped(begin(asked, stop.signal), stop.signal)
    if (options === undefined) return stoppedEnd(asked, tell)
    const found = prepared ?? (await orStopped(prepare(manifests, { world, options, tell, observer }), stop.signal))
    if (found === undefined) return stoppedEnd(options, tell)
    if ('end' in found) return found.end
    const run = {
      ...world,
      ...found,
      options,
      observer,
      unseen,
      emit,
      stop: stop.signal,
      unstopped,
    }
    const end = await work(run)
    await logs.rest()
    return end ?? stoppedEnd(options, tell)
  } catch (error) {
    if (stop.signal.aborted) return stoppedEnd(asked, tell)
    if (!(error instanceof HooksyncError)) throw error
    if (error.exitCode !== EXIT_CODES.invalid) return errorEnd(error)
    const { message, hint } = error
    tell({ type: 'diagnostic', diagnostic: { code: 'INVALID_APP', severity: 'error', message, ...defined({ hint }) } })
    return UNUSABLE_INVENTORY
  } finally {
    over.abort('over')
    logs.close()
    stop.close()
    observer.close()
  }
}

/** The end of a sync that was stopped before it wrote anything. */
function stoppedEnd(options: SyncOptions, tell: (body: SyncEventBody) => void): End {
  if (!options.signal.aborted) {
    tell({ type: 'timed-out', milliseconds: options.timeoutMs, blockers: [] })
    return timeoutEnd(options.awaits?.() ?? '')
  }
  const end = interruptedEnd(options.signal)
  tell(interruptionEvent(end, { stillRunning: [] }))
  return end
}

function startEvent(options: SyncOptions): SyncEventBody {
  const { namespace, server, context, revision, dryRun, version } = options
  return { type: 'sync-started', namespace, ...defined({ server, context }), revision, dryRun, version }
}
