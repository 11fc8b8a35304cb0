// A wait as a short chain from the object down to the cause. Reads no logs.
import type { Cluster } from '../cluster/port.ts'
import { isTerminating } from '../health/condition.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import { defined } from '../object/defined.ts'
import { field } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { findCause } from './causes.ts'
import { chainOf, chainText } from './chain.ts'
import type { CauseCode } from './cause.ts'
import type { ChainLink } from './diagnosis.ts'
import { gatherFacts } from './facts.ts'

/** Why something waits. */
export interface WaitExplanation {
  /** The chain as one line: `1 of 3 updated replicas available ← Pod web-abc Pending ← FailedScheduling: …`. */
  readonly text: string
  readonly chain: readonly ChainLink[]
  readonly code: CauseCode
  readonly hint?: string
  /** How often a container that crashes was started again. */
  readonly restarts?: number
}

/** Looks for why an object waits: reads its pods and the events about them. Throws no ClusterError. */
export async function explainWait(
  cluster: Cluster,
  object: KubeObject,
  options: { readonly signal?: AbortSignal } = {},
): Promise<WaitExplanation> {
  const facts = await gatherFacts(cluster, object, { ...options, tailLines: 0 })
  const cause = findCause(facts)
  const chain = chainOf(facts, waitReason(object, facts.health), cause)
  return { text: chainText(chain), chain, code: cause.code, ...defined({ hint: cause.hint, restarts: cause.restarts }) }
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
