// Tells of other runs of the same manifests, as far as their traces show: no lock keeps them apart.
import { judgedHealth } from '../../health/judging.ts'
import { hookOutcome } from '../../health/hook-outcome.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { changeOrTime } from './waiter.ts'
import { writersOf } from '../writers.ts'

/** How long a hook that somebody deleted is waited for to come again, in milliseconds: then it is known who has done it. */
const AGAIN_MS = 2000

const HINT = 'let only one run deploy at a time'

/** Before a leftover hook is deleted: that it still runs, since when, and whose it is. */
export function tellRunning(run: Run, task: SyncTask): void {
  const object = liveObject(run.observer.view, task.key)
  if (object === undefined || object.metadata.deletionTimestamp !== undefined) return
  if (hookOutcome(judgedHealth(object, run.options)) !== 'Running') return
  const message = `still runs, ${madeBy(run, object)}: it is deleted now, and made anew (BeforeHookCreation)`
  run.emit({ type: 'warning', key: task.key, message, hint: `if that is another run, it fails now: ${HINT}` })
}

/** After a hook was deleted while it ran: who may have done it. Another run's own may come a moment later. */
export async function tellDeleter(run: Run, task: SyncTask, deleted: KubeObject): Promise<void> {
  const until = run.clock.now() + (isForeground(deleted) ? AGAIN_MS : 0)
  while (another(run, task, deleted) === undefined && run.clock.now() < until && !run.stop.aborted) {
    await changeOrTime(run, until - run.clock.now())
  }
  const message = deleterText(run, task, deleted)
  if (message !== undefined) run.emit({ type: 'warning', key: task.key, message, hint: HINT })
}

function deleterText(run: Run, task: SyncTask, deleted: KubeObject): string | undefined {
  const next = another(run, task, deleted)
  if (next !== undefined) {
    return `there is another one now, ${madeBy(run, next)}: another run of these manifests may have deleted this run's`
  }
  if (!isForeground(deleted)) return undefined
  return 'it was deleted in the foreground, as another run of these manifests does before it makes its own'
}

/** As Argo CD and this program delete hooks, and kubectl does not unless it is asked to. */
function isForeground({ metadata }: KubeObject): boolean {
  return (metadata.finalizers ?? []).includes('foregroundDeletion')
}

function another(run: Run, task: SyncTask, deleted: KubeObject): KubeObject | undefined {
  const live = liveObject(run.observer.view, task.key)
  return live === undefined || live.metadata.uid === deleted.metadata.uid ? undefined : live
}

/** `made 12s ago by kubectl-hooksync` */
function madeBy(run: Run, object: KubeObject): string {
  const now = run.clock.wall?.() ?? run.clock.now()
  const age = Math.round((now - Date.parse(object.metadata.creationTimestamp ?? '')) / 1000)
  const since =
    age > 7200 ? `${Math.round(age / 3600)}h` : age > 120 ? `${Math.round(age / 60)}m` : `${Math.max(0, age)}s`
  return `made ${since} ago by ${writersOf(object)}`
}
