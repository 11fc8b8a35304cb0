// Texts that the server cannot even read, in built-in kinds: quantities that are none, and data that is not base64.
import { field, isJsonObject, listField } from '../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { objectField } from '../server/object-edits.ts'
import { isBase64 } from '../kinds/config/base64.ts'
import { readQuantity } from '../../object/quantity.ts'

/** Why an object cannot be read: as a decoder says it, and as server-side apply does. */
export interface Undecodable {
  readonly decoded: string
  readonly converted: string
}

/** The first text that cannot be read. */
export function findUndecodable(object: KubeObject): Undecodable | undefined {
  const quantity = quantitiesOf(object)
    .map(readQuantity)
    .find((read) => typeof read === 'string')
  if (typeof quantity === 'string') return { decoded: quantity, converted: quantity }
  if (encodedOf(object).every((value) => typeof value !== 'string' || isBase64(value))) return undefined
  // The server says at which byte.
  const fault = 'illegal base64 data'
  return { decoded: fault, converted: `error decoding from json: ${fault}` }
}

function encodedOf(object: KubeObject): readonly (Json | undefined)[] {
  if (object.kind === 'Secret') return Object.values(objectField(object, 'data'))
  return object.kind === 'ConfigMap' ? Object.values(objectField(object, 'binaryData')) : []
}

const TEMPLATED = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'])

function quantitiesOf(object: KubeObject): readonly Json[] {
  const { kind } = object
  const spec = objectField(object, 'spec')
  if (kind === 'Pod') return ofPods(spec)
  if (TEMPLATED.has(kind)) {
    const claims = listField(spec, 'volumeClaimTemplates').flatMap((claim) => ofResources(objectField(claim, 'spec')))
    return [...ofPods(objectField(spec, 'template', 'spec')), ...claims]
  }
  switch (kind) {
    case 'CronJob':
      return ofPods(objectField(spec, 'jobTemplate', 'spec', 'template', 'spec'))
    case 'PersistentVolumeClaim':
      return ofResources(spec)
    case 'PersistentVolume':
      return amounts(spec['capacity'])
    case 'ResourceQuota':
      return amounts(spec['hard'])
    case 'LimitRange':
      return listField(spec, 'limits').flatMap((limit) =>
        ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'].flatMap((name) =>
          amounts(field(limit, name)),
        ),
      )
    case 'HorizontalPodAutoscaler':
      return listField(spec, 'metrics').flatMap((metric) =>
        Object.values(isJsonObject(metric) ? metric : {}).flatMap(ofTarget),
      )
    default:
      return []
  }
}

function ofPods(spec: JsonObject): readonly Json[] {
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => listField(spec, list))
  return [
    ...containers.flatMap(ofResources),
    ...containers.flatMap((container) =>
      listField(container, 'env').flatMap((variable) =>
        given(field(variable, 'valueFrom', 'resourceFieldRef', 'divisor')),
      ),
    ),
    ...listField(spec, 'volumes').flatMap((volume) => given(field(volume, 'emptyDir', 'sizeLimit'))),
    ...amounts(spec['overhead']),
  ]
}

function ofResources(holder: Json): readonly Json[] {
  return ['limits', 'requests'].flatMap((name) => amounts(field(holder, 'resources', name)))
}

function ofTarget(source: Json | undefined): readonly Json[] {
  return ['value', 'averageValue'].flatMap((name) => given(field(source, 'target', name)))
}

function amounts(map: Json | undefined): readonly Json[] {
  return isJsonObject(map) ? Object.values(map).flatMap(given) : []
}

/** An absent value, or none, is not a quantity that could be wrong. */
function given(value: Json | undefined): readonly Json[] {
  return value === undefined || value === null ? [] : [value]
}
