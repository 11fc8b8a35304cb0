// Which faults can strike one object. Pure; knows no run.
import { assessHealth, hasCompletionRule, hasCustomRule } from '../../health/index.ts'
import { numberField, stringField } from '../../manifest/kube-object.ts'
import type { KubeObject } from '../../manifest/kube-object.ts'
import { groupVersionKind } from '../../manifest/resource-key.ts'
import type { Fault, FaultTarget } from '../fault.ts'

/** An object that faults may strike. */
export interface Struck {
  readonly object: KubeObject
  readonly target: FaultTarget
  readonly isHook: boolean
}

const REFUSAL = 'denied'

/** What makes pods, or is one. */
const RUNNING = ['batch/Job', '/Pod', 'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet']

/** Their controllers are done with them at once, whatever happens. */
const READY_SOON = ['batch/CronJob', 'policy/PodDisruptionBudget', '/Secret']

/** What a Job takes that names no limit (kubernetes/api:batch/v1/types.go). */
const USUAL_BACKOFF_LIMIT = 6

/** The faults, in the order in which they could strike. */
export function strikesOn(struck: Struck, options: { readonly forceConflicts: boolean }): readonly Fault[] {
  const { target } = struck
  return [
    { do: 'reject', target, message: REFUSAL },
    ...(options.forceConflicts ? [] : [{ do: 'conflict', target } as const]),
    ...(canFail(struck) ? [{ do: 'fail', target } as const] : []),
    ...(isTriedAgain(struck.object) ? [{ do: 'fail', target, attempt: 1 } as const] : []),
    ...(takesTime(struck.object) ? [{ do: 'never-ready', target } as const] : []),
    ...vanishings(struck),
  ]
}

function canFail({ object }: Struck): boolean {
  const { group, kind } = groupVersionKind(object)
  return RUNNING.includes(`${group}/${kind}`) || (hasCustomRule(group, kind) && takesTime(object))
}

/** In a new pod: one that is restarted in place is the same attempt. */
function isTriedAgain(object: KubeObject): boolean {
  const { group, kind } = groupVersionKind(object)
  if (`${group}/${kind}` !== 'batch/Job') return false
  const isNewPod = stringField(object, 'spec', 'template', 'spec', 'restartPolicy') === 'Never'
  return isNewPod && (numberField(object, 'spec', 'backoffLimit') ?? USUAL_BACKOFF_LIMIT) > 0
}

/** Whether it is something else than ready as soon as it is written. */
function takesTime(object: KubeObject): boolean {
  const { group, kind } = groupVersionKind(object)
  const health = assessHealth({ ...object, status: undefined }, { argoCompat: false })
  if (READY_SOON.includes(`${group}/${kind}`)) return false
  return RUNNING.includes(`${group}/${kind}`) || (health !== undefined && health.status !== 'Healthy')
}

function vanishings({ object, target, isHook }: Struck): readonly Fault[] {
  if (!isHook || !takesTime(object)) return []
  const { group, kind } = groupVersionKind(object)
  const running: Fault = { do: 'vanish', target, when: 'running' }
  return hasCompletionRule(group, kind) ? [running, { do: 'vanish', target, when: 'complete' }] : [running]
}
