// What the server refuses in Services (kubernetes/kubernetes:pkg/apis/core/validation/validation.go, ValidateService).
import { field, jsonEqual, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { parseAddress, parseNetwork } from '../../validation/addresses.ts'
import {
  forbidden,
  formed,
  formedEach,
  formedText,
  inRange,
  invalid,
  oneOf,
  optional,
  required,
  duplicate,
} from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { address, labelName, qualifiedName, subdomain } from '../../validation/formats.ts'
import { validateLabels } from '../../validation/metadata.ts'
import { PORTS, validatePort } from '../../validation/ports.ts'

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

/** Why a Service cannot be stored. */
export function validateService(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const type = stringField(spec, 'type') ?? 'ClusterIP'
  const ports = listField(spec, 'ports')
  const isExternal = type === 'ExternalName'
  return [
    ...(ports.length === 0 && !isExternal && !isHeadless(spec) ? [required('spec.ports')] : []),
    ...typeCauses(spec, type),
    ...portsCauses(ports),
    ...validateLabels('spec.selector', objectField(spec, 'selector')),
    ...oneOf('spec.sessionAffinity', spec['sessionAffinity'], ['ClientIP', 'None']),
    ...(isExternal ? [] : addressCauses(spec)),
    ...formedEach('spec.externalIPs', listField(spec, 'externalIPs'), address),
    ...oneOf('spec.type', type, TYPES),
    ...twiceCauses(ports, type),
    ...rangeCauses(spec, type),
    ...classCauses(spec, type),
    ...trafficCauses(spec, type),
  ]
}

/** Why a Service cannot become another one. */
export function validateServiceUpdate(before: KubeObject, after: KubeObject): Causes {
  const [old, spec] = [objectField(before, 'spec'), objectField(after, 'spec')]
  if (old['type'] === 'ExternalName' || spec['type'] === 'ExternalName') return []
  const [oldAddresses, addresses] = [addressesOf(old), addressesOf(spec)]
  const stays = isHeadless(old) && isHeadless(spec)
  const moved = !stays && oldAddresses.length > 0 && oldAddresses[0] !== addresses[0]
  const balances = old['type'] === 'LoadBalancer' && spec['type'] === 'LoadBalancer'
  const isOther = balances && !jsonEqual(old['loadBalancerClass'], spec['loadBalancerClass'])
  return [
    ...(moved ? [invalid('spec.clusterIPs[0]', addresses, 'may not change once set')] : []),
    ...(isOther ? [invalid('spec.loadBalancerClass', spec['loadBalancerClass'], 'may not change once set')] : []),
  ]
}

function isHeadless(spec: JsonObject): boolean {
  return addressesOf(spec)[0] === 'None'
}

/** The first one is also `clusterIP`; a change of that one counts for both. */
function addressesOf(spec: JsonObject): readonly Json[] {
  const first = stringField(spec, 'clusterIP') ?? ''
  const all = listField(spec, 'clusterIPs')
  return first === '' ? all : [first, ...all.slice(1)]
}

function typeCauses(spec: JsonObject, type: string): Causes {
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    return [invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)]
  }
  if (type !== 'ExternalName') return []
  const name = (stringField(spec, 'externalName') ?? '').replace(/\.$/, '')
  return formedText('spec.externalName', name, subdomain)
}

function portsCauses(ports: readonly Json[]): Causes {
  const names = new Set<string>()
  return ports.flatMap((port, at) => {
    const path = `spec.ports[${at}]`
    const name = stringField(port, 'name') ?? ''
    const isTwice = name !== '' && names.has(name)
    names.add(name)
    return [
      ...(name === '' && ports.length > 1 ? [required(`${path}.name`)] : []),
      ...optional(`${path}.name`, name, labelName),
      ...(isTwice ? [duplicate(`${path}.name`, name)] : []),
      ...inRange(`${path}.port`, numberField(port, 'port') ?? 0, PORTS),
      ...oneOf(`${path}.protocol`, field(port, 'protocol'), ['SCTP', 'TCP', 'UDP']),
      ...validatePort(`${path}.targetPort`, field(port, 'targetPort')),
    ]
  })
}

