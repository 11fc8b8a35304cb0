// What becomes of an app's inventory in a deletion, and that there is none: in words. Writes nothing.
import type { Cluster } from '../cluster/port.ts'
import { onClusterError } from '../errors.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import { formatKey, keyOf, shortKey } from '../object/resource-key.ts'
import { appText } from '../plan/app-mark.ts'
import { isHookOf } from '../plan/left-hooks.ts'
import { goesByItself, goesWithOwner, staysBehind } from '../plan/plan-delete.ts'
import { isOfApp } from '../plan/prune-task.ts'
import type { SyncPlan } from '../plan/sync-plan.ts'
import { isInside } from '../plan/why-kept.ts'
import { markOf, parentRef, parentText } from './inventory.ts'
import type { App, Inventory } from './inventory.ts'

/** What becomes of an inventory that is there. */
export interface RecordFate {
  /** `ConfigMap shop/hooksync-shop` */
  readonly parent: string
  /** What is left, of which it then tells; nothing: it goes. */
  readonly left: readonly KubeObject[]
}

/** As planned; undefined: there is none. */
export function plannedFate(plan: SyncPlan, inventory: Inventory | undefined): RecordFate | undefined {
  if (inventory?.parent === undefined) return undefined
  const there = leftOf(plan, inventory)
  const known = new Set(there.map(formatOf))
  const made = stayingHooks(plan).filter((object) => !known.has(formatOf(object)))
  return { parent: parentText(inventory.app), left: [...there, ...made] }
}

/** What is there of an app, and a plan neither deletes nor makes anew to delete it then. */
export function leftOf(plan: SyncPlan, inventory: Inventory): readonly KubeObject[] {
  const made = plan.tasks.filter(({ object }) => object.metadata.uid === undefined)
  const staying = new Set(stayingHooks(plan).map(formatOf))
  const going = new Set(made.map(({ key }) => formatKey(key)).filter((key) => !staying.has(key)))
  const uids = new Set(plan.tasks.map(({ object }) => object.metadata.uid))
  return recorded(inventory).filter(
    (object) => !uids.has(object.metadata.uid) && !goesWithOwner(object, uids) && !going.has(formatOf(object)),
  )
}

/** Hooks of the plan that are there afterwards. */
function stayingHooks({ tasks }: SyncPlan): readonly KubeObject[] {
  return tasks.filter(staysBehind).flatMap(({ object }) => {
    const goesAlong = tasks.some((other) => other.action === 'prune' && isInside(object, other.object))
    return goesAlong ? [] : [object]
  })
}

/** Of what an inventory has to tell, hooks too: copies, and what another object owns, bear its mark, too. */
export function recorded({ app, members, hooks }: Inventory): readonly KubeObject[] {
  const mark = markOf(app)
  const left = hooks.filter((object) => isHookOf(mark, object) && !goesByItself(object))
  return [...members.filter((object) => isOfApp(object, mark)), ...left]
}

function formatOf(object: KubeObject): string {
  return formatKey(keyOf(object))
}

/** `goes last`, `stays: it tells of ConfigMap demo/c`. */
export function fateText({ left }: RecordFate): string {
  return left.length === 0 ? 'goes last' : staysText(left)
}

/** The same after what was deleted: `, and the inventory, ConfigMap demo/hooksync-shop`. */
export function afterDeleted({ parent, left }: RecordFate): string {
  return left.length === 0 ? `, and the inventory, ${parent}` : `; the inventory, ${parent}, ${staysText(left)}`
}

function staysText(left: readonly KubeObject[]): string {
  return `stays: it tells of ${firstOf(
    left.map((object) => shortKey(keyOf(object))),
    8,
  )}`
}

/** That an app has no inventory, and what is not there; undefined: it has one, or nobody may look. */
export async function absenceOf(cluster: Cluster, app: App, signal: AbortSignal): Promise<string | undefined> {
  const unseen = onClusterError(() => 'unseen' as const, 'Forbidden')
  const parent = await cluster.get(await parentRef(cluster, app), { signal }).catch(unseen)
  if (parent !== undefined) return undefined
  const type = await cluster.resolve({ group: '', version: 'v1', kind: 'Namespace' })
  const { namespace: name } = app.parent
  const home =
    type === undefined ? 'unseen' : await cluster.get({ type, namespace: '', name }, { signal }).catch(unseen)
  const what = home === undefined ? `namespace ${name} is not there` : `${parentText(app)} is not there`
  return `there is no inventory of app ${appText(app.name)}: ${what}`
}
