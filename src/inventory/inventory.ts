// What an app owns, as its ApplySet says: the parent, and the live objects that are its members. Writes nothing.
import type { Cluster, ObjectRef, ResourceType } from '../cluster/port.ts'
import { EXIT_CODES, HooksyncError, onClusterError } from '../errors.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { HOOK_OF, PART_OF } from '../plan/app-mark.ts'
import type { AppMark } from '../plan/sync-plan.ts'
import { mapLimit } from '../sync/parallel.ts'
import { applySetId, isOurs, NO_REACH, readParent } from './applyset.ts'
import type { GroupKind, ParentRef, Reach } from './applyset.ts'
import type { ResourceKey } from '../object/resource-key.ts'

/** An app: its name, and the object that says what belongs to it. */
export interface App {
  readonly name: string
  readonly parent: ParentRef
}

/** What is known of an app before a run. */
export interface Inventory {
  readonly app: App
  /** Where members may be, as the parent says. */
  readonly reach: Reach
  /** The parent is there, and kept by us. */
  readonly isKept: boolean
  /** Left out: there is none yet. */
  readonly parent?: KubeObject
  /** All live members. */
  readonly members: readonly KubeObject[]
  /** All live hooks, those of earlier manifests, too. */
  readonly hooks: readonly KubeObject[]
}

/** How an app is read. */
export interface InventoryOptions {
  /** Requests at once. */
  readonly concurrency: number
  /** A set that another tool keeps is taken over. */
  readonly takeOwnership: boolean
  readonly signal?: AbortSignal
}

/** How the name of a parent begins that we have made. */
export const OWN_PARENT = 'hooksync-'

/** The app of a name; its parent is a ConfigMap in the destination namespace, or what is named as kubectl's --applyset does. */
export function appOf(name: string, namespace: string, parent?: Pick<ParentRef, 'kind'>): App {
  if (parent !== undefined) return { name, parent: { kind: parent.kind, namespace, name } }
  return { name, parent: { kind: 'ConfigMap', namespace, name: `${OWN_PARENT}${name}` } }
}

/** How the objects of an app are marked. */
export function markOf({ name, parent }: App): AppMark {
  return { name, partOf: applySetId(parent) }
}

/** Reads an app. Throws with exit code 3 where its parent cannot be trusted: members that it does not tell of would be lost. */
export async function readInventory(cluster: Cluster, app: App, options: InventoryOptions): Promise<Inventory> {
  const parent = await cluster.get(await parentRef(cluster, app), options)
  const read = readRecord(app, parent, options)
  if (parent === undefined) return { app, ...read, members: [], hooks: [] }
  const { kinds, hookKinds, namespaces } = read.reach
  const listed = async (label: string, wanted: readonly GroupKind[]): Promise<readonly KubeObject[]> =>
    listMarked(cluster, app, { label, kinds: wanted, namespaces }, options)
  const [members, hooks] = await Promise.all([listed(PART_OF, kinds), listed(HOOK_OF, hookKinds)])
  return { app, ...read, parent, members, hooks }
}

/** The inventory of an app among objects that were read before, all of a cluster or a part of it that has all that the app owns. */
export function inventoryAmong(
  objects: readonly KubeObject[],
  app: App,
  options: Pick<InventoryOptions, 'takeOwnership'>,
): Inventory {
  const { kind, namespace, name } = app.parent
  const parent = objects.find(
    (object) => object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name,
  )
  const id = applySetId(app.parent)
  const members = objects.filter(({ metadata }) => metadata.labels?.[PART_OF] === id)
  const hooks = objects.filter(({ metadata }) => metadata.labels?.[HOOK_OF] === id)
  return { app, ...readRecord(app, parent, options), ...(parent === undefined ? {} : { parent }), members, hooks }
}

function readRecord(
  app: App,
  parent: KubeObject | undefined,
  options: Pick<InventoryOptions, 'takeOwnership'>,
): Pick<Inventory, 'reach' | 'isKept'> {
  if (parent === undefined) return { reach: NO_REACH, isKept: false }
  const record = readParent(parent, app.parent)
  const { kind, namespace, name } = app.parent
  const what = `${kind} ${namespace}/${name}`
  if (typeof record === 'string') {
    throw new HooksyncError(`the inventory of app ${app.name} is in ${what}, and ${record}`, {
      exitCode: EXIT_CODES.invalid,
      hint: `mend it, or name another app; objects that are left carry the label ${PART_OF}=${applySetId(app.parent)}`,
    })
  }
  if (!isOurs(record) && !options.takeOwnership) {
    throw new HooksyncError(`${what} is an ApplySet of ${record.tool}`, {
      exitCode: EXIT_CODES.invalid,
      hint: `--take-ownership takes it over; ${record.tool} then refuses to work on it`,
    })
  }
  const { kinds, hookKinds, namespaces } = record
  return { reach: { kinds, hookKinds, namespaces }, isKept: isOurs(record) }
}

/** The reference of a parent. */
export async function parentRef(cluster: Cluster, { parent }: App): Promise<ObjectRef> {
  const type = await cluster.resolve({ group: '', version: 'v1', kind: parent.kind })
  if (type === undefined)
    throw new HooksyncError(`the server serves no ${parent.kind}s`, { exitCode: EXIT_CODES.cluster })
  return { type, namespace: parent.namespace, name: parent.name }
}

async function listMarked(
  cluster: Cluster,
  { parent }: App,
  { label, kinds, namespaces }: Pick<Reach, 'kinds' | 'namespaces'> & { readonly label: string },
  { concurrency, signal }: InventoryOptions,
): Promise<readonly KubeObject[]> {
  const types = await mapLimit(kinds, concurrency, async (kind) => served(cluster, kind))
  const places = [...new Set([parent.namespace, ...namespaces])]
  // A kind that nobody serves any more has no objects either.
  const wanted = types.flatMap((type) => (type === undefined ? [] : placesOf(type, places)))
  const labelSelector = `${label}=${applySetId(parent)}`
  const lists = await mapLimit(wanted, concurrency, async ({ type, ...where }) =>
    cluster
      .list(type, { ...where, labelSelector }, signal === undefined ? {} : { signal })
      // Its definition went just now.
      .catch(onClusterError(() => ({ items: [] }), 'NotFound')),
  )
  return lists.flatMap(({ items }) => items)
}

/** What is known may be older than the kind. */
async function served(cluster: Cluster, { group, kind }: GroupKind): Promise<ResourceType | undefined> {
  const type = { group, kind, version: '' }
  return (await cluster.resolve(type)) ?? cluster.resolve(type, { fresh: true })
}

function placesOf(
  type: ResourceType,
  namespaces: readonly string[],
): readonly { type: ResourceType; namespace?: string }[] {
  return type.namespaced ? namespaces.map((namespace) => ({ type, namespace })) : [{ type }]
}

/** Where objects of an app are. */
export function reachOfKeys(
  members: readonly ResourceKey[],
  hooks: readonly ResourceKey[],
  app: App | undefined,
): Reach {
  const namespaces = new Set([...members, ...hooks].map(({ namespace }) => namespace))
  const others = [...namespaces].filter((name) => name !== '' && name !== app?.parent.namespace)
  return { kinds: kindsOf(members), hookKinds: kindsOf(hooks), namespaces: others }
}

function kindsOf(keys: readonly ResourceKey[]): readonly GroupKind[] {
  return [...new Map(keys.map(({ group, kind }) => [`${kind}.${group}`, { group, kind }])).values()]
}
