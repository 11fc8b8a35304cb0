// What becomes of an app's inventory in a deletion, and that there is none: in words. Writes nothing.
import type { Cluster } from '../cluster/port.ts'
import { onClusterError } from '../errors.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import { keyOf, shortKey } from '../object/resource-key.ts'
import { appText } from '../plan/app-mark.ts'
import { isMember } from '../plan/prune-task.ts'
import type { SyncPlan } from '../plan/sync-plan.ts'
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
export function plannedFate({ tasks }: SyncPlan, inventory: Inventory | undefined): RecordFate | undefined {
  if (inventory?.parent === undefined) return undefined
  const going = new Set(tasks.flatMap(({ action, object }) => (action === 'prune' ? (object.metadata.uid ?? []) : [])))
  const left = realMembers(inventory).filter(({ metadata }) => !going.has(metadata.uid ?? ''))
  return { parent: parentText(inventory.app), left }
}

/** Those of which an inventory has to tell: copies, and what another object owns, bear its mark, too. */
export function realMembers({ app, members }: Inventory): readonly KubeObject[] {
  return members.filter((object) => isMember(object, markOf(app)))
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
