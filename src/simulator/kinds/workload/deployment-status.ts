// What a Deployment tells of its rollout: counts, availability and progress (kubernetes/kubernetes:pkg/controller/deployment/progress.go).
import { isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { formatTime, parseTime } from '../../server/timestamp.ts'
import { FAILURE } from './replica-set.ts'
import { budgetOf, replicasOf } from './rollout.ts'
import { conditionOf, movedCondition } from '../../stages/stage.ts'
import type { ConditionChange, StageWorld } from '../../stages/stage.ts'

/** The ReplicaSets of a Deployment; `current` is that of its template. */
export interface Rollout {
  readonly current: KubeObject | undefined
  readonly sets: readonly KubeObject[]
  readonly paused: boolean
}

/** The Deployment with its status, and how long until its deadline may be over. */
export function deploymentStatus(
  deployment: KubeObject,
  rollout: Rollout,
  world: StageWorld,
): { readonly object: KubeObject; readonly waitFor: number } {
  const { current, sets } = rollout
  const sum = (name: string): number => sets.reduce((total, set) => total + (numberField(set, 'status', name) ?? 0), 0)
  const available = sum('availableReplicas')
  const counts = {
    replicas: sum('replicas'),
    updatedReplicas: numberField(current, 'status', 'replicas') ?? 0,
    readyReplicas: sum('readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sets.reduce((total, set) => total + replicasOf(set), 0) - available),
  }
  const shown = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
  const options = { now: world.now, extra: { lastUpdateTime: formatTime(world.now) } }
  const known = listField(deployment, 'status', 'conditions')
  const told = movedCondition(known, availability(deployment, available), options)
  const progress = progressOf(deployment, { ...rollout, counts }, world)
  const progressed = progress.condition === undefined ? told : movedCondition(told, progress.condition, options)
  const conditions = withFailure(progressed, rollout)
  const status = {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...shown,
    terminatingReplicas: sum('terminatingReplicas'),
    conditions: progress.isNews ? withNewTime(conditions, formatTime(world.now)) : conditions,
  }
  return { object: withStatus(deployment, status), waitFor: progress.waitFor }
}

/** That of the current set before that of any other (kubernetes/kubernetes:pkg/controller/deployment/progress.go, getReplicaFailures). */
function withFailure(conditions: readonly Json[], { current, sets }: Rollout): readonly Json[] {
  const [failure] = [current ?? [], sets].flat().flatMap((set) => conditionOf(set, FAILURE) ?? [])
  if (failure === undefined) return conditions.filter((condition) => stringField(condition, 'type') !== FAILURE)
  const word = (name: string): string => stringField(failure, name) ?? ''
  const change = { type: FAILURE, status: word('status'), reason: word('reason'), message: word('message') }
  const since = word('lastTransitionTime')
  return movedCondition(conditions, change, { now: parseTime(since) ?? 0, extra: { lastUpdateTime: since } })
}

function availability(deployment: KubeObject, available: number): ConditionChange {
  const [status, reason, verb] =
    available >= budgetOf(deployment, []).minAvailable
      ? ['True', 'MinimumReplicasAvailable', 'has']
      : ['False', 'MinimumReplicasUnavailable', 'does not have']
  return { type: 'Available', status, reason, message: `Deployment ${verb} minimum availability.` }
}

interface Progress {
  readonly condition?: ConditionChange
  /** More pods than before: the deadline begins anew. */
  readonly isNews: boolean
  readonly waitFor: number
}

function progressOf(
  deployment: KubeObject,
  rollout: Rollout & { readonly counts: Readonly<Record<string, number>> },
  world: StageWorld,
): Progress {
  const { current, counts } = rollout
  if (current === undefined || rollout.paused) return { isNews: false, waitFor: 0 }
  const name = `ReplicaSet "${current.metadata.name}"`
  const wanted = numberField(deployment, 'spec', 'replicas') ?? 1
  const isDone = ['updatedReplicas', 'replicas', 'availableReplicas'].every((count) => counts[count] === wanted)
  if (isDone) return tell('True', 'NewReplicaSetAvailable', `${name} has successfully progressed.`)
  const known = conditionOf(deployment, 'Progressing')
  const old = objectField(deployment, 'status')
  const isNews = ['updatedReplicas', 'readyReplicas', 'availableReplicas'].some(
    (count) => (counts[count] ?? 0) > (numberField(old, count) ?? 0),
  )
  const deadline = (numberField(deployment, 'spec', 'progressDeadlineSeconds') ?? 600) * 1000
  if (isNews || known === undefined)
    return { ...tell('True', 'ReplicaSetUpdated', `${name} is progressing.`), isNews, waitFor: deadline }
  if (['NewReplicaSetAvailable', 'ProgressDeadlineExceeded'].includes(stringField(known, 'reason') ?? '')) {
    return { isNews: false, waitFor: 0 }
  }
  const left = (parseTime(stringField(known, 'lastUpdateTime')) ?? world.now) + deadline - world.now
  if (left > 0) return { isNews: false, waitFor: left }
  return tell('False', 'ProgressDeadlineExceeded', `${name} has timed out progressing.`)
}

function tell(status: string, reason: string, message: string): Progress {
  return { condition: { type: 'Progressing', status, reason, message }, isNews: false, waitFor: 0 }
}

function withNewTime(conditions: readonly Json[], time: string): readonly Json[] {
  return conditions.map((condition) =>
    stringField(condition, 'type') === 'Progressing' && isJsonObject(condition)
      ? { ...condition, lastUpdateTime: time }
      : condition,
  )
}
