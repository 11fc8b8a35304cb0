// Objects as a server could hold them: each with a uid of its own, by which its dependents know it. Pure.
import { ownersOf, withMeta } from '../../simulator/server/object-edits.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'

/** The objects with uids where they have none: those that their dependents name, or new ones. */
export function withIdentities(objects: readonly KubeObject[]): readonly KubeObject[] {
  const named = new Map(
    objects.flatMap(({ metadata: { namespace = '', ...metadata } }) =>
      ownersOf({ apiVersion: '', kind: '', metadata })
        .filter(({ uid }) => uid !== '')
        .flatMap(({ apiVersion, kind, name, uid }) =>
          [namespace, ''].map((place) => [idOf({ apiVersion, kind, namespace: place, name }), uid] as const),
        ),
    ),
  )
  const taken = new Set(objects.flatMap(({ metadata }) => metadata.uid ?? []))
  const whole = objects.map((object, at) => {
    if ((object.metadata.uid ?? '') !== '') return object
    const wanted = named.get(idOfObject(object))
    const uid = wanted === undefined || taken.has(wanted) ? newUid(at) : wanted
    taken.add(uid)
    return withMeta(object, { uid })
  })
  const uids = new Map(whole.map((object) => [idOfObject(object), object.metadata.uid ?? '']))
  return whole.map((object) => withOwners(object, uids))
}

/** An owner that is named without its uid is the one of that name. */
function withOwners(object: KubeObject, uids: ReadonlyMap<string, string>): KubeObject {
  const owners = ownersOf(object)
  if (owners.every(({ uid }) => uid !== '')) return object
  const { namespace = '' } = object.metadata
  const ownerReferences = owners.map((owner) => {
    const { apiVersion, kind, name } = owner
    const found = [namespace, ''].map((place) => uids.get(idOf({ apiVersion, kind, namespace: place, name })))
    return { ...owner, uid: owner.uid === '' ? (found.find((uid) => uid !== undefined) ?? '') : owner.uid }
  })
  return withMeta(object, { ownerReferences })
}

interface Named {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

function idOfObject({ apiVersion, kind, metadata }: KubeObject): string {
  return idOf({ apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name ?? '' })
}

function idOf({ apiVersion, kind, namespace, name }: Named): string {
  return `${groupVersionKind({ apiVersion, kind }).group} ${kind} ${namespace}/${name}`
}

/** No simulated cluster gives such a one. */
function newUid(at: number): string {
  return `00000000-0000-4000-9000-${at.toString(16).padStart(12, '0')}`
}
