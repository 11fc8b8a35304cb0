// Objects as a server could hold them: each with a uid of its own, by which its dependents know it. Pure.
import { ownersOf, withMeta } from '../../simulator/server/object-edits.ts'
import type { OwnerReference } from '../../simulator/server/object-edits.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { formatKey, keyOf } from '../../object/resource-key.ts'

/** The objects with uids where they have none: those that their dependents name, or new ones. */
export function withIdentities(objects: readonly KubeObject[]): readonly KubeObject[] {
  const named = new Map(
    objects.flatMap(({ metadata: { namespace = '', ...metadata } }) =>
      ownersOf({ apiVersion: '', kind: '', metadata })
        .filter(({ uid }) => uid !== '')
        .flatMap((owner) => idsOf(owner, namespace).map((id) => [id, owner.uid] as const)),
    ),
  )
  const taken = new Set(objects.flatMap(({ metadata }) => metadata.uid ?? []))
  const whole = objects.map((object, at) => {
    if ((object.metadata.uid ?? '') !== '') return object
    const wanted = named.get(idOf(object))
    const uid = wanted === undefined || taken.has(wanted) ? newUid(at) : wanted
    taken.add(uid)
    return withMeta(object, { uid })
  })
  const uids = new Map(whole.map((object) => [idOf(object), object.metadata.uid ?? '']))
  return whole.map((object) => withOwners(object, uids))
}

/** An owner that is named without its uid is the one of that name. */
function withOwners(object: KubeObject, uids: ReadonlyMap<string, string>): KubeObject {
  const owners = ownersOf(object)
  if (owners.every(({ uid }) => uid !== '')) return object
  const { namespace = '' } = object.metadata
  const ownerReferences = owners.map((owner) => {
    const found = idsOf(owner, namespace).map((id) => uids.get(id))
    return { ...owner, uid: owner.uid === '' ? (found.find((uid) => uid !== undefined) ?? '') : owner.uid }
  })
  return withMeta(object, { ownerReferences })
}

/** What an owner may be known by: it stands in the namespace of its dependent, or in none. */
function idsOf({ apiVersion, kind, name }: OwnerReference, namespace: string): readonly string[] {
  return [namespace, ''].map((place) => idOf({ apiVersion, kind, metadata: { namespace: place, name } }))
}

function idOf(object: KubeObject): string {
  return formatKey(keyOf(object))
}

/** No simulated cluster gives such a one. */
function newUid(at: number): string {
  return `00000000-0000-4000-9000-${at.toString(16).padStart(12, '0')}`
}
