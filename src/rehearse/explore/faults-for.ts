// Which faults are worth trying on one object. Pure; knows no run.
import { hasCompletionRule } from '../../health/index.ts'
import { numberField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { Judging } from '../../health/judging.ts'
import { SYNC_DEFAULTS } from '../../sync/sync-options.ts'
import type { SyncSettings } from '../../sync/sync-options.ts'
import type { Fault, FaultTarget } from '../fault.ts'
import { takesTime, whyNever } from '../possible-faults.ts'

/** An object that faults may strike. */
export interface Struck {
  readonly object: KubeObject
  readonly target: FaultTarget
  readonly isHook: boolean
}

const REFUSAL = 'denied'

/** What a Job takes that names no limit (kubernetes/api:batch/v1/types.go). */
const USUAL_BACKOFF_LIMIT = 6

/** The faults, in the order in which they could strike. */
export function faultsFor(struck: Struck, sync: SyncSettings & Judging): readonly Fault[] {
  const { object, target } = struck
  const faults: readonly Fault[] = [
    { do: 'reject', target, message: REFUSAL },
    ...((sync.forceConflicts ?? SYNC_DEFAULTS.forceConflicts) ? [] : [{ do: 'conflict', target } as const]),
    { do: 'fail', target },
    ...(isTriedAgain(object) ? [{ do: 'fail', target, attempt: 1 } as const] : []),
    { do: 'never-ready', target },
    ...vanishings(struck, sync),
  ]
  return faults.filter((fault) => whyNever(fault, object, sync) === undefined)
}

/** In a new pod: one that is restarted in place is the same attempt. */
function isTriedAgain(object: KubeObject): boolean {
  const { group, kind } = groupVersionKind(object)
  if (`${group}/${kind}` !== 'batch/Job') return false
  const isNewPod = stringField(object, 'spec', 'template', 'spec', 'restartPolicy') === 'Never'
  return isNewPod && (numberField(object, 'spec', 'backoffLimit') ?? USUAL_BACKOFF_LIMIT) > 0
}

/** Only of hooks: what else goes is made again by the next sync. */
function vanishings({ object, target, isHook }: Struck, judging: Judging): readonly Fault[] {
  if (!isHook || !takesTime(object, judging)) return []
  const running: Fault = { do: 'vanish', target, when: 'running' }
  return hasCompletionRule(groupVersionKind(object)) ? [running, { do: 'vanish', target, when: 'complete' }] : [running]
}
