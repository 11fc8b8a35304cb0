// The loop of a sync: see, decide, act, tell; until it is done, out of time or interrupted.
import { ClusterError } from '../errors.ts'
import { defined } from '../object/defined.ts'
import { durationText } from '../object/duration.ts'
import type { SyncTask, TaskId } from '../plan/sync-plan.ts'
import { takesAllWithIt } from '../plan/task-order.ts'
import { recoveries, resultsOf } from './assess.ts'
import { applyAll, deleteAll, releaseAll } from './act/act-on-tasks.ts'
import { pruneAll } from './act/prune-tasks.ts'
import { graceOf, terminate, withTerminated } from './act/terminate.ts'
import { leaveInSync } from './compare/out-of-sync-only.ts'
import { isUnchanged } from './compare/unchanged.ts'
import { interruptedEnd, interruptionEvent, interruptionName } from './end.ts'
import type { End } from './end.ts'
import { findEnds, lostJobs } from './see/lost-end.ts'
import { orStopped } from './stop.ts'
import { createReader } from './see/read-silent.ts'
import { tellCompletions } from './tell/tell-completions.ts'
import { isJudged } from './task-health.ts'
import { tellHealth } from './tell/tell-health.ts'
import { runGate } from './gate/run-gate.ts'
import type { Blocker } from './events.ts'
import type { Looks } from './given-up.ts'
import { nextStep } from './next-step.ts'
import { NEW_OPERATION, withBatch, withGatePassed, withoutBatch, withResults } from './operation.ts'
import type { Batch, OperationState, TaskResult } from './operation.ts'
import { taskRef } from '../plan/task-ref.ts'
import { subjectsOf } from './run.ts'
import type { Run } from './run.ts'
import { situationOf } from './situation.ts'
import type { Assessments, Situation, Step } from './step.ts'
import { isAwaited, runningOf } from './task-state.ts'
import { liveObject } from './view.ts'
import { createWaiter } from './tell/waiter.ts'
import type { Waiter } from './tell/waiter.ts'
import { restOf } from './tell/waiting.ts'

/** Where a run is taken up, and what is done when its gate has passed, and before each of its waves. */
export interface Checkpoints {
  readonly from?: OperationState
  readonly afterGate?: ((run: Run) => void) | undefined
  readonly beforeWave?: (run: Run, state: OperationState, batch: Batch) => Promise<void>
}

/** Runs a plan to its end. Throws only what the world throws, and tells before what still runs. */
export async function runSync(run: Run, checkpoints: Checkpoints = {}): Promise<End> {
  const progress: Progress = {
    state: checkpoints.from ?? NEW_OPERATION,
    last: new Map(),
    looks: new Map(),
    told: new Set<TaskId>(),
  }
  try {
    return await goThrough(run, checkpoints, progress)
  } catch (error) {
    if (error instanceof ClusterError && !run.stop.aborted) {
      const situation = situationNow(run, progress)
      const rest = restOf(situation, runningOf(situation))
      run.emit({ type: 'cluster-lost', message: error.message, ...rest })
    }
    throw error
  }
}

/** How far a run has come, how its tasks stood then, and which tasks were told with the last wave. */
interface Progress {
  told: ReadonlySet<TaskId>
  state: OperationState
  last: Assessments
  looks: Looks
  waiter?: Waiter
}

async function goThrough(begun: Run, checkpoints: Checkpoints, progress: Progress): Promise<End> {
  let run = begun
  const reader = createReader(run)
  const waiter = createWaiter(run, reader)
  progress.waiter = waiter
  const health = tellHealth(run)
  let looked = false
  const asked = new Set<string>()
  for (;;) {
    run.observer.check()
    const situation = situationNow(run, progress)
    const { state, stopped } = situation
    Object.assign(progress, { state, last: situation.assessments })
    const lost = lostJobs(situation, asked)
    if (lost.length > 0 && !run.stop.aborted) {
      await orStopped(findEnds(run, lost, asked), run.stop)
      continue
    }
    health(situation)
    if (stopped && !looked && !run.options.signal.aborted) {
      looked = true
      await reader.lookOnce(situation)
      continue
    }
    const step = nextStep(situation)
    if (step.do === 'complete') {
      progress.state = withResults(state, resultsOf(step.ended))
      // Looking for reasons takes a moment, in which more may have ended.
      await orStopped(tellCompletions(run, step.ended), run.stop)
      continue
    }
    if (run.options.signal.aborted) return interrupted(run, progress)
    // What ended with the time needs no more of it.
    if (stopped && step.do !== 'finish' && step.do !== 'close-batch') return waiter.timedOut(situation)
    if (step.do === 'finish') return { ...step.end, reason: 'completed' }
    if (step.do === 'gate') {
      const gate = await orStopped(runGate(run), run.stop)
      if (gate !== undefined && gate.end?.phase !== 'Failed') checkpoints.afterGate?.(gate.run)
      if (gate?.end !== undefined) return gate.end
      run = gate?.run ?? run
      progress.state = withGatePassed(state, leaveInSync(run))
    } else if (step.do === 'wait') {
      run.observer.watch(subjectsOf(run, lookedAt(situation, step)))
      await orStopped(waiter.wait(step, situation), run.stop)
      progress.looks = waiter.looks()
    } else {
      if (step.do === 'open-batch' && checkpoints.beforeWave !== undefined) {
        await orStopped(checkpoints.beforeWave(run, state, step.batch), run.stop)
        if (run.stop.aborted) continue
      }
      if (step.do === 'open-batch') progress.told = tellWave(run, situation, step.batch, progress.told)
      progress.state = await act(run, situation, step)
      if (progress.state.broken.length > 0) throw progress.state.broken[0]
    }
  }
}

