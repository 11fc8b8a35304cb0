// Rules for pods that the server does not let anyone create: quota, admission, ServiceAccount, limits.
import { numberField } from '../object/kube-object.ts'
import { condition } from '../health/condition.ts'
import { joinCause } from './cause.ts'
import type { Cause } from './cause.ts'
import type { CauseCode } from './cause-code.ts'
import type { Facts } from './facts.ts'

const CODES: readonly (readonly [RegExp, CauseCode])[] = [
  [/exceeded quota|failed quota/i, 'Quota'],
  [/service ?account/i, 'ServiceAccount'],
  [/violates PodSecurity|admission webhook|failed calling webhook|ValidatingAdmissionPolicy/, 'Admission'],
  [/(minimum|maximum) (cpu|memory|.*) (usage|limit)/i, 'LimitRange'],
  [/no PriorityClass/i, 'PriorityClass'],
]

/** Why pods that are wanted are not there, by the controllers' events and conditions. */
export function failedCreate(facts: Facts): Cause | undefined {
  if (!lacksPods(facts)) return undefined
  const event = facts.events.findLast((item) => item.reason === 'FailedCreate')
  const message = event?.message ?? condition(facts.object, 'ReplicaFailure')?.message
  if (message === undefined) return undefined
  // The name of the pod is another one each time, and says nothing.
  const why = message
    .replace(/^(?:\(combined from similar events\): )?Error creating: /, '')
    .replace(/^pods "[^"]*" is forbidden: /, '')
  const cause = joinCause('FailedCreate', why)
  const [, code = 'PodRefused'] = CODES.find(([says]) => says.test(cause)) ?? []
  return { code, cause }
}

function lacksPods(facts: Facts): boolean {
  if (facts.pods.length === 0) return true
  const { object } = facts
  const wanted = numberField(object, 'spec', 'replicas') ?? numberField(object, 'status', 'desiredNumberScheduled') ?? 0
  const there =
    numberField(object, 'status', 'replicas') ?? numberField(object, 'status', 'currentNumberScheduled') ?? 0
  return there < wanted
}
