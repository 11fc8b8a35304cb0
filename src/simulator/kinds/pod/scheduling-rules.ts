// What the server refuses in where pods may run: tolerations, affinities, spreading.
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { duplicate, formed, invalid, oneOf, optional, required } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { labelValue, qualifiedName } from '../../validation/formats.ts'
import { validateOperands, validateSelector } from '../../validation/label-selector.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

/** Why taints cannot be tolerated so. */
export function validateTolerations(path: string, tolerations: readonly Json[]): Causes {
  return tolerations.flatMap((toleration, at) => {
    const place = `${path}[${at}]`
    const key = stringField(toleration, 'key') ?? ''
    const operator = stringField(toleration, 'operator') ?? ''
    const effect = stringField(toleration, 'effect') ?? ''
    const anything = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
    const isLimited = numberField(toleration, 'tolerationSeconds') !== undefined && effect !== 'NoExecute'
    return [
      ...optional(`${place}.key`, key, qualifiedName),
      ...(key === '' && operator !== 'Exists' ? [invalid(`${place}.operator`, operator, anything)] : []),
      ...(isLimited
        ? [invalid(`${place}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")]
        : []),
      ...toleratedValue(`${place}.operator`, operator, stringField(toleration, 'value') ?? ''),
      ...(effect === '' ? [] : oneOf(`${place}.effect`, effect, EFFECTS)),
    ]
  })
}

function toleratedValue(path: string, operator: string, value: string): Causes {
  if (operator === '' || operator === 'Equal') {
    const problems = labelValue(value)
    return problems.length === 0 ? [] : [invalid(path, value, problems.join(';'))]
  }
  if (operator === 'Exists') {
    return value === '' ? [] : [invalid(path, value, "value must be empty when `operator` is 'Exists'")]
  }
  return operator === 'Lt' || operator === 'Gt' ? [] : oneOf(path, operator, ['Equal', 'Exists'])
}

/** Why pods cannot be drawn or kept apart so. */
export function validateAffinity(path: string, affinity: JsonObject): Causes {
  return [
    ...nodeCauses(`${path}.nodeAffinity`, field(affinity, 'nodeAffinity')),
    ...['podAffinity', 'podAntiAffinity'].flatMap((name) => podCauses(`${path}.${name}`, field(affinity, name))),
  ]
}

function nodeCauses(path: string, affinity: Json | undefined): Causes {
  const needed = field(affinity, REQUIRED)
  const terms = listField(needed, 'nodeSelectorTerms')
  const at = `${path}.${REQUIRED}.nodeSelectorTerms`
  const none = isJsonObject(needed) && terms.length === 0
  return [
    ...(none ? [required(at, 'must have at least one node selector term')] : []),
    ...terms.flatMap((term, index) => termCauses(`${at}[${index}]`, term)),
    ...listField(affinity, PREFERRED).flatMap((term, index) => [
      ...weightCauses(`${path}.${PREFERRED}[${index}]`, term),
      ...termCauses(`${path}.${PREFERRED}[${index}].preference`, field(term, 'preference')),
    ]),
  ]
}

function termCauses(path: string, term: Json | undefined): Causes {
  return listField(term, 'matchExpressions').flatMap((expression, index) => {
    const at = `${path}.matchExpressions[${index}]`
    const operator = stringField(expression, 'operator') ?? ''
    return [
      ...operandCauses(at, operator, listField(expression, 'values').length),
      ...formed(`${at}.key`, stringField(expression, 'key') ?? '', qualifiedName),
    ]
  })
}

/** Nodes are also chosen by numbers. */
function operandCauses(path: string, operator: string, count: number): Causes {
  if (operator !== 'Gt' && operator !== 'Lt') return validateOperands(path, operator, count)
  const why = "must be specified single value when `operator` is 'Lt' or 'Gt'"
  return count === 1 ? [] : [required(`${path}.values`, why)]
}

function podCauses(path: string, affinity: Json | undefined): Causes {
  return [
    ...listField(affinity, REQUIRED).flatMap((term, at) => podTermCauses(`${path}.${REQUIRED}[${at}]`, term)),
    ...listField(affinity, PREFERRED).flatMap((term, at) => [
      ...weightCauses(`${path}.${PREFERRED}[${at}]`, term),
      ...podTermCauses(`${path}.${PREFERRED}[${at}].podAffinityTerm`, field(term, 'podAffinityTerm')),
    ]),
  ]
}

function podTermCauses(path: string, term: Json | undefined): Causes {
  const key = stringField(term, 'topologyKey') ?? ''
  return [
    ...validateSelector(`${path}.labelSelector`, field(term, 'labelSelector')),
    ...validateSelector(`${path}.namespaceSelector`, field(term, 'namespaceSelector')),
    ...(key === '' ? [required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...formed(`${path}.topologyKey`, key, qualifiedName),
  ]
}

function weightCauses(path: string, term: Json): Causes {
  const weight = numberField(term, 'weight') ?? 0
  return weight >= 1 && weight <= 100 ? [] : [invalid(`${path}.weight`, weight, 'must be in the range 1-100')]
}

/** Why pods cannot be spread so. */
export function validateSpread(path: string, constraints: readonly Json[]): Causes {
  return constraints.flatMap((constraint, index) => {
    const at = `${path}[${index}]`
    const skew = numberField(constraint, 'maxSkew') ?? 0
    const topology = stringField(constraint, 'topologyKey') ?? ''
    const action = stringField(constraint, 'whenUnsatisfiable') ?? ''
    const shown = `{${topology}, ${action}}`
    const isTwice = constraints
      .slice(index + 1)
      .some((other) => shown === `{${stringField(other, 'topologyKey')}, ${stringField(other, 'whenUnsatisfiable')}}`)
    return [
      ...(skew > 0 ? [] : [invalid(`${at}.maxSkew`, skew, 'must be greater than zero')]),
      ...(topology === '' ? [required(`${at}.topologyKey`, 'can not be empty')] : []),
      ...oneOf(`${at}.whenUnsatisfiable`, action, ACTIONS),
      ...(isTwice ? [duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, shown)] : []),
      ...validateSelector(`${at}.labelSelector`, field(constraint, 'labelSelector')),
    ]
  })
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway']
