// How the objects of a simulated cluster fare where somebody says so, without a word in the objects themselves.
import type { KubeObject } from '../object/kube-object.ts'
import { compareText, groupVersionKind, keyOf } from '../object/resource-key.ts'
import { ownersOf } from './server/object-edits.ts'
import type { Store } from './server/store.ts'

/** How one object fares; what is left out is as it would be without. */
export interface Life {
  /** Until it is ready, has its address, its volume or its metrics, in milliseconds. */
  readonly readyAfter?: number
  /** How long a pod that ends by itself runs, in milliseconds. */
  readonly runFor?: number
  /** How long a pod takes to go, in milliseconds. */
  readonly goneAfter?: number
  /** What a pod that ends by itself ends with; one that does not crashes again and again. */
  readonly exitCode?: number
  readonly neverReady?: boolean
  /** What its containers say. */
  readonly log?: string
}

/** Where an object stands when its life is asked for. */
export interface LifeContext {
  /** Its controller, the controller of that, and so on. */
  readonly owners: readonly KubeObject[]
  /** The how many-th of its kind its controller made, from 1; 1 without a controller. */
  readonly attempt: () => number
}

/** Says how an object fares; undefined: as it would without. */
export type LifeOf = (object: KubeObject, context: LifeContext) => Life | undefined

/** The lives of the objects in a store. */
export function createLives(store: Store, lifeOf: LifeOf | undefined): (object: KubeObject) => Life {
  if (lifeOf === undefined) return () => ({})
  return (object) => {
    const owners = controllersOf(store, object)
    const [owner] = owners
    const attempt = (): number => (owner === undefined ? 1 : attemptOf(store, object, owner))
    return lifeOf(object, { owners, attempt }) ?? {}
  }
}

function controllersOf(store: Store, object: KubeObject): readonly KubeObject[] {
  const reference = ownersOf(object).find(({ controller }) => controller)
  if (reference === undefined) return []
  const { group, kind } = groupVersionKind(reference)
  const owner = store.get({ group, kind, namespace: object.metadata.namespace ?? '', name: reference.name })
  return owner?.metadata.uid === reference.uid ? [owner, ...controllersOf(store, owner)] : []
}

function attemptOf(store: Store, object: KubeObject, owner: KubeObject): number {
  const siblings = store
    .list(keyOf(object).group, object.kind, object.metadata.namespace)
    .filter((other) => ownersOf(other).some(({ controller, uid }) => controller && uid === owner.metadata.uid))
  return 1 + siblings.filter((other) => age(other, object) < 0).length
}

/** The older one first; what came in the same second has its uid in the order of its making. */
function age(a: KubeObject, b: KubeObject): number {
  const created = compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '')
  return created || compareText(a.metadata.uid ?? '', b.metadata.uid ?? '')
}
