// Why something waits or failed: reads what tells it, finds the cause. All text from the cluster stays as it is.
import type { Cluster } from '../cluster/port.ts'
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Note } from './attempt.ts'
import type { Cause } from './cause.ts'
import type { CauseCode } from './cause-code.ts'
import type { Diagnosis } from './diagnosis.ts'
import { ownState } from './explain-wait.ts'
import type { GatherOptions } from './facts.ts'
import { trace } from './trace.ts'

/** A diagnosis, and what could not be read for it (no permission, pods that are gone). */
export interface NotedDiagnosis {
  readonly diagnosis: Diagnosis
  readonly code: CauseCode
  readonly notes: readonly Note[]
}

/** Follows an object to its pods, their containers, events and last log lines, and on to the first cause. Throws no ClusterError. */
export async function diagnose(cluster: Cluster, object: KubeObject, options: GatherOptions): Promise<NotedDiagnosis> {
  const { facts, cause, chain, notes } = await trace(cluster, object, { ...options, state: ownState })
  const diagnosis: Diagnosis = {
    cause: cause.cause,
    code: cause.code,
    ...defined({ hint: cause.hint, causedBy: causedBy(cause) }),
    chain,
    pods: facts.pods.map((pod) => pod.diagnosis),
    events: [...facts.events, ...facts.pods.flatMap((pod) => pod.events)],
    notes: notes.map(({ text }) => text),
  }
  return { diagnosis, code: cause.code, notes }
}

function causedBy({ pod, container }: Cause): Diagnosis['causedBy'] {
  return pod === undefined || container === undefined ? undefined : { pod, container }
}
