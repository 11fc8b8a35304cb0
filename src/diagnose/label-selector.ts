// A LabelSelector as the text that a list request takes. Does not match labels.
import { field, isJsonObject, listField, stringField } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'

/** `app=web,tier in (a,b)`; undefined when the selector is absent or empty, which would mean everything. */
export function formatLabelSelector(selector: Json | undefined): string | undefined {
  const labels = field(selector, 'matchLabels')
  const equalities = isJsonObject(labels)
    ? Object.entries(labels).flatMap(([key, value]) => (typeof value === 'string' ? `${key}=${value}` : []))
    : []
  const terms = [...equalities, ...listField(selector, 'matchExpressions').flatMap(formatExpression)]
  return terms.length === 0 ? undefined : terms.join(',')
}

function formatExpression(expression: Json): readonly string[] {
  const key = stringField(expression, 'key') ?? ''
  const values = listField(expression, 'values')
    .filter((value) => typeof value === 'string')
    .join(',')
  switch (stringField(expression, 'operator')) {
    case 'In':
      return [`${key} in (${values})`]
    case 'NotIn':
      return [`${key} notin (${values})`]
    case 'Exists':
      return [key]
    case 'DoesNotExist':
      return [`!${key}`]
    default:
      return []
  }
}
