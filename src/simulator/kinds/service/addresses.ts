// The addresses and ports that a Service is given, keeps when it is changed, and loses with its type
// (kubernetes/kubernetes:pkg/registry/core/service/strategy.go, patchAllocatedValues and dropTypeDependentFields).
import { defined } from '../../../object/defined.ts'
import { isJsonObject, jsonEqual, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { withItems } from '../inner-values.ts'
import type { MapChange } from '../inner-values.ts'

/** A Service with an address, and ports of the node where its type has them. */
export function withAddresses(service: KubeObject, serial: number): KubeObject {
  const spec = objectField(service, 'spec')
  if (spec['type'] === 'ExternalName') return service
  const clusterIP = stringField(spec, 'clusterIP') ?? `10.96.${Math.floor(serial / 250) % 250}.${1 + (serial % 250)}`
  const ports = listField(spec, 'ports').map((port, at) =>
    hasNodePorts(spec) && isJsonObject(port) ? { nodePort: 30_000 + ((serial * 8 + at) % 2700), ...port } : port,
  )
  const clusterIPs = [clusterIP, ...listField(spec, 'clusterIPs').slice(1)]
  return { ...service, spec: { ...spec, clusterIP, clusterIPs, ...(ports.length > 0 ? { ports } : {}) } }
}

/** Whether a Service lacks an address, or a port of the node. */
export function needsAddresses(service: KubeObject): boolean {
  const spec = objectField(service, 'spec')
  const lacksPort = listField(spec, 'ports').some((port) => numberField(port, 'nodePort') === undefined)
  return hasAddress(spec) && (spec['clusterIP'] === undefined || (hasNodePorts(spec) && lacksPort))
}

/** A changed Service with what the old one was given, and without what only the old type had. */
export function withOldAddresses(before: KubeObject, after: KubeObject): KubeObject {
  const [old, spec] = [objectField(before, 'spec'), objectField(after, 'spec')]
  return { ...after, spec: withoutOldType(old, withOldValues(old, spec)) }
}

function withOldValues(old: JsonObject, spec: JsonObject): JsonObject {
  if (!hasAddress(old) || !hasAddress(spec)) return spec
  const { clusterIP = old['clusterIP'] } = spec
  const own = spec['clusterIPs'] ?? old['clusterIPs']
  // Who writes only one of the two means both.
  const isMoved = clusterIP !== old['clusterIP'] && jsonEqual(own, old['clusterIPs'])
  const clusterIPs = isMoved && clusterIP !== undefined ? [clusterIP] : own
  const keepsPorts = hasNodePorts(old) && hasNodePorts(spec)
  const ports: MapChange = (port) => (keepsPorts ? withNodePort(old, port) : port)
  return withItems({ ...spec, clusterIP, clusterIPs }, { ports })
}

function withNodePort(old: JsonObject, port: JsonObject): JsonObject {
  const known = listField(old, 'ports').find((other) => idOf(other) === idOf(port))
  return { ...defined({ nodePort: numberField(known, 'nodePort') }), ...port }
}

function withoutOldType(old: JsonObject, spec: JsonObject): JsonObject {
  const dropped = new Set<string>()
  const drop = (isLost: boolean, ...names: readonly string[]): void => {
    if (isLost) for (const name of names) if (jsonEqual(old[name], spec[name])) dropped.add(name)
  }
  drop(
    hasAddress(old) && !hasAddress(spec),
    'clusterIP',
    'clusterIPs',
    'ipFamilies',
    'ipFamilyPolicy',
    'internalTrafficPolicy',
  )
  drop(isBalanced(old) && !isBalanced(spec), 'allocateLoadBalancerNodePorts', 'loadBalancerClass')
  const losesPorts = hasNodePorts(old) && !hasNodePorts(spec)
  drop(losesPorts, 'externalTrafficPolicy', 'healthCheckNodePort')
  const kept = Object.fromEntries(Object.entries(spec).filter(([name]) => !dropped.has(name)))
  return losesPorts ? withItems(kept, { ports: (port) => withoutNodePort(old, port) }) : kept
}

function withoutNodePort(old: JsonObject, port: JsonObject): JsonObject {
  const { nodePort, ...rest } = port
  const isOld = listField(old, 'ports').some((other) => numberField(other, 'nodePort') === nodePort)
  return isOld ? rest : port
}

function idOf(port: Json): string {
  return `${stringField(port, 'protocol') ?? 'TCP'} ${numberField(port, 'port')}`
}

function hasAddress(spec: JsonObject): boolean {
  return spec['type'] !== 'ExternalName'
}

function hasNodePorts(spec: JsonObject): boolean {
  return spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer'
}

function isBalanced(spec: JsonObject): boolean {
  return spec['type'] === 'LoadBalancer'
}
