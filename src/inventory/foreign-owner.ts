// Whose an object is, if it is not ours: what Argo CD, Helm and the ApplySets of others mark. Asks nobody.
import type { KubeObject } from '../object/kube-object.ts'
import { isOurParent } from './applyset.ts'
import { OWN_PARENT } from './inventory.ts'
import { APP_LABEL, appText, HOOK_OF, PART_OF } from '../plan/app-mark.ts'
import { ownerBeside } from '../plan/other-owners.ts'
import type { AppMark } from '../plan/sync-plan.ts'
import type { AskedOfLive } from '../sync/sync-options.ts'

/** The gate's question about each object that is there. What left the manifests stays without a refusal, where others have it. */
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
    if (task.action === 'prune' && task.prune?.verdict !== 'delete') return undefined
    const owner = foreignOwner(live, app)
    if (owner === undefined) return undefined
    if (task.action === 'prune') return `${owner}: pruned all the same`
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
export function foreignOwner(object: KubeObject, app: AppMark | undefined): string | undefined {
  const { labels = {} } = object.metadata
  const [partOf, hookOf] = [labels[PART_OF], labels[HOOK_OF]]
  const isOurs = app !== undefined && (partOf === app.partOf || hookOf === app.partOf)
  if (!isOurs && isOurParent(object)) return `it is the inventory of app ${appKeptIn(object)}`
  if (partOf !== undefined && !isOurs) return `it is part of ApplySet ${partOf}${named(labels[APP_LABEL], app)}`
  if (hookOf !== undefined && !isOurs) return `it is a hook of ApplySet ${hookOf}${named(labels[APP_LABEL], app)}`
  return ownerBeside(object)
}

/** As --app names it. */
function appKeptIn({ kind, metadata: { name = '' } }: KubeObject): string {
  const isPlain = kind === 'ConfigMap' && name.startsWith(OWN_PARENT)
  return isPlain ? name.slice(OWN_PARENT.length) : `${kind.toLowerCase()}s/${name}`
}

function named(name: string | undefined, app: AppMark | undefined): string {
  if (name === undefined) return ''
  return `, app ${appText(name)}${name === app?.name ? ' of another namespace' : ''}`
}
