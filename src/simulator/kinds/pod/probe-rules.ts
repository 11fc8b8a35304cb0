// What the server refuses in probes and in the hooks of a container's life.
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { forbidden, inRange, invalid, notNegative, oneOf, required } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { PORTS, validatePort } from '../../validation/ports.ts'

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']

const NUMBERS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']

/** Why a container's probes and hooks cannot be as specified. */
export function validateProbes(path: string, container: Json): Causes {
  const hooks = ['postStart', 'preStop'].flatMap((name) => {
    const hook = field(container, 'lifecycle', name)
    return isJsonObject(hook) ? handlerCauses(`${path}.lifecycle.${name}`, hook) : []
  })
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => {
    const probe = field(container, name)
    return isJsonObject(probe) ? probeCauses(`${path}.${name}`, probe, name === 'readinessProbe' ? 'many' : 'one') : []
  })
  return [...hooks, ...probes]
}

function probeCauses(path: string, probe: JsonObject, successes: 'one' | 'many'): Causes {
  const threshold = numberField(probe, 'successThreshold') ?? 1
  const grace = numberField(probe, 'terminationGracePeriodSeconds')
  return [
    ...handlerCauses(path, probe),
    ...NUMBERS.flatMap((name) => notNegative(`${path}.${name}`, probe[name])),
    ...(grace !== undefined && grace <= 0
      ? [invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0')]
      : []),
    ...(successes === 'one' && threshold > 1 ? [invalid(`${path}.successThreshold`, threshold, 'must be 1')] : []),
  ]
}

function handlerCauses(path: string, holder: JsonObject): Causes {
  const [first, ...others] = HANDLERS.filter((name) => isJsonObject(holder[name]))
  if (first === undefined) return [required(path, 'must specify a handler type')]
  return [
    ...actionCauses(`${path}.${first}`, first, holder[first]),
    ...others.map((name) => forbidden(`${path}.${name}`, 'may not specify more than 1 handler type')),
  ]
}

function actionCauses(path: string, name: string, action: Json | undefined): Causes {
  if (name === 'exec') return listField(action, 'command').length > 0 ? [] : [required(`${path}.command`)]
  if (name === 'tcpSocket') return validatePort(`${path}.port`, field(action, 'port'))
  if (name === 'grpc') return inRange(`${path}.port`, numberField(action, 'port') ?? 0, PORTS)
  if (name !== 'httpGet') return []
  return [
    ...(stringField(action, 'path') === '' ? [required(`${path}.path`)] : []),
    ...validatePort(`${path}.port`, field(action, 'port')),
    ...oneOf(`${path}.scheme`, field(action, 'scheme'), ['HTTP', 'HTTPS']),
  ]
}
