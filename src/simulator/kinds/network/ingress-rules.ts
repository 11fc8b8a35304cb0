// What the server refuses in Ingresses (kubernetes/kubernetes:pkg/apis/networking/validation/validation.go).
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { parseAddress } from '../../validation/addresses.ts'
import { formed, formedEach, formedText, inRange, invalid, oneOf, required } from '../../validation/causes.ts'
import type { Causes, Format } from '../../validation/causes.ts'
import { labelName, portName, subdomain, wildcardDomain } from '../../validation/formats.ts'
import { PORTS } from '../../validation/ports.ts'

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
const NOT_IN_PATHS = ['//', '/./', '/../', '%2f', '%2F']
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

/** Why an Ingress cannot be stored; `isNew`: one that is there may say its class twice. */
export function validateIngress(object: KubeObject, isNew: boolean): Causes {
  const spec = objectField(object, 'spec')
  const rules = listField(spec, 'rules')
  const { defaultBackend } = spec
  const name = stringField(spec, 'ingressClassName')
  const annotated = object.metadata.annotations?.[CLASS_ANNOTATION]
  return [
    ...(rules.length === 0 && !isJsonObject(defaultBackend)
      ? [invalid('spec', null, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(isJsonObject(defaultBackend) ? backendCauses('spec.defaultBackend', defaultBackend) : []),
    ...rules.flatMap((rule, at) => ruleCauses(`spec.rules[${at}]`, rule)),
    ...listField(spec, 'tls').flatMap((tls, at) => tlsCauses(`spec.tls[${at}]`, tls)),
    ...(name === undefined ? [] : formed('spec.ingressClassName', name, subdomain)),
    ...(isNew && name !== undefined && annotated !== undefined && annotated !== name
      ? [invalid(`annotations.${CLASS_ANNOTATION}`, annotated, 'must match `ingressClassName` when both are specified')]
      : []),
  ]
}

function ruleCauses(path: string, rule: Json): Causes {
  const host = stringField(rule, 'host') ?? ''
  const http = field(rule, 'http')
  const paths = listField(http, 'paths')
  return [
    ...(host === '' ? [] : hostCauses(`${path}.host`, host)),
    ...(isJsonObject(http) && paths.length === 0 ? [required(`${path}.http.paths`)] : []),
    ...paths.flatMap((each, at) => pathCauses(`${path}.http.paths[${at}]`, each)),
  ]
}

function hostCauses(path: string, host: string): Causes {
  return [
    ...(parseAddress(host) === undefined ? [] : [invalid(path, host, 'must be a DNS name, not an IP address')]),
    ...formed(path, host, hostName),
  ]
}

const hostName: Format = (host) => (host.includes('*') ? wildcardDomain(host) : subdomain(host))

function pathCauses(path: string, rule: Json): Causes {
  const type = stringField(rule, 'pathType')
  if (type === undefined) return [required(`${path}.pathType`, 'pathType must be specified')]
  const text = stringField(rule, 'path') ?? ''
  const wrong = (why: string): string => invalid(`${path}.path`, text, why)
  const isExact = type === 'Exact' || type === 'Prefix'
  const needsSlash = PATH_TYPES.includes(type) && (isExact || text !== '') && !text.startsWith('/')
  return [
    ...(needsSlash ? [wrong('must be an absolute path')] : []),
    ...(isExact
      ? NOT_IN_PATHS.filter((part) => text.includes(part)).map((part) => wrong(`must not contain '${part}'`))
      : []),
    ...(isExact
      ? ['/..', '/.'].filter((end) => text.endsWith(end)).map((end) => wrong(`cannot end with '${end}'`))
      : []),
    ...oneOf(`${path}.pathType`, type, PATH_TYPES),
    ...backendCauses(`${path}.backend`, field(rule, 'backend')),
  ]
}

function backendCauses(path: string, backend: Json | undefined): Causes {
  const service = field(backend, 'service')
  const hasResource = isJsonObject(field(backend, 'resource'))
  if (hasResource && isJsonObject(service)) return [invalid(path, '', 'cannot set both resource and service backends')]
  if (hasResource) return []
  if (!isJsonObject(service)) return [invalid(path, '', 'resource or service backend is required')]
  const name = stringField(service, 'port', 'name') ?? ''
  const number = numberField(service, 'port', 'number') ?? 0
  const at = `${path}.service`
  return [
    ...formedText(`${at}.name`, stringField(service, 'name'), labelName),
    ...(name !== '' && number !== 0 ? [invalid(path, '', 'cannot set both port name & port number')] : []),
    ...(name !== '' && number === 0 ? formed(`${at}.port.name`, name, portName) : []),
    ...(name === '' && number !== 0 ? inRange(`${at}.port.number`, number, PORTS) : []),
    ...(name === '' && number === 0 ? [required(path, 'port name or number is required')] : []),
  ]
}

function tlsCauses(path: string, tls: Json): Causes {
  const secret = stringField(tls, 'secretName') ?? ''
  return [
    ...formedEach(`${path}.hosts`, listField(tls, 'hosts'), hostName),
    ...(secret === '' ? [] : formed(`${path}.secretName`, secret, subdomain)),
  ]
}
