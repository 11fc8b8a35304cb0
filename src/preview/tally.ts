// What a preview comes to in numbers. Pure.
import { defined } from '../object/defined.ts'
import { PREVIEW_ACTIONS } from './preview-action.ts'
import type { PreviewAction } from './preview-action.ts'
import type { PreviewTask } from './preview-task.ts'
import type { Preview } from './preview.ts'

/** How many tasks do what; SyncFail hooks, which only a failure runs, stand apart. */
export interface PreviewTally {
  readonly actions: ReadonlyMap<PreviewAction, number>
  readonly onFailure: number
  /** Left out: it is no deletion. */
  readonly kept?: number
}

/** Counts them, in the order of the actions. */
export function tallyPreview({ tasks, notRun, kept }: Preview): PreviewTally {
  const regular = tasks.filter((task) => !isOnFailure(task))
  const counted = PREVIEW_ACTIONS.map((action) => {
    const number = regular.filter((task) => task.action === action).length
    return [action, action === 'not run' ? number + notRun.length : number] as const
  })
  return {
    actions: new Map(counted.filter(([, number]) => number > 0)),
    onFailure: tasks.length - regular.length,
    ...defined({ kept: kept?.length }),
  }
}

/** Whether a sync, or a deletion, that succeeds would change anything in the cluster. */
export function changesSomething({ tasks, fate }: Preview): boolean {
  return (
    fate?.left.length === 0 ||
    tasks.some((task) => !isOnFailure(task) && task.action !== 'unchanged' && task.action !== 'not run')
  )
}

/** Whether only a failure of the sync runs it. */
export function isOnFailure({ task }: PreviewTask): boolean {
  return task.phase === 'SyncFail'
}
