// A wait as a short chain from the object down to the cause. Reads no logs.
import type { Cluster } from '../cluster/port.ts'
import { isTerminating } from '../health/condition.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import { field } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { findCause } from './causes.ts'
import { gatherFacts } from './facts.ts'

/** `1 of 3 updated replicas available ← pod web-abc Pending ← FailedScheduling: …`. Throws no ClusterError. */
export async function explainWait(
  cluster: Cluster,
  object: KubeObject,
  options: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const facts = await gatherFacts(cluster, object, { ...options, tailLines: 0 })
  const { cause, pod } = findCause(facts)
  const phase = facts.pods.find((item) => item.diagnosis.name === pod)?.diagnosis.phase
  const podPart = phase === undefined || object.kind === 'Pod' ? [] : [`pod ${pod ?? ''} ${phase}`]
  const chain: string[] = []
  for (const part of [waitReason(object, facts.health), ...podPart, cause]) {
    // What a link above already says is not said again.
    if (!chain.some((told) => told.includes(part))) chain.push(part)
  }
  return chain.join(' ← ')
}

/** Why something is not there yet, by the object alone: one line, never empty. The verdict is the one that the wait goes by; undefined: the kind has no health rule. */
export function waitReason(object: KubeObject, verdict: HealthVerdict | undefined): string {
  if (isTerminating(object)) return leavingText(object)
  if (object.kind === 'Job' && field(object, 'spec', 'suspend') === true) return 'suspended: spec.suspend is true'
  return verdict?.message ?? `${object.kind} has no health rule`
}

/** How something goes that is being deleted; a foreground delete is held by what the object owns, and by nothing else. */
export function leavingText({ metadata }: KubeObject): string {
  const finalizers = metadata.finalizers ?? []
  if (finalizers.length === 0) return 'being deleted'
  const held = finalizers.filter((name) => name !== 'foregroundDeletion')
  return held.length === 0 ? OWNED_FIRST : `being deleted: held by the finalizer ${held.join(', ')}`
}

/** What is said of an object that waits for what it owns. */
export const OWNED_FIRST = 'being deleted, with all that it owns'
