// When a task that deletes something is done: its object is gone. Pure.
import { isOfDeletion } from '../hook/hook.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import type { TaskResult } from './operation.ts'
import type { Completion, Situation } from './step.ts'

/**
 * The prune tasks whose object is gone, and of which that is not known yet. What was gone before its turn counts when all
 * before it is done: a hook that runs before makes some of it.
 */
export function departed({ plan, state, gone, now }: Situation): readonly Completion[] {
  const isGone = new Set(gone.filter(({ id }) => state.results.get(id)?.gone === undefined))
  if (isGone.size === 0 || state.gate !== 'passed') return []
  const all = new Set(gone)
  const open = plan.tasks.findIndex((task) => !all.has(task) && !isDone(task))
  return plan.tasks.flatMap((task, at) => {
    const result = state.results.get(task.id)
    const isNews = result === undefined ? open < 0 || at < open : result.code === 'Pruned'
    return isGone.has(task) && isNews ? { task, result: goneResult(task, result, now), object: undefined } : []
  })

  function isDone({ id }: SyncTask): boolean {
    const phase = state.results.get(id)?.phase
    return state.inSync.has(id) || (phase !== undefined && phase !== 'Running')
  }
}

function goneResult({ phase }: SyncTask, before: TaskResult | undefined, now: number): TaskResult {
  const base = { code: 'Pruned', phase: 'Succeeded', applied: false } as const
  if (before === undefined) return { ...base, gone: 'before', message: 'was gone already', at: now }
  return { ...base, gone: 'by us', message: isOfDeletion(phase) ? 'deleted' : 'pruned', at: before.at }
}
