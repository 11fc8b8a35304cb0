// Why something waits or failed: reads what tells it, finds the cause. All text from the cluster stays as it is.
import type { Cluster } from '../cluster/port.ts'
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { findCause } from './causes.ts'
import { chainOf } from './chain.ts'
import type { Diagnosis } from './diagnosis.ts'
import { waitReason } from './explain-wait.ts'
import { gatherFacts } from './facts.ts'
import type { GatherOptions } from './facts.ts'

/** A diagnosis, and what could not be read for it (no permission, pods that are gone), each in one line. */
export interface NotedDiagnosis extends Diagnosis {
  readonly notes: readonly string[]
}

/** Follows an object to its pods, their containers, events and last log lines. Throws no ClusterError. */
export async function diagnose(cluster: Cluster, object: KubeObject, options: GatherOptions): Promise<NotedDiagnosis> {
  const facts = await gatherFacts(cluster, object, options)
  const found = findCause(facts)
  return {
    cause: found.cause,
    code: found.code,
    ...defined({ hint: found.hint }),
    chain: chainOf(facts, waitReason(object, facts.health), found),
    pods: facts.pods.map((pod) => pod.diagnosis),
    events: [...facts.events, ...facts.pods.flatMap((pod) => pod.events)],
    notes: facts.notes,
  }
}
