// Rules that read one pod: where it may run, what it mounts, why it is not ready. Most specific first.
import { field, listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { containerText, joinCause, newestEvent } from './cause.ts'
import type { Cause, PodRule } from './cause.ts'
import { CONTAINER_RULES, deadlineText } from './container-causes.ts'
import { isReady } from './describe-pod.ts'
import type { PodFacts } from './facts.ts'
import { withoutPreemption } from './read-events.ts'

/** Rules for pods that are broken, or will be until something else changes. */
export const BROKEN_POD_RULES: readonly PodRule[] = [podDeadline, ended, ...CONTAINER_RULES, scheduling, mount, sandbox]

/** Rules for pods that merely take their time. */
export const WAITING_POD_RULES: readonly PodRule[] = [terminating, probe, creating, notReady, running]

function podDeadline(facts: PodFacts): Cause | undefined {
  if (facts.diagnosis.reason !== 'DeadlineExceeded') return undefined
  return {
    code: 'DeadlineExceeded',
    cause: joinCause('DeadlineExceeded', `the pod ${deadlineText(facts.pod)}`),
  }
}

/** Ended by the cluster: Evicted, Preempting, NodeLost, OutOfcpu, UnexpectedAdmissionError, … */
function ended(facts: PodFacts): Cause | undefined {
  const { phase, reason, message } = facts.diagnosis
  if (phase !== 'Failed' || reason === undefined) return undefined
  const cause = joinCause(reason, message)
  return { code: 'PodEnded', cause }
}

function scheduling(facts: PodFacts): Cause | undefined {
  if (stringField(facts.pod, 'spec', 'nodeName') !== undefined || facts.diagnosis.phase !== 'Pending') return undefined
  const condition = listField(facts.pod, 'status', 'conditions').find(
    (item) => stringField(item, 'type') === 'PodScheduled' && stringField(item, 'status') === 'False',
  )
  if (stringField(condition, 'reason') === 'SchedulingGated') {
    const gates = listField(facts.pod, 'spec', 'schedulingGates').map((gate) => stringField(gate, 'name') ?? '')
    const cause = joinCause('SchedulingGated', gates.join(', '))
    return { code: 'SchedulingGated', cause }
  }
  const message = stringField(condition, 'message') ?? newestEvent(facts.events, 'FailedScheduling')?.message
  if (message === undefined) return undefined
  const cause = joinCause('FailedScheduling', withoutPreemption(message))
  return { code: 'Unschedulable', cause }
}

function mount(facts: PodFacts): Cause | undefined {
  const event = isStarting(facts) ? newestEvent(facts.events, 'FailedMount', 'FailedAttachVolume') : undefined
  if (event === undefined) return undefined
  const cause = joinCause(event.reason, event.message)
  return { code: 'Mount', cause }
}

function sandbox(facts: PodFacts): Cause | undefined {
  const event = isStarting(facts) ? newestEvent(facts.events, 'FailedCreatePodSandBox', 'NetworkNotReady') : undefined
  return event === undefined ? undefined : { code: 'Sandbox', cause: joinCause(event.reason, event.message) }
}

function terminating(facts: PodFacts): Cause | undefined {
  if (typeof facts.pod.metadata.deletionTimestamp !== 'string') return undefined
  const finalizers = facts.pod.metadata.finalizers ?? []
  const held = finalizers.length === 0 ? '' : `, held by the finalizer ${finalizers.join(', ')}`
  return { code: 'Terminating', cause: `the pod is being deleted${held}` }
}

function probe(facts: PodFacts): Cause | undefined {
  if (isReady(facts.pod)) return undefined
  const event = newestEvent(facts.events, 'Unhealthy', 'ProbeError')
  return event === undefined ? undefined : { code: 'Probe', cause: joinCause(event.reason, event.message) }
}

function creating(facts: PodFacts): Cause | undefined {
  if (facts.diagnosis.phase !== 'Pending') return undefined
  const waiting = facts.diagnosis.containers.find(
    (item) => item.state === 'waiting' && item.reason !== undefined && item.reason !== 'PodInitializing',
  )
  if (waiting !== undefined) {
    return { code: 'Starting', cause: joinCause(waiting.reason, containerText(waiting), waiting.message) }
  }
  const init = facts.diagnosis.containers.find((item) => item.init && item.state === 'running')
  const cause = init === undefined ? 'the pod is not started yet' : `${containerText(init)} still runs`
  return { code: 'Starting', cause }
}

function notReady(facts: PodFacts): Cause | undefined {
  if (facts.diagnosis.phase !== 'Running' || isReady(facts.pod) || runsToEnd(facts.pod)) return undefined
  const unready = listField(facts.pod, 'status', 'containerStatuses').filter(
    (status) => field(status, 'ready') !== true,
  )
  const names = unready.map((status) => `"${stringField(status, 'name') ?? ''}"`).join(', ')
  return { code: 'NotReady', cause: `${names === '' ? 'the pod' : `container ${names}`} runs but is not ready` }
}

function running(facts: PodFacts): Cause | undefined {
  if (facts.diagnosis.phase !== 'Running' || !runsToEnd(facts.pod)) return undefined
  const container = facts.diagnosis.containers.find((item) => !item.init && item.state === 'running')
  if (container === undefined) return undefined
  const line = container.logLines.findLast((item) => item.trim() !== '')
  return { code: 'Running', cause: joinCause(`${containerText(container)} still runs`, line) }
}

function runsToEnd(pod: KubeObject): boolean {
  return stringField(pod, 'spec', 'restartPolicy') !== 'Always'
}

/** Has a node, and no container has ever run. */
function isStarting(facts: PodFacts): boolean {
  return facts.diagnosis.phase === 'Pending' && facts.diagnosis.containers.every((item) => item.state !== 'running')
}
