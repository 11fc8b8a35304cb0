// Health of an autoscaling HorizontalPodAutoscaler, v1 and v2.
import { readJson } from '../object/json.ts'
import { isJsonList } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { conditions, conditionText, readConditions } from './condition.ts'
import type { Condition } from './condition.ts'
import { ruleError, verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** Reasons by condition type that mean it cannot work, whatever the status (argo-cd:gitops-engine/pkg/health/health_hpa.go). */
const FAILURES: Readonly<Record<string, readonly string[]>> = {
  AbleToScale: ['FailedGetScale', 'FailedUpdateScale'],
  ScalingActive: [
    'FailedGetResourceMetric',
    'FailedGetObjectMetric',
    'FailedGetPodsMetric',
    'FailedGetExternalMetric',
    'FailedComputeMetricsReplicas',
    'InvalidSelector',
  ],
}

const V1_CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions'

/** argo-cd:gitops-engine/pkg/health/health_hpa.go */
export function assessHorizontalPodAutoscaler(object: KubeObject): HealthVerdict {
  const found = object.apiVersion === 'autoscaling/v1' ? parseV1Conditions(object) : conditions(object)
  if (found === undefined) return ruleError(`the annotation ${V1_CONDITIONS} is not a JSON list`)
  const failure = found.find((item) => FAILURES[item.type]?.includes(item.reason))
  if (failure !== undefined) return verdict('Degraded', conditionText(failure), failure.reason)
  const able = found.find(
    (item) => (item.type === 'AbleToScale' || item.type === 'ScalingLimited') && item.status === 'True',
  )
  if (able !== undefined) return verdict('Healthy', able.message, 'able to scale')
  return verdict('Progressing', undefined, 'not yet able to scale')
}

function parseV1Conditions(object: KubeObject): readonly Condition[] | undefined {
  const text = object.metadata.annotations?.[V1_CONDITIONS]
  if (text === undefined) return []
  const told = readJson(text)
  return isJsonList(told) ? readConditions({ conditions: told }) : undefined
}
