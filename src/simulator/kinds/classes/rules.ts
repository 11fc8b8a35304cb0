// What the server refuses in classes: of priorities, of Ingresses, of runtimes.
import { numberField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { forbidden, formed, invalid, oneOf, required } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { subdomain } from '../../validation/formats.ts'
import { immutable } from '../../validation/immutable.ts'

const HIGHEST = 1_000_000_000
const SYSTEM = 'system-'
const OWN_PRIORITIES = ['system-cluster-critical', 'system-node-critical']

/** Why a PriorityClass cannot be stored. */
export function validatePriorityClass(object: KubeObject): Causes {
  const { name = '' } = object.metadata
  const isOwn = name.startsWith(SYSTEM)
  const why = `priority class names with '${SYSTEM}' prefix are reserved for system use only. error: ${name} is not a known system priority class`
  return [
    ...(isOwn && !OWN_PRIORITIES.includes(name) ? [forbidden('metadata.name', why)] : []),
    ...(!isOwn && (numberField(object, 'value') ?? 0) > HIGHEST
      ? [forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST}`)]
      : []),
    ...oneOf('preemptionPolicy', object['preemptionPolicy'], ['PreemptLowerPriority', 'Never']),
  ]
}

/** Why a PriorityClass cannot become another one. */
export function validatePriorityClassUpdate(before: KubeObject, after: KubeObject): Causes {
  const [old, next] = [before, after].map((object) => numberField(object, 'value') ?? 0)
  return [
    ...(old === next ? [] : [forbidden('value', 'may not be changed in an update.')]),
    ...immutable(before, after, ['preemptionPolicy']),
  ]
}

/** Why an IngressClass cannot be stored. */
export function validateIngressClass(object: KubeObject): Causes {
  const controller = stringField(object, 'spec', 'controller') ?? ''
  const [host = '', ...rest] = controller.split('/')
  if (controller === '') return [required('spec.controller')]
  return host === '' || rest.join('/') === ''
    ? [invalid('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    : formed('spec.controller', host, subdomain)
}
