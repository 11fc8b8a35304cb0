// By what is known of an object and its pods: what keeps it from ever getting ready, if it is of the kind that waiting seldom mends. Pure.
import type { FailFastCause } from '../hook/fail-fast.ts'
import { field, listField, numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { newestEvent } from './cause.ts'
import { CONFIG_REASONS, IMAGE_REASONS } from './container-causes.ts'
import { failedCreate } from './creation-causes.ts'
import type { ContainerDiagnosis } from './diagnosis.ts'
import type { Facts, PodFacts } from './facts.ts'

/** What it is stuck in. */
export interface Stuck {
  readonly cause: FailFastCause
  /** Of a crash loop: which container, and how often it was restarted. */
  readonly loop?: { readonly container: string; readonly restarts: number }
}

/** What an object is stuck in now; undefined: nothing of the kind is seen. */
export function stuckBy(facts: Facts): Stuck | undefined {
  const { object } = facts
  // What pods there are is by an older manifest, until its controller has seen the new one.
  if (isBehind(object)) return undefined
  for (const pod of currentPods(facts)) {
    const found = stuckContainer(pod, object) ?? stuckPod(pod)
    if (found !== undefined) return found
  }
  // Where pods may not be read, an event of a while ago does not say that there are none.
  const refused = facts.notes.length > 0 ? undefined : failedCreate(facts)
  if (refused === undefined) return undefined
  return { cause: /exceeded quota/i.test(refused.cause) ? 'quota' : 'pod-refused' }
}

/** How often each container was restarted, by the uid of its pod and its name. */
export function restartCounts(facts: Facts): ReadonlyMap<string, number> {
  return new Map(
    facts.pods.flatMap((pod) =>
      pod.diagnosis.containers.map((container) => [containerId(pod, container), container.restarts] as const),
    ),
  )
}

function isBehind(object: KubeObject): boolean {
  const observed = numberField(object, 'status', 'observedGeneration')
  return observed !== undefined && observed < (numberField(object, 'metadata', 'generation') ?? 0)
}

/** A pod that goes, or is of a revision that is being replaced, says nothing of what is to come. */
function currentPods({ object, pods }: Facts): readonly PodFacts[] {
  const revision = stringField(object, 'status', 'updateRevision')
  const generation = object.metadata.annotations?.['deprecated.daemonset.template.generation']
  return pods.filter(({ pod }) => {
    if (pod.metadata.deletionTimestamp !== undefined && pod !== object) return false
    const labels = pod.metadata.labels ?? {}
    const own = labels['controller-revision-hash']
    const ownGeneration = labels['pod-template-generation']
    if (object.kind === 'StatefulSet') return revision === undefined || own === undefined || own === revision
    if (object.kind !== 'DaemonSet') return true
    return generation === undefined || ownGeneration === undefined || ownGeneration === generation
  })
}

function stuckContainer(pod: PodFacts, object: KubeObject): Stuck | undefined {
  for (const container of pod.diagnosis.containers) {
    if (container.state !== 'waiting' || container.reason === undefined) continue
    const { reason, restarts } = container
    if (reason === 'InvalidImageName') return { cause: 'image-name' }
    if (IMAGE_REASONS.includes(reason)) return { cause: 'image-pull' }
    // What cannot be started is restarted, too.
    if (CONFIG_REASONS.includes(reason) && reason !== 'RunContainerError') return { cause: 'container-config' }
    // A Job counts for itself, by its backoffLimit.
    if (reason === 'CrashLoopBackOff' && object.kind !== 'Job') {
      return { cause: 'crash-loop', loop: { container: containerId(pod, container), restarts } }
    }
  }
  return undefined
}

function stuckPod({ pod, diagnosis, events }: PodFacts): Stuck | undefined {
  if (diagnosis.phase !== 'Pending') return undefined
  const conditions = listField(pod, 'status', 'conditions')
  const isUnschedulable = conditions.some(
    (condition) =>
      stringField(condition, 'type') === 'PodScheduled' &&
      stringField(condition, 'status') === 'False' &&
      stringField(condition, 'reason') === 'Unschedulable',
  )
  if (isUnschedulable && field(pod, 'spec', 'nodeName') === undefined) return { cause: 'unschedulable' }
  if (diagnosis.containers.some(({ state }) => state === 'running')) return undefined
  const mount = newestEvent(events, 'FailedMount')
  const isMissing = mount !== undefined && /\b(?:secret|configmap)\b.*not found|non-?existent/i.test(mount.message)
  return isMissing ? { cause: 'container-config' } : undefined
}

function containerId({ pod, diagnosis }: PodFacts, container: ContainerDiagnosis): string {
  return `${pod.metadata.uid ?? diagnosis.name} ${container.init ? 'init ' : ''}${container.name}`
}
