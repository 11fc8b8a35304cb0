// How the objects of a simulated cluster fare where somebody says so, without a word in the objects themselves.
import type { KubeObject } from '../object/kube-object.ts'
import { compareText } from '../object/resource-key.ts'
import { keyOf, ownersOf, withMeta } from './server/object-edits.ts'
import type { Store } from './server/store.ts'
import { isEndless } from './stages/container-status.ts'

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
  const { apiVersion, kind, name } = reference
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
  const owner = store.get({ group, kind, namespace: object.metadata.namespace ?? '', name })
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

/** The pod as its stage reads it: a life is told in the words of the lab, which are annotations. */
export function steeredPod(pod: KubeObject, life: Life): KubeObject {
  const words = new Map(labWords(pod, life))
  if (words.size === 0) return pod
  // What is said of a single container (`lab/log.main`) does not count any more.
  const others = Object.entries(pod.metadata.annotations ?? {}).filter(([name]) => !words.has(name.replace(/\..*/, '')))
  return withMeta(pod, { annotations: { ...Object.fromEntries(others), ...Object.fromEntries(words) } })
}

function labWords(pod: KubeObject, life: Life): readonly (readonly [string, string])[] {
  const { readyAfter, runFor, goneAfter, exitCode, neverReady, log } = life
  const span = (milliseconds: number | undefined): string | undefined =>
    milliseconds === undefined ? undefined : `${milliseconds}ms`
  const words = {
    'lab/ready-after': span(readyAfter),
    'lab/run-for': span(runFor),
    'lab/gone-after': span(goneAfter),
    'lab/exit-code': exitCode === undefined ? undefined : String(exitCode),
    'lab/crash-loop': exitCode !== undefined && isEndless(pod) ? 'true' : undefined,
    'lab/not-ready': neverReady === true ? 'true' : undefined,
    'lab/log': log,
  }
  return Object.entries(words).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]))
}
