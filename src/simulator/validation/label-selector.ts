// Label selectors of objects: what is wrong with one.
import { isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import { objectField } from '../server/object-edits.ts'
import { forbidden, formed, formedEach, invalid, required } from './causes.ts'
import type { Causes } from './causes.ts'
import { labelValue, qualifiedName } from './formats.ts'
import { validateLabels } from './metadata.ts'

/** Why a selector cannot be read; an absent one can. */
export function validateSelector(path: string, selector: Json | undefined): Causes {
  if (!isJsonObject(selector)) return []
  return [
    ...validateLabels(`${path}.matchLabels`, objectField(selector, 'matchLabels')),
    ...listField(selector, 'matchExpressions').flatMap((expression, at) =>
      validateExpression(`${path}.matchExpressions[${at}]`, expression),
    ),
  ]
}

function validateExpression(path: string, expression: Json): Causes {
  const values = listField(expression, 'values').filter((value) => typeof value === 'string')
  return [
    ...validateOperands(path, stringField(expression, 'operator') ?? '', values.length),
    ...formed(`${path}.key`, stringField(expression, 'key') ?? '', qualifiedName),
    ...formedEach(`${path}.values`, values, labelValue),
  ]
}

/** Why an operator cannot be, or not with so many values. */
export function validateOperands(path: string, operator: string, count: number): Causes {
  if (operator === 'In' || operator === 'NotIn') {
    return count > 0 ? [] : [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
  }
  if (operator !== 'Exists' && operator !== 'DoesNotExist') {
    return [invalid(`${path}.operator`, operator, 'not a valid selector operator')]
  }
  const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
  return count === 0 ? [] : [forbidden(`${path}.values`, why)]
}
