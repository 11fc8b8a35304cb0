// Why what a plan deletes stays after all: what was made of it since, by the rules of the plan. Pure.
import { readDirectives } from '../hook/read-directives.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Policy } from '../policy.ts'
import { APP_LABEL, appText, HOOK_OF, PART_OF } from './app-mark.ts'
import { isHookOf } from './left-hooks.ts'
import { whyNone, whyUnpruned } from './prune-task.ts'
import { NO_PRUNE } from './sync-plan.ts'
import type { AppMark, PrunePlan, SyncPlan, SyncTask } from './sync-plan.ts'
import { whyKept } from './why-kept.ts'

/** By what a plan decided. */
export interface Grounds {
  readonly plan: Pick<SyncPlan, 'deletion'>
  readonly app?: AppMark | undefined
  readonly prune?: PrunePlan | undefined
  readonly policy: Pick<Policy, 'keepsMisspelt' | 'keepsWhatHelmKeeps' | 'keepsNamespaces' | 'skipsUnconfirmed'>
}

/**
 * Why the object of a task stays; undefined: it goes, as planned. Hooks may have run for long, and others change it meanwhile.
 * Argo CD, too, asks the object as it is in the pass that prunes it (argo-cd:gitops-engine/pkg/sync/sync_context.go, pruneObject).
 */
export function whyStays(task: SyncTask, live: KubeObject | undefined, grounds: Grounds): string | undefined {
  // What the run itself makes was not there to be planned from.
  if (live === undefined || task.object.metadata.uid === undefined) return undefined
  const why = whyLeft(task, live, grounds) ?? whyProtected(task, live, grounds)
  return why === undefined ? undefined : `${why}, since the plan was made`
}

/** Why it is not to be deleted for this app any more. */
function whyLeft({ phase, object }: SyncTask, live: KubeObject, { plan, app }: Grounds): string | undefined {
  const labels = live.metadata.labels ?? {}
  const moved = [PART_OF, HOOK_OF].filter((label) => labels[label] !== object.metadata.labels?.[label])
  if (moved.length > 0) {
    const isOthers = moved.some((label) => labels[label] !== undefined)
    if (!isOthers) return 'the mark of its app is off'
    const name = labels[APP_LABEL]
    return name === undefined || name === app?.name ? 'another ApplySet has it' : `app ${appText(name)} has it`
  }
  const isHook = app !== undefined && isHookOf(app, object)
  if (isHook) return isHookOf(app, live) ? undefined : 'it is no hook of the app'
  const why = whyNone(live, app)
  // What a deletion is told by name need not be the app's.
  const wasSo = plan.deletion !== undefined && phase !== 'Sync' && why === whyNone(object, app)
  return wasSo ? undefined : why
}

/** Why it is not to be deleted at all. A word that its manifest overruled when it was planned is overruled still. */
function whyProtected(
  { object }: SyncTask,
  live: KubeObject,
  { plan: { deletion }, prune = NO_PRUNE, policy }: Grounds,
): string | undefined {
  if (deletion === undefined) return whyUnpruned(live, prune, policy)
  const now = whyKept({ object: live, words: [readDirectives(live)] }, deletion)?.why
  const then = whyKept({ object, words: [readDirectives(object)] }, deletion)?.why
  return now === then ? undefined : now
}
