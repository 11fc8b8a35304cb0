// How far a run came, read from its tally. The hooks of SyncFail, which are for a failure only, are no part of the way. Pure.
import type { Phase } from '../hook/hook.ts'
import type { PlannedTask } from '../sync/events.ts'
import type { Tally } from './tally.ts'
import { count } from './task-text.ts'

/** How many tasks of each phase nothing was done for; SyncFail is for a failure only and never counts. */
export function untouchedByPhase(tally: Tally): ReadonlyMap<Phase, number> {
  const counts = new Map<Phase, number>()
  for (const { task, phase } of tally.planned) {
    const isTouched = tally.touched.has(task) || tally.leaving.has(task)
    if (phase !== 'SyncFail' && !isTouched) counts.set(phase, (counts.get(phase) ?? 0) + 1)
  }
  return counts
}

/** Whether a run has written and deleted nothing. */
export function isUntouched(tally: Tally): boolean {
  return tally.touched.size === 0 && tally.counts.size === 0 && tally.leaving.size === 0
}

/** `1 of 2 tasks done`, or `1 of 2 tasks and 4 of 4 SyncFail hooks done` where these were begun; '' where there was nothing to do. Done is what has succeeded. */
export function doneText(tally: Tally): string {
  const hooks = tally.planned.filter(({ phase }) => phase === 'SyncFail')
  const tasks = tally.planned.filter(({ phase }) => phase !== 'SyncFail')
  const part = (own: readonly PlannedTask[], noun: string): string =>
    `${own.filter(({ task }) => tally.done.has(task)).length} of ${count(own.length, noun)}`
  const parts = [
    ...(tasks.length === 0 ? [] : [part(tasks, 'task')]),
    ...(hooks.some(({ task }) => tally.touched.has(task)) ? [part(hooks, 'SyncFail hook')] : []),
  ]
  return parts.length === 0 ? '' : `${parts.join(' and ')} done`
}
