// Whose an object is, if it is not ours: what Argo CD, Helm and the ApplySets of others mark. Asks nobody.
import type { KubeObject } from '../object/kube-object.ts'
import { APP_LABEL, appText, HOOK_OF, PART_OF } from '../plan/app-mark.ts'
import type { AppMark } from '../plan/sync-plan.ts'
import type { AskedOfLive } from '../sync/sync-options.ts'

/** The gate's question about each object that is there. */
export function refuseOthers(app: AppMark | undefined): AskedOfLive {
  return (task, live) => {
    if (task.action === 'prune') return undefined
    const owner = foreignOwner(live, app)
    if (owner === undefined) return undefined
    if (app !== undefined) return `it is there, and ${owner}; --take-ownership takes it`
    return `it is there, and ${owner}${itsApp(live, 'syncs')}; --take-ownership writes it all the same`
  }
}

/** What is told of each of them where nobody is refused. Without an application nothing is recorded, and whose it is stays. */
export function tellOthers(app: AppMark | undefined): AskedOfLive {
  return (task, live) => {
    if (task.action === 'prune') return undefined
    const owner = foreignOwner(live, app)
    if (owner === undefined) return undefined
    if (app !== undefined) return `${owner}: taken into app ${appText(app.name)}`
    return `${owner}: written all the same, and without --app that stays so`
  }
}

/** The same question about what is to be deleted, and about what is in the way of its hooks. */
export function refuseToDelete(app: AppMark | undefined): AskedOfLive {
  return (_, live) => {
    const owner = foreignOwner(live, app)
    if (owner === undefined) return undefined
    return `${owner}${app === undefined ? itsApp(live, 'deletes') : ''}; --take-ownership deletes it all the same`
  }
}

/** What is told of each of them where nobody is refused. */
export function tellOthersDeleted(app: AppMark | undefined): AskedOfLive {
  return (task, live) => {
    const owner = foreignOwner(live, app)
    if (owner === undefined) return undefined
    return `${owner}: ${task.action === 'prune' ? 'deleted' : 'written'} all the same`
  }
}

/** How it is done for the application that has it, where it is one of ours. */
function itsApp({ metadata }: KubeObject, does: string): string {
  const name = metadata.labels?.[APP_LABEL]
  return name === undefined ? '' : `; --app ${appText(name)} ${does} that application`
}

/** Who owns an object beside this app, as a sentence; undefined: nobody, or the app itself. */
function foreignOwner({ metadata }: KubeObject, app: AppMark | undefined): string | undefined {
  const { labels = {}, annotations = {} } = metadata
  const [partOf, hookOf] = [labels[PART_OF], labels[HOOK_OF]]
  // What was taken once is ours, whatever else still stands on it; a name alone is not enough, for each namespace may have it.
  if (app !== undefined && (partOf === app.partOf || hookOf === app.partOf)) return undefined
  if (partOf !== undefined) return `it is part of ApplySet ${partOf}${named(labels[APP_LABEL], app)}`
  if (hookOf !== undefined) return `it is a hook of ApplySet ${hookOf}${named(labels[APP_LABEL], app)}`
  const tracking = annotations['argocd.argoproj.io/tracking-id']
  if (tracking !== undefined) return `Argo CD's application ${tracking.split(':')[0]} tracks it`
  const release = annotations['meta.helm.sh/release-name']
  if (release !== undefined && labels['app.kubernetes.io/managed-by'] === 'Helm') {
    return `Helm release ${release} of namespace ${annotations['meta.helm.sh/release-namespace'] ?? ''} owns it`
  }
  return undefined
}

function named(name: string | undefined, app: AppMark | undefined): string {
  if (name === undefined) return ''
  return `, app ${appText(name)}${name === app?.name ? ' of another namespace' : ''}`
}
