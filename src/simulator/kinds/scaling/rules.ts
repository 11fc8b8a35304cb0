// What the server refuses in autoscalers and disruption budgets.
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { forbidden, invalid, oneOf, required, requiredTexts, unsupported } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { validateSelector } from '../../validation/label-selector.ts'
import { countCauses } from '../workload/rules.ts'

const METRICS: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
}

const NO_METRIC = 'must specify at least one Object or External metric to support scaling to zero replicas'

/** Why a HorizontalPodAutoscaler cannot be stored. */
export function validateAutoscaler(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const [least, most] = [numberField(spec, 'minReplicas') ?? 1, numberField(spec, 'maxReplicas') ?? 0]
  const metrics = listField(spec, 'metrics')
  const fromOutside = metrics.some((metric) => ['Object', 'External'].includes(stringField(metric, 'type') ?? ''))
  return [
    ...(least < 0 ? [invalid('spec.minReplicas', least, 'must be greater than or equal to 0')] : []),
    ...(most < least ? [invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`')] : []),
    ...targetCauses('spec.scaleTargetRef', spec['scaleTargetRef']),
    ...metrics.flatMap((metric, at) => metricCauses(`spec.metrics[${at}]`, metric)),
    ...(least === 0 && !fromOutside ? [forbidden('spec.metrics', NO_METRIC)] : []),
    ...(most === 0 ? [required('spec.maxReplicas')] : []),
    ...(most < 0 ? [invalid('spec.maxReplicas', most, 'must be greater than or equal to 1')] : []),
  ]
}

function targetCauses(path: string, target: Json | undefined): Causes {
  const apiVersion = stringField(target, 'apiVersion') ?? ''
  const [group, version] = apiVersion.split('/')
  const kind = stringField(target, 'kind') ?? ''
  const isCore = version === undefined && kind !== 'ReplicationController'
  return [
    ...requiredTexts(path, target, ['kind', 'name']),
    ...(isCore || group === '' ? [invalid(`${path}.apiVersion`, apiVersion, 'apiVersion must specify API group')] : []),
  ]
}

function metricCauses(path: string, metric: Json): Causes {
  const type = stringField(metric, 'type') ?? ''
  const name = Object.hasOwn(METRICS, type) ? METRICS[type] : undefined
  if (name === undefined) return [unsupported(`${path}.type`, type, Object.keys(METRICS))]
  const source = field(metric, name)
  if (!isJsonObject(source)) {
    return [required(`${path}.${name}`, 'must populate information for the given metric source')]
  }
  return name === 'resource' ? resourceCauses(`${path}.resource`, source) : []
}

function resourceCauses(path: string, source: Json): Causes {
  const target = objectField(source, 'target')
  const type = stringField(target, 'type') ?? ''
  const usage = numberField(target, 'averageUtilization')
  const isSet = usage !== undefined || target['averageValue'] !== undefined
  return [
    ...requiredTexts(path, source, ['name'], 'must specify a resource name'),
    ...requiredTexts(`${path}.target`, target, ['type'], 'must specify a metric target type'),
    ...(['Utilization', 'Value', 'AverageValue'].includes(type)
      ? []
      : [invalid(`${path}.target.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...(usage !== undefined && usage < 1
      ? [invalid(`${path}.target.averageUtilization`, usage, 'must be greater than 0')]
      : []),
    ...(isSet
      ? []
      : [required(`${path}.target.averageUtilization`, 'must set either a target raw value or a target utilization')]),
  ]
}

/** Why a PodDisruptionBudget cannot be stored. */
export function validateBudget(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const [least, most] = [spec['minAvailable'], spec['maxUnavailable']]
  const shown = {
    MinAvailable: least ?? null,
    Selector: spec['selector'] ?? null,
    MaxUnavailable: most ?? null,
    UnhealthyPodEvictionPolicy: spec['unhealthyPodEvictionPolicy'] ?? null,
  }
  return [
    ...(least !== undefined && most !== undefined
      ? [invalid('spec', shown, 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...countCauses('spec.minAvailable', least, 'all'),
    ...countCauses('spec.maxUnavailable', most, 'all'),
    ...validateSelector('spec.selector', spec['selector']),
    ...oneOf('spec.unhealthyPodEvictionPolicy', spec['unhealthyPodEvictionPolicy'], ['AlwaysAllow', 'IfHealthyBudget']),
  ]
}
