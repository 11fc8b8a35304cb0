// Rules that read the object itself and the events about it. Most specific first.
import { field, listField, numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { condition, conditionText } from '../health/condition.ts'
import { selectedBy } from './find-pods.ts'
import { NOTHING_TELLS, joinCause, newestEvent } from './cause.ts'
import type { Cause, Rule } from './cause.ts'
import { PODS_ARE_GONE } from './facts.ts'
import type { Facts } from './facts.ts'

/** Rules for when no pod tells why. */
export const OBJECT_RULES: readonly Rule[] = [
  endpoints,
  queuedWorkload,
  jobFailed,
  progressDeadline,
  claim,
  loadBalancer,
  ingress,
  lastWarning,
  health,
]

/** A Job that nobody lets start: comes before everything else, for there is nothing to see of its pods. */
export function suspendedJob({ object }: Facts): Cause | undefined {
  if (object.kind !== 'Job' || field(object, 'spec', 'suspend') !== true) return undefined
  const queue = object.metadata.labels?.['kueue.x-k8s.io/queue-name']
  if (queue !== undefined) return { code: 'Queued', cause: `suspended: queued in "${queue}"` }
  return { code: 'Suspended', cause: 'suspended: spec.suspend is true' }
}

/** Of a Service that something else waits for: why nobody answers behind it. */
function endpoints({ object, sought, pods }: Facts): Cause | undefined {
  if (sought !== 'endpoints') return undefined
  const selector = selectedBy(object)
  if (selector === '' || pods.length > 0) return NOTHING_TELLS
  return { code: 'Endpoints', cause: `no pod has the labels ${selector}` }
}

/** In the words of Kueue: why it does not let a Job start. */
function queuedWorkload({ object }: Facts): Cause | undefined {
  if (object.kind !== 'Workload' || !object.apiVersion.startsWith('kueue.x-k8s.io/')) return undefined
  const waits = condition(object, 'QuotaReserved', 'False') ?? condition(object, 'Admitted', 'False')
  return waits === undefined ? NOTHING_TELLS : { code: 'Queued', cause: joinCause(conditionText(waits)) }
}

function jobFailed({ object, notes }: Facts): Cause | undefined {
  const failed = object.kind === 'Job' ? (condition(object, 'Failed') ?? condition(object, 'FailureTarget')) : undefined
  if (failed === undefined) return undefined
  if (failed.reason !== 'BackoffLimitExceeded') {
    return { code: 'JobFailed', cause: joinCause(failed.reason, failed.message) }
  }
  const count = numberField(object, 'status', 'failed') ?? 0
  const limit = numberField(object, 'spec', 'backoffLimit') ?? 6
  const cause = `BackoffLimitExceeded: ${count} ${count === 1 ? 'pod' : 'pods'} failed (backoffLimit ${limit})`
  const ttl = notes.some(({ text }) => text === PODS_ARE_GONE)
    ? numberField(object, 'spec', 'ttlSecondsAfterFinished')
    : undefined
  return { code: 'JobFailed', cause, values: { ttl: ttl?.toString() } }
}

function progressDeadline({ object, health: verdict }: Facts): Cause | undefined {
  const progressing = condition(object, 'Progressing', 'any')
  if (object.kind !== 'Deployment' || progressing?.reason !== 'ProgressDeadlineExceeded') return undefined
  return { code: 'ProgressDeadline', cause: joinCause('ProgressDeadlineExceeded', verdict?.message) }
}

function claim({ object, events }: Facts): Cause | undefined {
  if (object.kind !== 'PersistentVolumeClaim' || stringField(object, 'status', 'phase') !== 'Pending') return undefined
  const event = events.at(-1)
  return event === undefined ? undefined : { code: 'ClaimPending', cause: joinCause(event.reason, event.message) }
}

function loadBalancer({ object, events }: Facts): Cause | undefined {
  if (object.kind !== 'Service' || stringField(object, 'spec', 'type') !== 'LoadBalancer') return undefined
  if (hasAddress(object)) return undefined
  const event = newestEvent(events, 'SyncLoadBalancerFailed', 'CreatingLoadBalancerFailed')
  if (event !== undefined) return { code: 'LoadBalancer', cause: joinCause(event.reason, event.message) }
  return { code: 'LoadBalancer', cause: 'no load balancer address yet' }
}

function ingress({ object }: Facts): Cause | undefined {
  if (object.kind !== 'Ingress' || hasAddress(object)) return undefined
  const name = stringField(object, 'spec', 'ingressClassName')
  const which = name === undefined ? 'its class (none is named)' : `the class "${name}"`
  return {
    code: 'Ingress',
    cause: 'no address from an ingress controller yet',
    values: { which },
  }
}

function hasAddress(object: KubeObject): boolean {
  return listField(object, 'status', 'loadBalancer', 'ingress').length > 0
}

function lastWarning({ events, health: verdict }: Facts): Cause | undefined {
  const event = verdict?.status === 'Healthy' || says(verdict?.message) ? undefined : events.at(-1)
  return event === undefined ? undefined : { code: 'Warning', cause: joinCause(event.reason, event.message) }
}

/** A condition's own `Reason: message` is nearer than any event. */
function says(message: string | undefined): boolean {
  return message !== undefined && /^[A-Z]\w+: /.test(message)
}

function health({ object, health: verdict }: Facts): Cause {
  // That it is well is no reason for anything.
  if (verdict?.status === 'Healthy') return NOTHING_TELLS
  if (verdict !== undefined) return { code: 'Health', cause: joinCause(verdict.message) }
  const ready = condition(object, 'Ready', 'False') ?? condition(object, 'Ready', 'Unknown')
  if (ready === undefined) return NOTHING_TELLS
  return { code: 'Health', cause: joinCause(conditionText(ready), 'not ready') }
}
