// Rules for pods that the server does not let anyone create: quota, admission, ServiceAccount, limits.
import { defined } from '../object/defined.ts'
import { numberField } from '../object/kube-object.ts'
import { condition } from '../health/condition.ts'
import { joinCause } from './cause.ts'
import type { Cause } from './cause.ts'
import type { Facts } from './facts.ts'

const CREATION_HINTS = [
  [/exceeded quota/i, 'Quota', 'raise the ResourceQuota, or lower what the pods ask for'],
  [/failed quota/i, 'Quota', 'the ResourceQuota wants requests and limits on every container'],
  [
    /service account|serviceaccount/i,
    'ServiceAccount',
    'create the ServiceAccount in an earlier phase or wave than what needs it',
  ],
  [/violates PodSecurity/, 'Admission', 'meet the Pod Security level of the namespace, or change its label'],
  [/admission webhook/, 'Admission', 'an admission webhook refuses the pod'],
  [/ValidatingAdmissionPolicy/, 'Admission', 'an admission policy refuses the pod'],
  [/(minimum|maximum) (cpu|memory|.*) (usage|limit)/i, 'LimitRange', 'keep to the LimitRange of the namespace'],
  [/no PriorityClass/i, 'PriorityClass', 'create the PriorityClass in an earlier phase or wave than what needs it'],
] as const

/** Why pods that are wanted are not there, by the controllers' events and conditions. */
export function failedCreate(facts: Facts): Cause | undefined {
  if (!lacksPods(facts)) return undefined
  const event = facts.events.findLast((item) => item.reason === 'FailedCreate')
  const message = event?.message ?? condition(facts.object, 'ReplicaFailure')?.message
  if (message === undefined) return undefined
  const cause = joinCause('FailedCreate', message.replace(/^Error creating: /, ''))
  const [, code = 'PodRefused', hint] = CREATION_HINTS.find(([says]) => says.test(cause)) ?? []
  return { code, cause, ...defined({ hint }) }
}

function lacksPods(facts: Facts): boolean {
  if (facts.pods.length === 0) return true
  const { object } = facts
  const wanted = numberField(object, 'spec', 'replicas') ?? numberField(object, 'status', 'desiredNumberScheduled') ?? 0
  const there =
    numberField(object, 'status', 'replicas') ?? numberField(object, 'status', 'currentNumberScheduled') ?? 0
  return there < wanted
}
