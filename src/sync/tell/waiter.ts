// Waits for the cluster: tells what for and why, and wakes at the next change, deadline or signal.
import { defined } from '../../object/defined.ts'
import { REPEAT_AFTER_MS } from '../events.ts'
import type { Blocker } from '../events.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { isThere } from '../situation.ts'
import type { Situation } from '../step.ts'
import { leavingOf, runningOf } from '../task-state.ts'
import type { Run } from '../run.ts'
import { timeoutEnd } from '../end.ts'
import type { End } from '../end.ts'
import { onAbort } from '../../cluster/on-abort.ts'
import { liveObject } from '../view.ts'
import type { Reader } from '../see/read-silent.ts'
import { createLooker } from './look-behind.ts'
import { blockers, leavingBlockers, waitMessage } from './waiting.ts'
import type { WaitStep } from './waiting.ts'

/** How long a run that is out of time looks for why, in milliseconds. */
const LAST_LOOK_MS = 1000

/** How long deletions are gathered at most, in milliseconds. */
const LONGEST_MOMENT_MS = 1000

/** What waits on behalf of the loop of one run. */
export type Waiter = ReturnType<typeof createWaiter>

/** What waits on behalf of the loop of one run. */
export function createWaiter(run: Run, reader: Reader) {
  const deadline = run.options.startedAt + run.options.timeoutMs
  let toldText = ''
  let toldAt = 0
  const looker = createLooker(run)
  let last: readonly Blocker[] = []
  let message = ''

  const tell = (step: WaitStep, found: readonly Blocker[]): void => {
    last = found.map((blocker) => looker.withReason(blocker))
    message = waitMessage(step)
    const text = [message, ...last.map(({ message: why, limit }) => why + JSON.stringify(limit ?? ''))].join('\n')
    const now = run.clock.now()
    if (text === toldText && now - toldAt < REPEAT_AFTER_MS) return
    toldText = text
    toldAt = now
    run.emit({ type: 'waiting', message, blockers: last })
  }

  /** It is the run's time that is over, and not its own. */
  const told = (blocker: Blocker): Blocker => {
    const { limitMs: _, limit: __, ...rest } = looker.withReason(blocker)
    return rest
  }

  /** What a run that ends now has waited for, and why: so many milliseconds are left to look. */
  const waitedFor = async (situation: Situation, milliseconds: number): Promise<readonly Blocker[]> => {
    const found = blockersAtEnd(situation, last)
    await looker.lookLast(found, milliseconds)
    return found.map(told)
  }

  return {
    /** What was seen behind the tasks that were waited for. */
    looks: looker.looks,
    /** Resolves when there may be something to do. */
    async wait(step: WaitStep, situation: Situation): Promise<void> {
      const found = blockers(step, situation)
      tell(step, found)
      const now = run.clock.now()
      const { unexplained, at: explainAt, next } = looker.due(step, found, toldAt)
      const again = Math.min(toldAt + REPEAT_AFTER_MS, next, reader.due(message, step.tasks))
      const wake = Math.min(deadline, nextTaskMoment(situation), again)
      const until = Math.min(wake, explainAt)
      await changeOrTime(run, Math.max(0, until - now))
      if (step.for === 'deletion') await gatherDeletions(run, step.tasks, until)
      reader.readIfDue()
      if (run.clock.now() < explainAt || run.stop.aborted) return
      await looker.look(unexplained)
    },
    waitedFor,
    /** The end of a sync whose time is up; tells what still runs. */
    async timedOut(situation: Situation): Promise<End> {
      const step = unfinished(situation)
      const stuck = [...(await waitedFor(situation, LAST_LOOK_MS)), ...leavingBlockers(situation).map(told)]
      run.emit({ type: 'timed-out', milliseconds: run.options.timeoutMs, blockers: stuck })
      if (stuck.length === 0) return timeoutEnd(run.options.awaits?.() ?? '')
      const words = step.tasks.length > 0 ? waitMessage(step) : message
      return {
        ...timeoutEnd(words === '' ? waitMessage({ ...step, tasks: leavingOf(situation), for: 'deletion' }) : words),
        ...defined({ hint: stuck.find(({ hint }) => hint !== undefined)?.hint }),
      }
    },
  }
}

/**
 * Each pass looks at all tasks: while much is on its way out, what goes within a moment is looked at together. The more there
 * is, the longer the moment, so that passes are not more work than the deletions; when the last has gone nobody waits.
 */
async function gatherDeletions(run: Run, tasks: readonly SyncTask[], until: number): Promise<void> {
  const begun = run.clock.now()
  const moment = Math.min(until - begun, tasks.length, LONGEST_MOMENT_MS)
  let seen = 0
  const isLeft = (): boolean => {
    for (; seen < tasks.length; seen += 1) {
      const task = tasks[seen]
      if (task !== undefined && isThere(task, liveObject(run.observer.view, task.key))) return true
    }
    return false
  }
  while (isLeft() && !run.stop.aborted && run.clock.now() < begun + moment) {
    await changeOrTime(run, begun + moment - run.clock.now())
  }
}

/** Resolves at the next change, after so many milliseconds, or at a stop. */
export async function changeOrTime(run: Run, milliseconds: number): Promise<void> {
  const woken = new AbortController()
  const forget = onAbort(run.stop, () => woken.abort('stopped'))
  await Promise.race([run.observer.changed(), run.clock.sleep(milliseconds, woken.signal)])
  forget()
  woken.abort('woken')
}

/** What a run that ends now waits for, but what it has deleted itself; `last` is what was waited for before. */
function blockersAtEnd(situation: Situation, last: readonly Blocker[]): readonly Blocker[] {
  const step = unfinished(situation)
  if (step.tasks.length > 0) return blockers(step, situation)
  // It may be over in the middle of writing: then what was waited for before is over, too.
  const leaving = leavingBlockers(situation)
  const isToldAnyway = ({ task }: Blocker): boolean => leaving.some((one) => one.task === task)
  return last.filter((blocker) => isLeaving(situation, blocker) && !isToldAnyway(blocker))
}

/** What still runs and is awaited, or is still to be tried again. */
function unfinished(situation: Situation): WaitStep {
  const running = runningOf(situation)
  const postponed = situation.tasks.filter(({ id }) => situation.state.postponed.has(id))
  return { do: 'wait', tasks: [...running, ...postponed], for: running.length > 0 ? 'health' : 'admission' }
}

/** Whether something that has to go, or waits for leave to, is still there. */
function isLeaving(situation: Situation, { what, key }: Blocker): boolean {
  const object = what === 'deletion' || what === 'confirmation' ? liveObject(situation.view, key) : undefined
  if (what === 'confirmation') return object !== undefined
  return (
    object !== undefined &&
    (object.metadata.deletionTimestamp !== undefined || situation.state.deleted.has(object.metadata.uid ?? ''))
  )
}

/** When something is tried again, a hook's own time is up, or a status counts although it has not changed. */
function nextTaskMoment({ state, tasks, assessments, now }: Situation): number {
  const moments = [
    ...[...state.postponed.values()].map(({ at }) => at),
    ...tasks.flatMap(({ id, timeoutMs = Infinity }) => {
      const { result, graceEnd = Infinity } = assessments.get(id) ?? {}
      return result === undefined ? [] : [result.settles?.at ?? Infinity, graceEnd, result.at + timeoutMs]
    }),
  ]
  return moments.reduce((earliest, at) => (at > now ? Math.min(earliest, at) : earliest), Infinity)
}
