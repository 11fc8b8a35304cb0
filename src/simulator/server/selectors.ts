// Label and field selectors, as text.
import { field } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Selection } from '../../cluster/port.ts'
import { badRequest } from './status-errors.ts'

/** The test that a selection puts to objects of its type. */
export function selectionFilter(selection: Selection): (object: KubeObject) => boolean {
  const labels = parseTerms(selection.labelSelector ?? '').map(labelTest)
  const fields = parseTerms(selection.fieldSelector ?? '').map(fieldTest)
  return (object) =>
    (selection.namespace === undefined || object.metadata.namespace === selection.namespace) &&
    labels.every((test) => test(object.metadata.labels ?? {})) &&
    fields.every((test) => test(object))
}

/** Whether labels have all the values of `matchLabels`. */
export function hasLabels(labels: Readonly<Record<string, string>> | undefined, wanted: object): boolean {
  return Object.entries(wanted).every(([name, value]) => labels?.[name] === value)
}

function parseTerms(text: string): readonly string[] {
  const terms: string[] = []
  let depth = 0
  let current = ''
  for (const character of text) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (character === ',' && depth === 0) {
      terms.push(current)
      current = ''
    } else current += character
  }
  return [...terms, current].map((term) => term.trim()).filter((term) => term !== '')
}

function labelTest(term: string): (labels: Readonly<Record<string, string>>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term)
  if (set !== null) {
    const [, name = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => values.includes(labels[name] ?? '\0') === (operator === 'in')
  }
  const compare = /^([^!=\s]+)\s*(==|=|!=)\s*(.*)$/.exec(term)
  if (compare !== null) {
    const [, name = '', operator, value = ''] = compare
    return (labels) => (labels[name] === value) === (operator !== '!=')
  }
  if (/^![^\s=]+$/.test(term)) return (labels) => !Object.hasOwn(labels, term.slice(1))
  if (/^[^\s=!()]+$/.test(term)) return (labels) => Object.hasOwn(labels, term)
  throw badRequest(`unable to parse requirement: ${term}`)
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
