// How a Deployment's ReplicaSets are scaled against each other (kubernetes/kubernetes:pkg/controller/deployment/rolling.go).
import { keyOf } from '../../../object/resource-key.ts'
import { field, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { withSpec } from '../../server/object-edits.ts'
import type { Action } from '../../stages/stage.ts'

/** The annotation with the number of a rollout. */
export const REVISION = 'deployment.kubernetes.io/revision'

/** How many replicas the current ReplicaSet may have now, and how few must stay available. */
export function budgetOf(
  deployment: KubeObject,
  old: readonly KubeObject[],
): { readonly current: number; readonly minAvailable: number } {
  const wanted = numberField(deployment, 'spec', 'replicas') ?? 1
  if (isRecreate(deployment)) return { current: wanted, minAvailable: wanted }
  const room = wanted + surgeOf(deployment) - old.reduce((sum, set) => sum + replicasOf(set), 0)
  const most = field(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') ?? '25%'
  const unavailable = share(most, wanted, Math.floor) ?? 0
  const least = surgeOf(deployment) === 0 && unavailable === 0 ? 1 : unavailable
  return { current: Math.max(0, Math.min(wanted, room)), minAvailable: wanted - least }
}

/** How many replicas there may be beyond those wanted. */
export function surgeOf(deployment: KubeObject): number {
  if (isRecreate(deployment)) return 0
  const wanted = numberField(deployment, 'spec', 'replicas') ?? 1
  return share(field(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') ?? '25%', wanted, Math.ceil) ?? 0
}

/** A number, or a percentage of the whole; undefined where it is neither. */
export function share(
  value: Json | undefined,
  whole: number,
  round: (value: number) => number = Math.ceil,
): number | undefined {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(typeof value === 'string' ? value : '')?.[1]
  return percent === undefined ? undefined : round((Number(percent) * whole) / 100)
}

/** Scales the current ReplicaSet up and the old ones down, as far as is allowed now. */
export function rollOver(
  deployment: KubeObject,
  current: KubeObject | undefined,
  old: readonly KubeObject[],
): readonly Action[] {
  if (isRecreate(deployment)) {
    const down = old.filter((set) => replicasOf(set) > 0).map((set) => scaled(set, 0))
    return [...down, ...scaleCurrent(current, numberField(deployment, 'spec', 'replicas') ?? 1)]
  }
  const { current: wanted, minAvailable } = budgetOf(deployment, old)
  const all = current === undefined ? old : [current, ...old]
  const total = all.reduce((sum, set) => sum + replicasOf(set), 0)
  const missing = current === undefined ? 0 : replicasOf(current) - availableOf(current)
  const actions = [...scaleCurrent(current, wanted)]
  let spare = current === undefined ? 0 : total - minAvailable - missing
  for (const set of old.toSorted((a, b) => unavailableOf(b) - unavailableOf(a))) {
    const less = Math.min(Math.max(0, spare), replicasOf(set))
    if (less > 0) actions.push(scaled(set, replicasOf(set) - less))
    spare -= less
  }
  return actions
}

function scaleCurrent(current: KubeObject | undefined, wanted: number): readonly Action[] {
  return current === undefined || replicasOf(current) === wanted ? [] : [scaled(current, wanted)]
}

function scaled(set: KubeObject, replicas: number): Action {
  return { do: 'update', object: withSpec(set, { replicas }) }
}

/** Old ReplicaSets beyond the history limit go. */
export function forgetOld(deployment: KubeObject, old: readonly KubeObject[]): readonly Action[] {
  const limit = numberField(deployment, 'spec', 'revisionHistoryLimit') ?? 10
  const empty = old
    .filter((set) => replicasOf(set) === 0 && (numberField(set, 'status', 'replicas') ?? 0) === 0)
    .toSorted((a, b) => Number(a.metadata.annotations?.[REVISION]) - Number(b.metadata.annotations?.[REVISION]))
  return empty.slice(0, Math.max(0, empty.length - limit)).map((set) => ({ do: 'delete', key: keyOf(set) }))
}

function isRecreate(deployment: KubeObject): boolean {
  return stringField(deployment, 'spec', 'strategy', 'type') === 'Recreate'
}

/** The replicas that a ReplicaSet shall have. */
export function replicasOf(set: KubeObject): number {
  return numberField(set, 'spec', 'replicas') ?? 1
}

function availableOf(set: KubeObject): number {
  return numberField(set, 'status', 'availableReplicas') ?? 0
}

function unavailableOf(set: KubeObject): number {
  return replicasOf(set) - availableOf(set)
}
