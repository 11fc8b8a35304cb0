// What goes when something else goes: dependents of deleted owners, and everything in a namespace.
import { groupVersionKind, keyOf } from '../../object/resource-key.ts'
import { jsonEqual, listField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { objectField, ownersOf, withMeta, withSpec, withStatus, withoutFinalizer } from '../server/object-edits.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { Change } from '../server/store.ts'
import { deleteAction, IDLE, isDeleting, ofKind, REACTION_MS, visitsTo, withCondition } from './stage.ts'
import type { Action, ConditionChange, Stage, StageStep, StageWorld } from './stage.ts'

/** An owner with this finalizer waits for its dependents. */
export const FOREGROUND_FINALIZER = 'foregroundDeletion'

/** An owner with this finalizer lets its dependents live. */
export const ORPHAN_FINALIZER = 'orphan'

/** Deletes dependents (kubernetes/kubernetes:pkg/controller/garbagecollector/garbagecollector.go). */
export const garbageCollector: Stage = {
  name: 'garbage-collector',
  affects: (change, world) => {
    const { type, key, object } = change
    const isGoing = type === 'deleted' || isDeleting(object)
    const dependents = isGoing ? world.dependents(object.metadata.uid ?? '').map(keyOf) : []
    const waiting = ownerKeys(change).filter(
      (owner) => world.get(owner)?.metadata.finalizers?.includes(FOREGROUND_FINALIZER) === true,
    )
    return [...(isNews(change) ? [key] : []), ...dependents, ...waiting].map((concerned) => ({
      key: concerned,
      delay: REACTION_MS,
    }))
  },
  visit: (object, world) => {
    if (isDeleting(object) && hasFinalizer(object, ORPHAN_FINALIZER)) return orphan(object, world)
    if (isDeleting(object) && hasFinalizer(object, FOREGROUND_FINALIZER)) return waitForDependents(object, world)
    const owners = ownersOf(object)
    if (owners.length === 0 || isDeleting(object)) return IDLE
    return owners.some(({ uid }) => world.exists(uid)) ? IDLE : { actions: [deleteAction(object)] }
  },
}

/** Where the owners are that it has or had. */
function ownerKeys({ key, object, before }: Change): readonly ResourceKey[] {
  const owners = new Set([...ownersOf(object), ...(before === undefined ? [] : ownersOf(before))])
  return [...owners].flatMap((owner) => {
    const { group, kind } = groupVersionKind(owner)
    return [...new Set([key.namespace, ''])].map((namespace) => ({ group, kind, namespace, name: owner.name }))
  })
}

/** Whether an object has other owners than before, or begins to go: nothing else decides whether it stays. */
function isNews({ type, object, before }: Change): boolean {
  const isConcerned =
    ownersOf(object).length > 0 || hasFinalizer(object, FOREGROUND_FINALIZER) || hasFinalizer(object, ORPHAN_FINALIZER)
  if (type === 'deleted' || !isConcerned) return false
  const parts = ['ownerReferences', 'finalizers', 'deletionTimestamp'] as const
  return parts.some((part) => !jsonEqual(object.metadata[part], before?.metadata[part]))
}

function waitForDependents(owner: KubeObject, world: StageWorld): StageStep {
  const uid = owner.metadata.uid ?? ''
  const dependents = world.dependents(uid)
  const blocking = dependents.filter((dependent) =>
    ownersOf(dependent).some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
  )
  if (blocking.length === 0)
    return { actions: [{ do: 'update', object: withoutFinalizer(owner, FOREGROUND_FINALIZER) }] }
  const actions = dependents
    .filter((dependent) => !isDeleting(dependent) && isOnlyOwner(dependent, uid, world))
    .map((dependent): Action => {
      const hasOwn = world.dependents(dependent.metadata.uid ?? '').length > 0
      return { do: 'delete', key: keyOf(dependent), propagation: hasOwn ? 'Foreground' : 'Background' }
    })
  return { actions }
}

function isOnlyOwner(dependent: KubeObject, uid: string, world: StageWorld): boolean {
  return ownersOf(dependent).every((reference) => reference.uid === uid || !world.exists(reference.uid))
}

function orphan(owner: KubeObject, world: StageWorld): StageStep {
  const uid = owner.metadata.uid ?? ''
  const freed = world.dependents(uid).map((dependent): Action => {
    const left = ownersOf(dependent).filter((reference) => reference.uid !== uid)
    const references = left.map((reference) => ({ ...reference }))
    return {
      do: 'update',
      object: withMeta(dependent, { ownerReferences: references.length > 0 ? references : undefined }),
    }
  })
  return { actions: [...freed, { do: 'update', object: withoutFinalizer(owner, ORPHAN_FINALIZER) }] }
}

function hasFinalizer(object: KubeObject, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) === true
}

/** Empties a namespace that is being deleted, then lets it go. `contents` lists what is in a namespace. */
export function namespaceStage(contents: (namespace: string) => readonly KubeObject[]): Stage {
  return {
    name: 'namespace',
    affects: (change, world) => {
      if (change.key.kind === 'Namespace' && change.key.group === '') return ofKind('', 'Namespace')(change)
      if (change.type !== 'deleted' || change.key.namespace === '') return []
      const namespace = world.get({ group: '', kind: 'Namespace', namespace: '', name: change.key.namespace })
      return namespace !== undefined && isDeleting(namespace) ? visitsTo([namespace]) : []
    },
    visit: (namespace, world) => {
      if (!isDeleting(namespace) || stringField(namespace, 'metadata', 'name') === undefined) return IDLE
      const left = contents(namespace.metadata.name ?? '')
      if (left.length === 0) return { actions: [{ do: 'update', object: withSpec(namespace, { finalizers: [] }) }] }
      const conditions = remainingConditions(left).reduce(
        (known, condition) => withCondition(known, condition, { now: world.now }),
        listField(namespace, 'status', 'conditions'),
      )
      const status = { ...objectField(namespace, 'status'), conditions }
      const doomed = left.filter((object) => !isDeleting(object))
      if (doomed.length > 0) return { actions: doomed.map(deleteAction), again: 10 }
      return { actions: [{ do: 'update', object: withStatus(namespace, status) }] }
    },
  }
}

/** Why a namespace is still there (kubernetes/kubernetes:pkg/controller/namespace/deletion/status_condition_utils.go). */
function remainingConditions(left: readonly KubeObject[]): readonly ConditionChange[] {
  const kinds = countBy(left.map((object) => `${object.kind.toLowerCase()}s.${keyOf(object).group}`))
  const finalizers = countBy(left.flatMap((object) => object.metadata.finalizers ?? []))
  const list = (counts: ReadonlyMap<string, number>, word: string): string =>
    [...counts].map(([name, count]) => `${name} ${word} ${count} resource instances`).join(', ')
  const content = `Some resources are remaining: ${list(kinds, 'has')}`
  const waiting = `Some content in the namespace has finalizers remaining: ${list(finalizers, 'in')}`
  return [
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'False',
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
    { type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message: content },
    ...(finalizers.size === 0
      ? []
      : [{ type: 'NamespaceFinalizersRemaining', status: 'True', reason: 'SomeFinalizersRemain', message: waiting }]),
  ]
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names.toSorted()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
