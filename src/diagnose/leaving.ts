// How an object goes that is being deleted, by itself alone. Pure.
import { isTerminating } from '../health/condition.ts'
import { listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Cause } from './cause.ts'
import { hintFor } from './hints/index.ts'

/** How something goes that is being deleted; a foreground delete is held by what the object owns, and by nothing else. */
export function leavingText(object: KubeObject): string {
  if ((object.metadata.finalizers ?? []).length === 0) return 'being deleted'
  const held = holdersOf(object)
  return held.length === 0 ? OWNED_FIRST : `being deleted: held by the finalizer ${held.join(', ')}`
}

/** What is said of an object that waits for what it owns. */
export const OWNED_FIRST = 'being deleted, with all that it owns'

/** Keeps a claim as long as a pod uses it. */
export const CLAIM_PROTECTION = 'kubernetes.io/pvc-protection'

/** What holds an object that is being deleted, its finalizers or what is left in a namespace; undefined: nothing, or it is not being deleted. */
export function heldBy(object: KubeObject): Cause | undefined {
  if (!isTerminating(object)) return undefined
  const left = remains(object)
  const code = left.length > 0 ? 'Namespace' : 'Finalizer'
  if (left.length === 0 && holdersOf(object).length === 0) return undefined
  const cause = left.length > 0 ? left.join('; ') : leavingText(object)
  const hint = hintFor(code, cause)
  return hint === undefined ? { code, cause } : { code, cause, hint }
}

/** What a namespace that is being deleted still waits for, in the words of its controller. */
function remains(object: KubeObject): readonly string[] {
  if (object.kind !== 'Namespace') return []
  return listField(object, 'status', 'conditions').flatMap((condition) => {
    const isMet = stringField(condition, 'status') !== 'True'
    return isMet ? [] : (stringField(condition, 'message') ?? [])
  })
}

/** The finalizers that keep an object until somebody takes them off. */
export function holdersOf({ metadata }: KubeObject): readonly string[] {
  return (metadata.finalizers ?? []).filter((name) => name !== 'foregroundDeletion')
}