function addressCauses(spec: JsonObject): Causes {
  const families = listField(spec, 'ipFamilies')
  const addresses = addressesOf(spec).map((value) => (typeof value === 'string' ? value : ''))
  const wrong = addresses.flatMap((text, at) =>
    text === 'None' ? [] : formed(`spec.clusterIPs[${at}]`, text, address),
  )
  const mismatches = addresses.flatMap((text, at) => {
    const family = families[at]
    const actual = parseAddress(text)?.bits === 128 ? 'IPv6' : 'IPv4'
    const fits = text === 'None' || typeof family !== 'string' || family === actual
    const why = `expected an ${fits ? '' : family} value as indicated by \`ipFamilies[${at}]\``
    return fits ? [] : [invalid(`spec.clusterIPs[${at}]`, text, why)]
  })
  return [
    ...families.flatMap((family, at) => oneOf(`spec.ipFamilies[${at}]`, family, ['IPv4', 'IPv6'])),
    ...oneOf('spec.ipFamilyPolicy', spec['ipFamilyPolicy'], ['PreferDualStack', 'RequireDualStack', 'SingleStack']),
    ...(wrong.length > 0 ? wrong : mismatches),
  ]
}

function twiceCauses(ports: readonly Json[], type: string): Causes {
  const seen = new Set<string>()
  return [
    ...ports.flatMap((port, at) =>
      type === 'ClusterIP' && (numberField(port, 'nodePort') ?? 0) !== 0
        ? [forbidden(`spec.ports[${at}].nodePort`, "may not be used when `type` is 'ClusterIP'")]
        : [],
    ),
    ...ports.flatMap((port, at) => {
      const [protocol, number] = [stringField(port, 'protocol') ?? 'TCP', numberField(port, 'port') ?? 0]
      const shown = { Name: '', Protocol: protocol, AppProtocol: null, Port: number, TargetPort: 0, NodePort: 0 }
      const isTwice = seen.has(`${protocol} ${number}`)
      seen.add(`${protocol} ${number}`)
      return isTwice ? [duplicate(`spec.ports[${at}]`, shown)] : []
    }),
  ]
}

function rangeCauses(spec: JsonObject, type: string): Causes {
  const ranges = listField(spec, 'loadBalancerSourceRanges')
  const path = 'spec.LoadBalancerSourceRanges'
  const why = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
  return [
    ...(ranges.length > 0 && type !== 'LoadBalancer'
      ? [forbidden(path, "may only be used when `type` is 'LoadBalancer'")]
      : []),
    ...ranges.flatMap((range, at) =>
      typeof range === 'string' && parseNetwork(range.trim()) === undefined
        ? [invalid(`${path}[${at}]`, range.trim(), why)]
        : [],
    ),
  ]
}

function classCauses(spec: JsonObject, type: string): Causes {
  const name = stringField(spec, 'loadBalancerClass')
  const why = "may only be used when `type` is 'LoadBalancer'"
  return [
    ...(spec['allocateLoadBalancerNodePorts'] !== undefined && type !== 'LoadBalancer'
      ? [forbidden('spec.allocateLoadBalancerNodePorts', why)]
      : []),
    ...(name !== undefined && type !== 'LoadBalancer' ? [forbidden('spec.loadBalancerClass', why)] : []),
    ...(name !== undefined && type === 'LoadBalancer' ? formed('spec.loadBalancerClass', name, qualifiedName) : []),
  ]
}

function trafficCauses(spec: JsonObject, type: string): Causes {
  const policy = stringField(spec, 'externalTrafficPolicy') ?? ''
  const isReached =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && listField(spec, 'externalIPs').length > 0)
  if (!isReached && policy !== '') {
    return [invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services')]
  }
  return [
    ...(policy === '' ? [] : oneOf('spec.externalTrafficPolicy', policy, ['Cluster', 'Local'])),
    ...oneOf('spec.internalTrafficPolicy', spec['internalTrafficPolicy'], ['Cluster', 'Local']),
  ]
}
