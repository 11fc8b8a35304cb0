// Which faults can strike an object at all, by what it is. Pure; knows no run.
import { isOfOperator, judgedHealth } from '../health/judging.ts'
import type { Judging } from '../health/judging.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
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

/** Why a fault can never strike an object that a run judges by these rules; undefined: it can. */
export function whyNever(strike: Strike, object: KubeObject, judging: Judging): string | undefined {
  const { kind } = object
  switch (strike.do) {
    case 'fail':
      return canFail(object, judging) ? undefined : whyUnfailing(object)
    case 'never-ready':
    case 'slow':
      return takesTime(object, judging) ? undefined : `a ${kind} is ready as soon as it is written`
    case 'vanish':
      return strike.when === 'complete' && healthOf(object, judging) === undefined
        ? `a ${kind} never completes`
        : undefined
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
export function takesTime(object: KubeObject, judging: Judging): boolean {
  if (isOneOf(READY_SOON, object)) return false
  const health = healthOf(object, judging)
  return isOneOf(RUNNING, object) || (health !== undefined && health !== 'Healthy')
}

function canFail(object: KubeObject, judging: Judging): boolean {
  const hasOperator = isOfOperator(groupVersionKind(object), judging)
  return isOneOf(RUNNING, object) || (hasOperator && takesTime(object, judging))
}

function whyUnfailing(object: KubeObject): string {
  if (isOneOf(['batch/CronJob'], object)) return 'no sync waits for the Jobs of a CronJob'
  return `a ${object.kind} runs nothing that could fail`
}

function healthOf(object: KubeObject, judging: Judging): string | undefined {
  return judgedHealth({ ...object, status: undefined }, judging)?.status
}

function isOneOf(kinds: readonly string[], object: KubeObject): boolean {
  const { group, kind } = groupVersionKind(object)
  return kinds.includes(`${group}/${kind}`)
}
