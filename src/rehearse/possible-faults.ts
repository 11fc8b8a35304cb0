// Which faults can strike an object at all, by what it is. Pure; knows no run.
import { assessHealth, hasCustomRule } from '../health/index.ts'
import type { OwnHealth } from '../health/own-rules.ts'
import { mayHaveStatus } from '../health/without-status.ts'
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import { OUR_POLICY } from '../policy.ts'
import type { Fault } from './fault.ts'
import { otherValues } from './play/other-values.ts'

/** A fault on an object, whichever it is. */
export type Strike =
  | Pick<Extract<Fault, { readonly do: 'vanish' }>, 'do' | 'when'>
  | { readonly do: Exclude<Fault['do'], 'vanish'> }

/** What makes pods that the sync waits for, or is one. */
const RUNNING = ['batch/Job', '/Pod', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet']

/** Their controllers are done with them at once, whatever happens. */
const READY_SOON = ['batch/CronJob', 'policy/PodDisruptionBudget', '/Secret']

const NOTHING_TO_CHANGE = 'neither replicas nor data, labels or annotations that the other writer could change'

/** Why a fault can never strike an object that also these rules judge; undefined: it can. */
export function whyNever(strike: Strike, object: KubeObject, own: OwnHealth = {}): string | undefined {
  const { kind } = object
  switch (strike.do) {
    case 'fail':
      return canFail(object, own) ? undefined : whyUnfailing(object)
    case 'never-ready':
    case 'slow':
      return takesTime(object, own) ? undefined : `a ${kind} is ready as soon as it is written`
    case 'vanish':
      return strike.when === 'complete' && healthOf(object, own) === undefined ? `a ${kind} never completes` : undefined
    case 'conflict':
      return otherValues(object).length > 0 ? undefined : `this ${kind} has ${NOTHING_TO_CHANGE}`
    case 'reject':
    case 'disconnect':
    case 'interrupt':
      return undefined
    default:
      return strike satisfies never
  }
}

/** Whether it is something else than ready as soon as it is written. */
export function takesTime(object: KubeObject, own: OwnHealth = {}): boolean {
  if (isOneOf(READY_SOON, object)) return false
  const health = healthOf(object, own)
  return isOneOf(RUNNING, object) || (health !== undefined && health !== 'Healthy')
}

function canFail(object: KubeObject, own: OwnHealth): boolean {
  const type = groupVersionKind(object)
  const hasRule = hasCustomRule(type) || (own.ownRules?.ruleFor(type) !== undefined && mayHaveStatus(type))
  return isOneOf(RUNNING, object) || (hasRule && takesTime(object, own))
}

function whyUnfailing(object: KubeObject): string {
  if (isOneOf(['batch/CronJob'], object)) return 'no sync waits for the Jobs of a CronJob'
  return `a ${object.kind} runs nothing that could fail`
}

function healthOf(object: KubeObject, { ownRules }: OwnHealth): string | undefined {
  return assessHealth({ ...object, status: undefined }, { ...OUR_POLICY, ...defined({ ownRules }) })?.status
}

function isOneOf(kinds: readonly string[], object: KubeObject): boolean {
  const { group, kind } = groupVersionKind(object)
  return kinds.includes(`${group}/${kind}`)
}
