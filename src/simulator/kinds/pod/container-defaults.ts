// What the server fills in for containers: of probes, environment, ports, pulling.
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe']

const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }

/** A container with its defaults. */
export function containerWithDefaults(value: Json): Json {
  if (!isJsonObject(value)) return value
  const { env, ports, lifecycle } = value
  return {
    imagePullPolicy: pullPolicy(stringField(value, 'image') ?? ''),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...value,
    ...(ports === undefined ? {} : { ports: listField(value, 'ports').map(withProtocol) }),
    ...(env === undefined ? {} : { env: listField(value, 'env').map(variable) }),
    ...Object.fromEntries(PROBES.filter((name) => isJsonObject(value[name])).map((name) => [name, probe(value[name])])),
    ...(isJsonObject(lifecycle) ? { lifecycle: hooks(lifecycle) } : {}),
  }
}

/** A container of a pod: what it is limited to it asks for, and its ports are those of a node's network. */
export function runningContainer(value: Json, network: 'own' | 'of the node'): Json {
  if (!isJsonObject(value)) return value
  const limits = objectField(value, 'resources', 'limits')
  const requests = { ...limits, ...objectField(value, 'resources', 'requests') }
  const resources = { ...objectField(value, 'resources'), ...(Object.keys(limits).length === 0 ? {} : { requests }) }
  const ports = listField(value, 'ports').map((port) =>
    isJsonObject(port) ? { hostPort: numberField(port, 'containerPort') ?? 0, ...port } : port,
  )
  return { ...value, resources, ...(network === 'own' || ports.length === 0 ? {} : { ports }) }
}

/** A port with its protocol. */
export function withProtocol(port: Json): Json {
  return isJsonObject(port) ? { protocol: 'TCP', ...port } : port
}

function pullPolicy(image: string): string {
  const tag = /:([^:/]+)$/.exec(image)?.[1]
  const isLatest = !image.includes('@') && (tag === undefined || tag === 'latest')
  return isLatest ? 'Always' : 'IfNotPresent'
}

function variable(value: Json): Json {
  const source = field(value, 'valueFrom')
  if (!isJsonObject(value) || !isJsonObject(source)) return value
  const { fieldRef, resourceFieldRef } = source
  return {
    ...value,
    valueFrom: {
      ...source,
      ...(isJsonObject(fieldRef) ? { fieldRef: { apiVersion: 'v1', ...fieldRef } } : {}),
      ...(isJsonObject(resourceFieldRef) ? { resourceFieldRef: { divisor: '0', ...resourceFieldRef } } : {}),
    },
  }
}

function probe(value: Json | undefined): Json {
  return isJsonObject(value) ? { ...PROBE, ...handler(value) } : {}
}

function hooks(lifecycle: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(lifecycle).map(([name, hook]) => [name, isJsonObject(hook) ? handler(hook) : hook]),
  )
}

function handler(value: JsonObject): JsonObject {
  const { httpGet, grpc } = value
  return {
    ...value,
    ...(isJsonObject(httpGet) ? { httpGet: { path: '/', scheme: 'HTTP', ...httpGet } } : {}),
    ...(isJsonObject(grpc) ? { grpc: { service: '', ...grpc } } : {}),
  }
}
