// Rules for pods that the server does not let anyone create: quota, admission, ServiceAccount, limits.
import { numberField } from '../object/kube-object.ts'
import { condition } from '../health/condition.ts'
import { hintFor, joinCause } from './cause.ts'
import type { Cause } from './cause.ts'
import type { Facts } from './facts.ts'

const CREATION_HINTS = [
  [/exceeded quota/i, 'raise the ResourceQuota, or lower what the pods ask for'],
  [/failed quota/i, 'the ResourceQuota wants requests and limits on every container'],
  [/service account|serviceaccount/i, 'create the ServiceAccount in an earlier phase or wave than what needs it'],
  [/violates PodSecurity/, 'meet the Pod Security level of the namespace, or change its label'],
  [/admission webhook/, 'an admission webhook refuses the pod'],
  [/ValidatingAdmissionPolicy/, 'an admission policy refuses the pod'],
  [/(minimum|maximum) (cpu|memory|.*) (usage|limit)/i, 'keep to the LimitRange of the namespace'],
  [/no PriorityClass/i, 'create the PriorityClass in an earlier phase or wave than what needs it'],
] as const

/** Why pods that are wanted are not there, by the controllers' events and conditions. */
export function failedCreate(facts: Facts): Cause | undefined {
  if (!lacksPods(facts)) return undefined
  const event = facts.events.findLast((item) => item.reason === 'FailedCreate')
  const message = event?.message ?? condition(facts.object, 'ReplicaFailure')?.message
  if (message === undefined) return undefined
  const cause = joinCause('FailedCreate', message.replace(/^Error creating: /, ''))
  return { cause, ...hintFor(cause, CREATION_HINTS) }
}

function lacksPods(facts: Facts): boolean {
  if (facts.pods.length === 0) return true
  const { object } = facts
  const wanted = numberField(object, 'spec', 'replicas') ?? numberField(object, 'status', 'desiredNumberScheduled') ?? 0
  const there =
    numberField(object, 'status', 'replicas') ?? numberField(object, 'status', 'currentNumberScheduled') ?? 0
  return there < wanted
}
