// The controller of horizontal autoscalers. There are no metrics here, and nothing is scaled.
import { numberField, stringField } from '../../../object/kube-object.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { formatTime } from '../../server/timestamp.ts'
import { conditionOf, IDLE, ofKind } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'

/** Without a metrics server an autoscaler finds its target but no metric; it has one where somebody says when it is ready. */
export const autoscalerStage: Stage = {
  name: 'autoscaler',
  affects: ofKind('autoscaling', 'HorizontalPodAutoscaler'),
  visit: (autoscaler, world) => {
    const { neverReady, readyAfter } = world.life(autoscaler)
    if (conditionOf(autoscaler, 'ScalingActive') !== undefined || neverReady === true) return IDLE
    const target = objectField(autoscaler, 'spec', 'scaleTargetRef')
    const key = {
      group: (stringField(target, 'apiVersion') ?? 'apps/v1').split('/')[0] ?? '',
      kind: stringField(target, 'kind') ?? '',
      namespace: autoscaler.metadata.namespace ?? '',
      name: stringField(target, 'name') ?? '',
    }
    const found = world.get(key)
    const missing = `the HPA controller was unable to get the target's current scale: ${key.kind} "${key.name}" not found`
    const unable = { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message: missing }
    const told = found === undefined ? [unable] : [ABLE, readyAfter === undefined ? NO_METRIC : VALID_METRIC]
    const lastTransitionTime = formatTime(world.now)
    const status = {
      observedGeneration: autoscaler.metadata.generation ?? 1,
      currentMetrics: [{ type: '' }],
      currentReplicas: numberField(found, 'status', 'replicas') ?? 0,
      desiredReplicas: 0,
      conditions: told.map((condition) => ({ ...condition, lastTransitionTime })),
    }
    return {
      after: { situation: 'new', milliseconds: readyAfter ?? 15_000 },
      actions: [{ do: 'update', object: withStatus(autoscaler, status) }],
      ...(found === undefined ? { again: 15_000 } : {}),
    }
  },
}

const ABLE = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
}

const NO_METRIC = {
  type: 'ScalingActive',
  status: 'False',
  reason: 'FailedGetResourceMetric',
  message:
    'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
}

const VALID_METRIC = {
  type: 'ScalingActive',
  status: 'True',
  reason: 'ValidMetricFound',
  message: 'the HPA was able to successfully calculate a replica count from cpu resource utilization',
}