function situationNow(run: Run, progress: Progress): Situation {
  const now = run.clock.now()
  const stopped = run.stop.aborted || now >= run.options.startedAt + run.options.timeoutMs
  return situationOf(run, { ...progress, view: run.observer.view, now, stopped })
}

type Action = Exclude<Step, { do: 'complete' | 'finish' | 'gate' | 'wait' }>

/** Does one step, and gives the state after it. */
async function act(run: Run, situation: Situation, step: Action): Promise<OperationState> {
  const { state } = situation
  switch (step.do) {
    case 'open-batch':
      // Hooks may have run for long, and others change things meanwhile.
      await orStopped(run.observer.lookAgain(subjectsOf(run, decidedNow(run, situation, step.batch))), run.stop)
      run.observer.watch(subjectsOf(run, toWatch(run, situation, step.batch.tasks)))
      return withBatch(state, step.batch)
    case 'close-batch':
      await delay(run, step.delay)
      return withoutBatch(state, step.outcome)
    case 'look-again':
      return lookAgain(run, state, step.tasks)
    case 'apply':
      return applyAll(run, state, step.tasks)
    case 'release':
      return releaseAll(run, state, step.tasks)
    case 'prune':
      return pruneAll(run, state, step.tasks)
    case 'delete':
      return deleteAll(run, state, step)
    default:
      return step satisfies never
  }
}

function tasksOf({ tasks }: Situation, batch: Batch): readonly SyncTask[] {
  return tasks.filter(({ id }) => batch.tasks.has(id))
}

/** A batch, and what decides of its tasks: a sync prunes a Namespace before or after what is in it, by their waves. */
function decidedNow({ plan }: Run, situation: Situation, batch: Batch): readonly SyncTask[] {
  const tasks = tasksOf(situation, batch)
  const takesOthers = tasks.some(({ action, key }) => action === 'prune' && takesAllWithIt(key))
  if (!takesOthers || plan.deletion !== undefined) return tasks
  return situation.tasks.filter(({ id, action }) => batch.tasks.has(id) || action === 'prune')
}

/** Watches are opened before the writes that they must see: of what will be awaited, and of definitions that others need. */
function toWatch(run: Run, situation: Situation, ids: ReadonlySet<TaskId>): readonly SyncTask[] {
  const needed = situation.tasks.some((task) => task.typeMissing)
  return situation.tasks.filter((task) => {
    if (!ids.has(task.id)) return false
    if (task.action === 'prune' || (needed && task.key.kind === 'CustomResourceDefinition')) return true
    // Without a write there is nothing that must be seen; if it is to be waited for, its watch is opened then.
    if (isUnchanged(run, task, liveObject(run.observer.view, task.key))) return false
    return isAwaited(situation, task) && isJudged(task, run.options)
  })
}

/** While anything is awaited, everything that was written is looked at: what fails meanwhile fails the sync, as in Argo CD. */
function lookedAt({ tasks, assessments }: Situation, step: Extract<Step, { do: 'wait' }>): readonly SyncTask[] {
  const running = tasks.filter(({ id }) => assessments.get(id)?.hasHealth === true)
  return step.for === 'admission' ? running : [...step.tasks, ...running]
}

/**
 * Tells the wave of a batch, unless it was told last, and gives what was told. The namespace that goes first is told with the rest
 * of its wave where that comes next.
 */
