// What an app owns, as its ApplySet says: the parent, and the live objects that are its members. Writes nothing.
import type { Cluster, ObjectRef, ResourceType } from '../cluster/port.ts'
import { EXIT_CODES, HooksyncError, onClusterError } from '../errors.ts'
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { appText, HOOK_OF, isOfService, isOwnParent, PART_OF } from '../plan/app-mark.ts'
import type { AppMark } from '../plan/sync-plan.ts'
import { mapLimit } from '../sync/parallel.ts'
import { applySetId, groupKindText, isOurs, NO_REACH, isApplySet, readParent, union } from './applyset.ts'
import type { GroupKind, ParentRef, Reach } from './applyset.ts'
import { keyOf } from '../object/resource-key.ts'
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
  /** The parent is there, kept by us, and says what we have written. */
  readonly isKept: boolean
  /** Why it may tell of less than there is: it was edited, and is believed because somebody says so. */
  readonly edited?: string
  /** Left out: there is none yet. */
  readonly parent?: KubeObject
  /** All live members. */
  readonly members: readonly KubeObject[]
  /** All live hooks, those of earlier manifests, too. */
  readonly hooks: readonly KubeObject[]
  /** Kinds that the parent names and nobody serves: left out of what is written next. */
  readonly unserved: readonly GroupKind[]
}

/** How an app is read. */
export interface InventoryOptions {
  /** Requests at once. */
  readonly concurrency: number
  /** A set that another tool keeps is taken over, and one that somebody edited is believed. */
  readonly takeOwnership: boolean
  readonly signal?: AbortSignal
}

/** How the name of a parent begins that we have made. */
export const OWN_PARENT = 'hooksync-'

/** The app of a name; its parent is a ConfigMap in the destination namespace, or what is named as kubectl's --applyset does. */
export function appOf(name: string, namespace: string, parent?: Omit<ParentRef, 'namespace'>): App {
  return { name, parent: { kind: 'ConfigMap', name: `${OWN_PARENT}${name}`, ...parent, namespace } }
}

/** How the objects of an app are marked. */
export function markOf({ name, parent }: App): AppMark {
  return { name, partOf: applySetId(parent), parent: { group: '', ...parent } }
}

/** Reads an app. Throws with exit code 3 where its parent cannot be trusted: members that it does not tell of would be lost. */
export async function readInventory(cluster: Cluster, app: App, options: InventoryOptions): Promise<Inventory> {
  const parent = await cluster.get(await parentRef(cluster, app), options)
  const read = readRecord(app, parent, options)
  if (parent === undefined) return { app, ...read, members: [], hooks: [], unserved: [] }
  const { kinds, hookKinds, namespaces } = read.reach
  const wanted = union({ ...NO_REACH, kinds }, { ...NO_REACH, kinds: hookKinds }).kinds
  const asked = askingAgain(cluster)
  const types = await mapLimit(wanted, options.concurrency, async (kind) => ({
    kind,
    type: await asked.resolve({ ...kind, version: '' }),
  }))
  const known = new Map(types.map(({ kind, type }) => [groupKindText(kind), type]))
  const listed = async (label: string, of: readonly GroupKind[]): Promise<readonly KubeObject[]> =>
    listMarked(
      cluster,
      app,
      { label, types: of.flatMap((kind) => known.get(groupKindText(kind)) ?? []), namespaces },
      options,
    )
  const [bearing, hooks] = await Promise.all([listed(PART_OF, kinds), listed(HOOK_OF, hookKinds)])
  const members = bearing.filter((object) => isTheirs(object, app))
  const unserved = types.flatMap(({ kind, type }) => (type === undefined ? [kind] : []))
  return { app, ...read, parent, members, hooks: hooks.filter((object) => isTheirs(object, app)), unserved }
}

