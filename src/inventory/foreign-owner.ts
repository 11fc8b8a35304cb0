// Whose an object is, if it is not ours: what Argo CD, Helm and the ApplySets of others mark. Asks nobody.
import type { KubeObject } from '../object/kube-object.ts'
import { APP_LABEL, PART_OF } from '../plan/app-mark.ts'
import type { AppMark, SyncTask } from '../plan/sync-plan.ts'

/** The gate's question about each object that is there. */
export function refuseOthers(app: AppMark | undefined): (task: SyncTask, live: KubeObject) => string | undefined {
  return (task, live) => {
    if (task.action === 'prune') return undefined
    const owner = foreignOwner(live, app)
    return owner === undefined ? undefined : `it is there, and ${owner}; --take-ownership takes it`
  }
}

/** The same question about what is to be deleted, and about what is in the way of its hooks. */
export function refuseToDelete(app: AppMark | undefined): (task: SyncTask, live: KubeObject) => string | undefined {
  return (_, live) => {
    const owner = foreignOwner(live, app)
    if (owner === undefined) return undefined
    const name = live.metadata.labels?.[APP_LABEL]
    const remedy = name === undefined || app !== undefined ? '' : `; --app ${name} deletes that application`
    return `${owner}${remedy}; --take-ownership deletes it all the same`
  }
}

/** Who owns an object beside this app, as a sentence; undefined: nobody, or the app itself. */
function foreignOwner({ metadata }: KubeObject, app: AppMark | undefined): string | undefined {
  const { labels = {}, annotations = {} } = metadata
  const [partOf, appName] = [labels[PART_OF], labels[APP_LABEL]]
  // What was taken once is ours, whatever else still stands on it.
  if (app !== undefined && (partOf === app.partOf || (partOf === undefined && appName === app.name))) return undefined
  const named = appName === undefined ? '' : `, app ${appName}`
  if (partOf !== undefined) return `it is part of ApplySet ${partOf}${named}`
  const tracking = annotations['argocd.argoproj.io/tracking-id']
  if (tracking !== undefined) return `Argo CD's application ${tracking.split(':')[0]} tracks it`
  const release = annotations['meta.helm.sh/release-name']
  if (release !== undefined && labels['app.kubernetes.io/managed-by'] === 'Helm') {
    return `Helm release ${release} of namespace ${annotations['meta.helm.sh/release-namespace'] ?? ''} owns it`
  }
  return undefined
}
