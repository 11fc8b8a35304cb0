// Label and field selectors, as text.
import { field } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { meetsAll, parseSelectorText } from '../../object/label-selector.ts'
import type { Requirement } from '../../object/label-selector.ts'
import type { Selection } from '../../cluster/port.ts'
import { badRequest } from './status-errors.ts'

/** The test that a selection puts to objects of its type. */
export function selectionFilter(selection: Selection): (object: KubeObject) => boolean {
  const labels = requirementsIn(selection.labelSelector ?? '')
  const fields = (selection.fieldSelector ?? '')
    .split(',')
    .filter((term) => term !== '')
    .map(fieldTest)
  return (object) =>
    (selection.namespace === undefined || object.metadata.namespace === selection.namespace) &&
    meetsAll(object.metadata.labels, labels) &&
    fields.every((test) => test(object))
}

function requirementsIn(text: string): readonly Requirement[] {
  const read = parseSelectorText(text)
  if (typeof read === 'string') throw badRequest(`unable to parse requirement: ${read}`)
  return read
}

function fieldTest(term: string): (object: KubeObject) => boolean {
  const compare = /^([^!=\s]+)\s*(==|=|!=)\s*(.*)$/.exec(term)
  if (compare === null) throw badRequest(`invalid field selector: ${term}`)
  const [, path = '', operator, value = ''] = compare
  const names = path.split('.')
  return (object) => {
    const found = field(object, ...names)
    const text = typeof found === 'object' || found === undefined ? '' : String(found)
    return (text === value) === (operator !== '!=')
  }
}
