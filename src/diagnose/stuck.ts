// By what is known of an object and its pods: what keeps it from ever getting ready, if it is of the kind that waiting seldom mends. Pure.
import type { FailFastCause } from '../hook/fail-fast.ts'
import { condition } from '../health/condition.ts'
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
  /** What has the cause: a container, a pod, or the object itself; another one has it for a time of its own. */
  readonly id: string
  /** Of a crash loop: how often the container was restarted. */
  readonly restarts?: number
}

/** All that an object is stuck in now, the worst pod first; empty: nothing of the kind is seen. */
export function stuckIn(facts: Facts): readonly Stuck[] {
  const { object } = facts
  // What pods there are is by an older manifest, until its controller has seen the new one.
  if (isBehind(object)) return []
  const found = currentPods(facts).flatMap((pod) => {
    const containers = stuckContainers(pod, object)
    return containers.length > 0 ? containers : stuckPod(pod)
  })
  if (found.length > 0) return found
  // Where pods may not be read, an event of a while ago does not say that there are none.
  const refused = facts.notes.length > 0 || !isRefusedStill(facts) ? undefined : failedCreate(facts)
  if (refused === undefined) return []
  const id = object.metadata.uid ?? object.metadata.name ?? ''
  return [{ cause: /exceeded quota/i.test(refused.cause) ? 'quota' : 'pod-refused', id }]
}

/**
 * How often each container had been restarted, by the uid of its pod and its name; what a pod does that was made
 * since a moment (milliseconds since 1970) counts from zero, however late it is seen. The server keeps whole seconds.
 */
export function restartCounts(facts: Facts, since = Infinity): ReadonlyMap<string, number> {
  return new Map(
    facts.pods.flatMap((pod) => {
      const isNew = Date.parse(pod.pod.metadata.creationTimestamp ?? '') >= Math.floor(since / 1000) * 1000
      return pod.diagnosis.containers.map(
        (container) => [containerId(pod, container), isNew ? 0 : container.restarts] as const,
      )
    }),
  )
}

/** An event is kept for an hour: a pod that was made after it says that it is over. */
function isRefusedStill({ isRefused, times: { made, refused } }: Facts): boolean {
  return isRefused || made === undefined || refused === undefined || refused > made
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

function stuckContainers(pod: PodFacts, object: KubeObject): readonly Stuck[] {
  return pod.diagnosis.containers.flatMap((container): readonly Stuck[] => {
    if (container.state !== 'waiting' || container.reason === undefined) return []
    const { reason, restarts } = container
    const id = containerId(pod, container)
    if (reason === 'InvalidImageName') return [{ cause: 'image-name', id }]
    if (IMAGE_REASONS.includes(reason)) return [{ cause: 'image-pull', id }]
    // What cannot be started is restarted, too.
    if (CONFIG_REASONS.includes(reason) && reason !== 'RunContainerError') return [{ cause: 'container-config', id }]
    // A Job counts for itself, by its backoffLimit.
    return reason === 'CrashLoopBackOff' && object.kind !== 'Job' ? [{ cause: 'crash-loop', id, restarts }] : []
  })
}

function stuckPod({ pod, diagnosis, events }: PodFacts): readonly Stuck[] {
  if (diagnosis.phase !== 'Pending') return []
  const id = pod.metadata.uid ?? diagnosis.name
  const conditions = listField(pod, 'status', 'conditions')
  const isUnschedulable = conditions.some(
    (item) =>
      stringField(item, 'type') === 'PodScheduled' &&
      stringField(item, 'status') === 'False' &&
      stringField(item, 'reason') === 'Unschedulable',
  )
  if (isUnschedulable && field(pod, 'spec', 'nodeName') === undefined) return [{ cause: 'unschedulable', id }]
  if (diagnosis.containers.some(({ state }) => state === 'running')) return []
  // Volumes are mounted before its sandbox is made: then the event is of a try that has been mended since.
  if (condition(pod, 'PodReadyToStartContainers') !== undefined) return []
  const mount = newestEvent(events, 'FailedMount')
  const isMissing = mount !== undefined && /\b(?:secret|configmap)\b.*not found|non-?existent/i.test(mount.message)
  return isMissing ? [{ cause: 'container-config', id }] : []
}

function containerId({ pod, diagnosis }: PodFacts, container: ContainerDiagnosis): string {
  return `${pod.metadata.uid ?? diagnosis.name} ${container.init ? 'init ' : ''}${container.name}`
}