/** Whether an object that bears the mark of an app can be one of it: neither it itself, nor what Kubernetes copies labels on. */
function isTheirs(object: KubeObject, app: App): boolean {
  return !isOwnParent(keyOf(object), markOf(app)) && !isOfService(object, markOf(app))
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
  const bearing = (label: string): readonly KubeObject[] =>
    objects.filter((object) => object.metadata.labels?.[label] === id && isTheirs(object, app))
  const [members, hooks] = [bearing(PART_OF), bearing(HOOK_OF)]
  return { app, ...readRecord(app, parent, options), ...defined({ parent }), members, hooks, unserved: [] }
}

function readRecord(
  app: App,
  parent: KubeObject | undefined,
  { takeOwnership }: Pick<InventoryOptions, 'takeOwnership'>,
): Pick<Inventory, 'reach' | 'isKept' | 'edited'> {
  if (parent === undefined) return { reach: NO_REACH, isKept: false }
  const record = readParent(parent, app.parent)
  const what = parentText(app)
  if (typeof record === 'string') throw isApplySet(parent) ? edited(app, record) : noApplySet(app, record)
  if (!isOurs(record) && !takeOwnership) {
    throw new HooksyncError(`${what} is an ApplySet of ${record.tool}`, {
      exitCode: EXIT_CODES.invalid,
      hint: `--take-ownership takes it over; ${record.tool} then refuses to work on it`,
    })
  }
  if (record.edited !== undefined && !takeOwnership) throw edited(app, record.edited)
  const { kinds, hookKinds, namespaces } = record
  const isKept = isOurs(record) && record.edited === undefined
  return { reach: { kinds, hookKinds, namespaces }, isKept, ...defined({ edited: record.edited }) }
}

/** An object of somebody's, which a parent's name happens to name: nothing of it can be believed. */
function noApplySet(app: App, how: string): HooksyncError {
  return new HooksyncError(`${parentText(app)} cannot be the inventory of app ${appText(app.name)}: ${how}`, {
    exitCode: EXIT_CODES.invalid,
    hint: 'name another with --app, or delete it if nobody needs it; if it was an inventory once, put its annotations back',
  })
}

/** Not what we wrote: what it leaves out would be lost. */
function edited(app: App, how: string): HooksyncError {
  return new HooksyncError(`the inventory of app ${appText(app.name)} is in ${parentText(app)}, and ${how}`, {
    exitCode: EXIT_CODES.invalid,
    hint: `put back what stood there, or write what is true and say --take-ownership once, which believes it; ${listsMembers(app)}`,
  })
}

/** The command that finds members without an inventory. */
export function listsMembers({ parent }: App): string {
  const every = '$(kubectl api-resources --verbs=list -o name | paste -sd, -)'
  return `kubectl get ${every} -A -l ${PART_OF}=${applySetId(parent)} lists its members`
}

/** `ConfigMap shop/hooksync-shop` */
export function parentText({ parent: { kind, namespace, name } }: App): string {
  return `${kind} ${namespace}/${name}`
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
  { label, types, namespaces }: Where,
  { concurrency, signal }: InventoryOptions,
): Promise<readonly KubeObject[]> {
  const places = [...new Set([parent.namespace, ...namespaces])]
  const wanted = types.flatMap((type) => placesOf(type, places))
  const labelSelector = `${label}=${applySetId(parent)}`
  const lists = await mapLimit(wanted, concurrency, async ({ type, ...where }) =>
    cluster
      .list(type, { ...where, labelSelector }, signal === undefined ? {} : { signal })
      // Its definition went just now.
      .catch(onClusterError(() => ({ items: [] }), 'NotFound')),
  )
  return lists.flatMap(({ items }) => items)
}

interface Where extends Pick<Reach, 'namespaces'> {
  readonly label: string
  readonly types: readonly ResourceType[]
}

/** What is known may be older than a kind: of one that nobody serves the server is asked again. One that does not answer throws. */
export function askingAgain(cluster: Cluster): Cluster {
  return {
    ...cluster,
    resolve: async (kind, options) =>
      (await cluster.resolve(kind, options)) ?? cluster.resolve(kind, { ...options, fresh: true }),
  }
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
