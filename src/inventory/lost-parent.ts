// An inventory that is gone while members of it are still there: what it alone told of would be lost. Asks nobody.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import { keyOf, shortKey } from '../object/resource-key.ts'
import { appText } from '../plan/app-mark.ts'
import { isMember } from '../plan/prune-task.ts'
import { isNamespace } from '../plan/task-order.ts'
import { listsMembers, markOf, parentText } from './inventory.ts'
import type { App } from './inventory.ts'

/** That live objects prove an inventory of an app that is not there any more; a warning for who begins a new one. */
export function lossOf(
  app: App,
  live: readonly KubeObject[],
  { takeOwnership }: { readonly takeOwnership: boolean },
): Diagnostic | undefined {
  // A run that makes the namespace of its inventory marks it before there can be one.
  const isHome = (object: KubeObject): boolean =>
    isNamespace({ key: keyOf(object) }) && object.metadata.name === app.parent.namespace
  const members = live.filter((object) => isMember(object, markOf(app)) && !isHome(object))
  if (members.length === 0) return undefined
  const names = firstOf(
    members.map((object) => shortKey(keyOf(object))),
    8,
  )
  const belongs = members.length === 1 ? 'bears its mark' : 'bear its mark'
  const message = `the inventory of app ${appText(app.name)}, ${parentText(app)}, is gone, though ${names} ${belongs}`
  if (takeOwnership) {
    const hint = `what is in no manifest any more is not known to it; ${listsMembers(app)}`
    return { code: 'LOST_INVENTORY', severity: 'warning', message: `${message}: a new one begins`, hint }
  }
  const hint = `what left the manifests meanwhile would be lost; ${listsMembers(app)}; --take-ownership begins a new inventory with what is live and named`
  return { code: 'INVALID_APP', severity: 'error', message, hint }
}
