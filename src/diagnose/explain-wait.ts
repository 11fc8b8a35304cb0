// A wait as a short chain from the object down to the cause. Reads no logs.
import type { Cluster } from '../cluster/port.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { findCause } from './causes.ts'
import { gatherFacts } from './facts.ts'
import { waitReason } from './wait-reason.ts'

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
