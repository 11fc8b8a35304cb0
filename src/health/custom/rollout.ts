// Health of an Argo Rollout, from version 1.0 on, which says its own phase.
import { field, listField, numberField, stringField } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { conditions, conditionText, statusNumber } from '../condition.ts'
import { HEALTH_STATUS_CODES } from '../health.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** argo-cd:resource_customizations/argoproj.io/Rollout/health.lua */
export function assessRollout(object: KubeObject): HealthVerdict {
  if (!isSpecObserved(object) || !isWorkloadObserved(object)) {
    return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  }
  const phase = stringField(object, 'status', 'phase')
  const message = stringField(object, 'status', 'message')
  if (phase === undefined) return assessWithoutPhase(object)
  if (phase === 'Paused') return verdict('Suspended', message, 'paused')
  const status = HEALTH_STATUS_CODES.find((code) => code === phase)
  return status === undefined
    ? verdict('Unknown', message, `unknown phase ${phase}`)
    : verdict(status, message, phase.toLowerCase())
}

const FAILURE_REASONS = ['RolloutAborted', 'ProgressDeadlineExceeded']

/** A controller older than 1.0 tells failures by conditions, and its end only by counts and hashes. */
function assessWithoutPhase(object: KubeObject): HealthVerdict {
  const failure = conditions(object).find(
    (item) => item.type === 'InvalidSpec' || (item.type === 'Progressing' && FAILURE_REASONS.includes(item.reason)),
  )
  if (failure !== undefined) return verdict('Degraded', conditionText(failure), failure.type)
  const paused = field(object, 'spec', 'paused') === true || listField(object, 'status', 'pauseConditions').length > 0
  if (paused) return verdict('Suspended', undefined, 'paused')
  const open = openStep(object)
  return open === undefined ? verdict('Healthy', undefined, 'rolled out') : verdict('Progressing', undefined, open)
}

/** What such a controller has still to do; undefined once the newest pods are the stable ones. */
function openStep(object: KubeObject): string | undefined {
  const newest = stringField(object, 'status', 'currentPodHash')
  if (newest === undefined) return 'no phase yet'
  const wanted = numberField(object, 'spec', 'replicas') ?? 1
  const updated = statusNumber(object, 'updatedReplicas')
  const available = statusNumber(object, 'availableReplicas')
  if (updated < wanted) return `${updated} of ${wanted} replicas updated`
  if (available < updated) return `${available} of ${updated} updated replicas available`
  const stable = stringField(object, 'status', 'stableRS') ?? stringField(object, 'status', 'canary', 'stableRS') ?? ''
  if (field(object, 'spec', 'strategy', 'blueGreen') !== undefined) {
    if (stringField(object, 'status', 'blueGreen', 'activeSelector') !== newest)
      return 'the active service is not switched yet'
    return stable === '' || stable === newest ? undefined : 'an analysis is not complete yet'
  }
  if (field(object, 'spec', 'strategy', 'canary') === undefined) return undefined
  if (statusNumber(object, 'replicas') > updated) return 'old replicas not yet gone'
  return stable === newest ? undefined : 'its steps are not done yet'
}

function isSpecObserved(object: KubeObject): boolean {
  if (field(object, 'status') === undefined) return false
  // A text, and in old versions a hash: then it tells nothing.
  const observed = toNumber(field(object, 'status', 'observedGeneration'))
  const generation = object.metadata.generation ?? 0
  return observed === undefined || observed >= generation
}

function isWorkloadObserved(object: KubeObject): boolean {
  if (field(object, 'spec', 'workloadRef') === undefined || object.metadata.annotations === undefined) return true
  const wanted = toNumber(object.metadata.annotations['rollout.argoproj.io/workload-generation'])
  return wanted === toNumber(field(object, 'status', 'workloadObservedGeneration'))
}

function toNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined
}
