// What is known about an object and its pods when the cause is looked for. Gathers, does not judge.
import type { Cluster } from '../cluster/port.ts'
import { condition } from '../health/condition.ts'
import { lastJudgedHealth } from '../health/judging.ts'
import type { Judging } from '../health/judging.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import { defined } from '../object/defined.ts'
import { numberField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { compareText } from '../object/resource-key.ts'
import { uniqueNotes } from './attempt.ts'
import type { Note } from './attempt.ts'
import { describePod, worstPods } from './describe-pod.ts'
import type { EventDiagnosis, PodDiagnosis } from './diagnosis.ts'
import { findPods } from './find-pods.ts'
import type { Sought } from './find-pods.ts'
import { readEvents } from './read-events.ts'
import { withLogs } from './read-logs.ts'

/** Noted of a Job that has had pods, of which none is left. */
export const PODS_ARE_GONE = 'its pods are gone'

/** A pod, as it is and as it is told, with the events about it. */
export interface PodFacts {
  readonly pod: KubeObject
  readonly diagnosis: PodDiagnosis
  readonly events: readonly EventDiagnosis[]
}

/** All that a rule for causes may look at. */
export interface Facts {
  readonly object: KubeObject
  readonly sought: Sought
  readonly health: HealthVerdict | undefined
  /** What it is said to wait for or to have failed with; empty: nothing is said. */
  readonly said: string
  /** The worst first, at most three. */
  readonly pods: readonly PodFacts[]
  /** About the object and what stands between it and its pods, oldest first. */
  readonly events: readonly EventDiagnosis[]
  /** When a pod was last made, and when the server last refused to make one, by its own clock, to the second. */
  readonly times: { readonly made?: string; readonly refused?: string }
  /** Whether the ReplicaSet that makes the pods says that it cannot. */
  readonly isRefused: boolean
  /** What could not be read, and what is gone. */
  readonly notes: readonly Note[]
}

/** How much is read. */
export interface GatherOptions {
  /** The last lines of each log; 0: none is read. */
  readonly tailLines: number
  /** By which rules the run judges that asks. */
  readonly judging: Judging
  /** The health by which the object has failed; left out: what its rule says now. */
  readonly health?: HealthVerdict
  /** What the object is said to wait for or to have failed with: the cause where nothing tells more. Left out: nothing is said. */
  readonly said?: string
  /** Of a Service: the pods that it selects; left out: what the object itself waits for. */
  readonly sought?: Sought
  readonly signal?: AbortSignal
}

/** Reads pods, then their events, logs and the object's events at once. Never throws a ClusterError. */
export async function gatherFacts(cluster: Cluster, object: KubeObject, options: GatherOptions): Promise<Facts> {
  const { signal, sought = 'itself' } = options
  const found = await findPods(cluster, object, { sought, signal })
  const worst = worstPods(found.pods)
  // A Pod is its own pod: its events are read once.
  const subjects = worst.includes(object) ? [] : [object, ...found.owners]
  const [events, pods] = await Promise.all([
    readEvents(cluster, subjects, signal),
    Promise.all(worst.map((pod) => gatherPod(cluster, pod, options))),
  ])
  const notes = [...found.notes, ...events.notes, ...pods.flatMap((pod) => pod.notes)]
  if (found.notes.length === 0 && found.pods.length === 0 && hadPods(object)) notes.push({ text: PODS_ARE_GONE })
  return {
    object,
    sought,
    health: options.health ?? lastJudgedHealth(object, options.judging),
    said: options.said ?? '',
    pods: pods.map((pod) => pod.facts),
    events: events.value,
    times: defined({ made: newestOf(found.pods), refused: events.newestAt.get('FailedCreate') }),
    isRefused: [object, ...found.owners].some(
      (one) => one.kind === 'ReplicaSet' && condition(one, 'ReplicaFailure') !== undefined,
    ),
    notes: uniqueNotes(notes),
  }
}

async function gatherPod(cluster: Cluster, pod: KubeObject, options: GatherOptions) {
  const described = describePod(pod)
  const [events, diagnosis] = await Promise.all([
    readEvents(cluster, [pod], options.signal),
    options.tailLines > 0 ? withLogs(cluster, pod, { ...options, diagnosis: described }) : described,
  ])
  return { facts: { pod, diagnosis, events: events.value }, notes: events.notes }
}

function newestOf(pods: readonly KubeObject[]): string | undefined {
  const times = pods.map(({ metadata }) => metadata.creationTimestamp?.slice(0, 19) ?? '')
  return times.toSorted(compareText).at(-1)
}

/** Whether a Job's status counts pods that once were. */
function hadPods(object: KubeObject): boolean {
  if (object.kind !== 'Job') return false
  return ['active', 'succeeded', 'failed'].some((name) => (numberField(object, 'status', name) ?? 0) > 0)
}
