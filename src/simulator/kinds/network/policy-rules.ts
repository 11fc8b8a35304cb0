// What the server refuses in NetworkPolicies (kubernetes/kubernetes:pkg/apis/networking/validation/validation.go).
import { field, isJsonObject, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { isPartOf, parseNetwork } from '../../validation/addresses.ts'
import { forbidden, inRange, invalid, oneOf, required } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { validateSelector } from '../../validation/label-selector.ts'
import { PORTS, validatePort } from '../../validation/ports.ts'

const NO_NETWORK = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

/** Why a NetworkPolicy cannot be stored. */
export function validateNetworkPolicy(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const rules = [
    ...listField(spec, 'ingress').map((rule, at) => ({ rule, path: `spec.ingress[${at}]`, peers: 'from' })),
    ...listField(spec, 'egress').map((rule, at) => ({ rule, path: `spec.egress[${at}]`, peers: 'to' })),
  ]
  return [
    ...validateSelector('spec.podSelector', spec['podSelector']),
    ...rules.flatMap(({ rule, path, peers }) => [
      ...listField(rule, 'ports').flatMap((port, at) => portCauses(`${path}.ports[${at}]`, port)),
      ...listField(rule, peers).flatMap((peer, at) => peerCauses(`${path}.${peers}[${at}]`, peer)),
    ]),
    ...listField(spec, 'policyTypes').flatMap((type, at) =>
      oneOf(`spec.policyTypes[${at}]`, type, ['Ingress', 'Egress']),
    ),
  ]
}

function portCauses(path: string, port: Json): Causes {
  const [number, end] = [field(port, 'port'), field(port, 'endPort')]
  return [
    ...oneOf(`${path}.protocol`, field(port, 'protocol'), ['TCP', 'UDP', 'SCTP']),
    ...(number === undefined ? [] : validatePort(`${path}.port`, number)),
    ...(typeof end === 'number' ? endCauses(`${path}.endPort`, number, end) : []),
  ]
}

function endCauses(path: string, port: Json | undefined, end: number): Causes {
  if (port === undefined) return [invalid(path, end, 'may not be specified when `port` is not specified')]
  if (typeof port !== 'number') return [invalid(path, end, 'may not be specified when `port` is non-numeric')]
  return [
    ...(end < port ? [invalid(path, end, 'must be greater than or equal to `port`')] : []),
    ...inRange(path, end, PORTS),
  ]
}

function peerCauses(path: string, peer: Json): Causes {
  const kinds = ['podSelector', 'namespaceSelector', 'ipBlock'].filter((name) => isJsonObject(field(peer, name)))
  return [
    ...validateSelector(`${path}.podSelector`, field(peer, 'podSelector')),
    ...validateSelector(`${path}.namespaceSelector`, field(peer, 'namespaceSelector')),
    ...(kinds.includes('ipBlock') ? blockCauses(`${path}.ipBlock`, field(peer, 'ipBlock')) : []),
    ...(kinds.length === 0 ? [required(path, 'must specify a peer')] : []),
    ...(kinds.length > 1 && kinds.includes('ipBlock')
      ? [forbidden(path, 'may not specify both ipBlock and another peer')]
      : []),
  ]
}

function blockCauses(path: string, block: Json | undefined): Causes {
  const text = stringField(block, 'cidr') ?? ''
  const network = parseNetwork(text)
  if (text === '') return [required(`${path}.cidr`)]
  if (network === undefined) return [invalid(`${path}.cidr`, text, NO_NETWORK)]
  return listField(block, 'except').flatMap((value, at) => {
    const part = typeof value === 'string' ? parseNetwork(value) : undefined
    if (part === undefined) return [invalid(`${path}.except[${at}]`, value, NO_NETWORK)]
    return isPartOf(part, network) ? [] : [invalid(`${path}.except[${at}]`, value, 'must be a strict subset of `cidr`')]
  })
}