function tellWave(run: Run, situation: Situation, batch: Batch, before: ReadonlySet<TaskId>): ReadonlySet<TaskId> {
  if ([...batch.tasks].every((id) => before.has(id))) return before
  const { phase, wave } = batch
  const { results, inSync } = situation.state
  const begun = run.plan.tasks.some((task) => task.phase === phase && isBegun(results.get(task.id)))
  if (!begun) run.emit({ type: 'phase-started', phase })
  const [first] = situation.waves
  const isNext = batch.kind === 'namespace' && first?.phase === phase && first.wave === wave
  const tasks = situation.tasks.filter(
    (task) =>
      batch.tasks.has(task.id) || (isNext && task.phase === phase && task.wave === wave && !inSync.has(task.id)),
  )
  run.emit({ type: 'wave-started', phase, wave, tasks: tasks.map(taskRef) })
  return new Set(tasks.map(({ id }) => id))
}

/** What was gone before its turn began no phase. */
function isBegun(result: TaskResult | undefined): boolean {
  return result !== undefined && result.gone !== 'before'
}

async function delay(run: Run, due: boolean): Promise<void> {
  const milliseconds = run.options.waveDelayMs
  if (!due || milliseconds === 0) return
  run.emit({ type: 'wave-delayed', milliseconds })
  await run.clock.sleep(milliseconds, run.stop)
}

/** Reads what has failed once more; what is healthy now has not failed. */
async function lookAgain(run: Run, state: OperationState, tasks: readonly SyncTask[]): Promise<OperationState> {
  await orStopped(run.observer.read(subjectsOf(run, tasks), run.stop), run.stop)
  const done = recoveries({ state, view: run.observer.view, options: run.options }, tasks)
  await tellCompletions(run, done)
  return { ...withResults(state, resultsOf(done)), lookedAgain: true }
}

/** How long a run that was interrupted looks for why, in milliseconds: who has interrupted it waits. */
const LAST_LOOK_MS = 500

/** Ends a run that a signal stops; in its grace, if it has one, hooks that run are ended, too. */
async function interrupted(run: Run, progress: Progress): Promise<End> {
  const end = interruptedEnd(run.options.signal)
  const grace = graceOf(run)
  const { waiter } = progress
  // Whoever has lost its lock has lost the server, too, or is in the way of another run.
  const lookMs = end.reason === 'interrupted' ? LAST_LOOK_MS : 0
  const waitedFor = async (): Promise<readonly Blocker[]> =>
    (await waiter?.waitedFor(situationNow(run, progress), lookMs)) ?? []
  let left: readonly SyncTask[] = []
  let waited: readonly Blocker[] | undefined
  if (grace !== undefined) {
    try {
      const see = (state: OperationState): Situation => situationNow(run, { ...progress, state })
      tellGrace(run, situationNow(run, progress))
      progress.state = await terminate(grace.run, progress.state, see)
      left = runningOf(situationNow(run, progress))
      if (run.options.syncFailOnInterrupt && isSyncFailDue(run, progress)) {
        waited = await waitedFor()
        const rest = restOf(situationNow(run, progress), left, waited)
        run.emit(interruptionEvent(end, { syncFail: 'ahead', ...rest }))
        await failPhase(grace.run, progress)
      }
    } finally {
      grace.close()
    }
  }
  const blockers = waited ?? (await waitedFor())
  const situation = situationNow(run, progress)
  const running = runningOf(situation).filter((task) => !left.includes(task))
  const syncFail = waited === undefined ? undefined : ('over' as const)
  if (syncFail === 'over' && running.length > 0 && run.options.leave?.aborted !== true) tellGraceOver(run)
  const rest = restOf(situation, [...left, ...running], blockers)
  run.emit(interruptionEvent(end, { ...defined({ syncFail }), ...rest }))
  return end
}

function tellGrace({ options, emit }: Run, situation: Situation): void {
  if (runningOf(situation).every(({ hook }) => hook === undefined)) return
  const message = `${interruptionName(options.signal)}: the hooks that run are ended (--grace); a second signal leaves at once`
  emit({ type: 'warning', message })
}

function tellGraceOver({ options, emit }: Run): void {
  const message = `the ${durationText(options.graceMs)} of --grace are over: what the SyncFail hooks do is not waited for any more`
  emit({ type: 'warning', message })
}

/** Whether a sync that was interrupted has written something that SyncFail hooks may undo. */
function isSyncFailDue(run: Run, progress: Progress): boolean {
  return progress.state.results.size > 0 && situationNow(run, progress).tasks.some(({ phase }) => phase === 'SyncFail')
}

/** Runs the SyncFail hooks of a sync that was interrupted. Nothing else is waited for. */
async function failPhase(run: Run, progress: Progress): Promise<void> {
  const { state } = progress
  const dropped = runningOf(situationNow(run, progress))
  progress.state = withTerminated(withoutBatch(state, 'start-sync-fail'), dropped)
  const emit: Run['emit'] = (event) => (event.type === 'interrupted' ? undefined : run.emit(event))
  await goThrough({ ...run, emit }, {}, progress)
}
