// Why something is not there yet, by the object alone: what the always-on waiting lines say. Pure.
import { field } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { isTerminating } from '../health/condition.ts'
import type { HealthVerdict } from '../health/verdict.ts'

/** One line, never empty. The verdict is the one that the wait goes by; undefined: the kind has no health rule. */
export function waitReason(object: KubeObject, verdict: HealthVerdict | undefined): string {
  if (isTerminating(object)) return deletionText(object)
  if (object.kind === 'Job' && field(object, 'spec', 'suspend') === true) return 'suspended: spec.suspend is true'
  return verdict?.message ?? `${object.kind} has no health rule`
}

function deletionText(object: KubeObject): string {
  const finalizers = object.metadata.finalizers ?? []
  if (finalizers.length === 0) return 'being deleted'
  // A foreground delete waits for what the object owns.
  if (finalizers.every((name) => name === 'foregroundDeletion')) return 'being deleted: what it owns goes first'
  return `being deleted: held by the finalizer ${finalizers.filter((name) => name !== 'foregroundDeletion').join(', ')}`
}
