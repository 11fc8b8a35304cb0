// What the server fills in for containers: of probes, environment, ports, pulling.
import { numberField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { filledWith, withItems, withMaps } from '../inner-values.ts'
import type { MapChange } from '../inner-values.ts'

const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }

/** A container with its defaults. */
export function containerWithDefaults(container: JsonObject): JsonObject {
  const complete = {
    imagePullPolicy: pullPolicy(stringField(container, 'image') ?? ''),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
  }
  const listed = withItems(complete, { ports: withProtocol, env: variable })
  return withMaps(listed, { livenessProbe: probe, readinessProbe: probe, startupProbe: probe, lifecycle: hooks })
}

/** A container of a pod: what it is limited to it asks for, and its ports are those of a node's network. */
export function runningContainer(container: JsonObject, network: 'own' | 'of the node'): JsonObject {
  const limits = objectField(container, 'resources', 'limits')
  const requests = { ...limits, ...objectField(container, 'resources', 'requests') }
  const resources = {
    ...objectField(container, 'resources'),
    ...(Object.keys(limits).length === 0 ? {} : { requests }),
  }
  const hostPort: MapChange = (port) => ({ hostPort: numberField(port, 'containerPort') ?? 0, ...port })
  return withItems({ ...container, resources }, network === 'own' ? {} : { ports: hostPort })
}

/** A port with its protocol. */
export const withProtocol: MapChange = filledWith({ protocol: 'TCP' })

/** What names a field of the pod or of its resources. */
export function withReferences(source: JsonObject): JsonObject {
  const [fieldRef, resourceFieldRef] = [filledWith({ apiVersion: 'v1' }), filledWith({ divisor: '0' })]
  return withMaps(source, { fieldRef, resourceFieldRef })
}

function pullPolicy(image: string): string {
  const tag = /:([^:/]+)$/.exec(image)?.[1]
  const isLatest = !image.includes('@') && (tag === undefined || tag === 'latest')
  return isLatest ? 'Always' : 'IfNotPresent'
}

function variable(value: JsonObject): JsonObject {
  return withMaps(value, { valueFrom: withReferences })
}

function probe(value: JsonObject): JsonObject {
  return { ...PROBE, ...handler(value) }
}

function hooks(lifecycle: JsonObject): JsonObject {
  return withMaps(lifecycle, { postStart: handler, preStop: handler })
}

function handler(value: JsonObject): JsonObject {
  const httpGet = filledWith({ path: '/', scheme: 'HTTP' })
  return withMaps(value, { httpGet, grpc: filledWith({ service: '' }) })
}
