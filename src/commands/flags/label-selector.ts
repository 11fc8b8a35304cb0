// Label selectors as kubectl's -l takes them: text → requirements → yes or no. Knows only labels.
import { UsageError } from '../../errors.ts'
import { isJsonObject } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'

/** One condition of a selector; all of them must hold. */
export interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | 'exists' | '!exists'
  readonly values: readonly string[]
}

/** Reads a selector: `app=web,tier!=db,env in (dev,test),team notin (x),canary,!legacy` (kubernetes/apimachinery:pkg/labels/selector.go). */
export function parseLabelSelector(text: string): readonly Requirement[] {
  const parts = splitOutsideParentheses(text).map((part) => part.trim())
  if (parts.every((part) => part === '')) return []
  return parts.map((part) => parseRequirement(part, text))
}

/** Whether an object's labels meet all requirements. An absent label is `!=` and `notin` everything. */
export function matchesSelector(object: KubeObject, requirements: readonly Requirement[]): boolean {
  const labels = isJsonObject(object.metadata.labels) ? object.metadata.labels : {}
  return requirements.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? String(labels[key]) : undefined
    switch (operator) {
      case 'in':
        return value !== undefined && values.includes(value)
      case 'notin':
        return value === undefined || !values.includes(value)
      case 'exists':
        return value !== undefined
      case '!exists':
        return value === undefined
    }
  })
}

const FORMS = 'forms are key=value, key!=value, key in (a,b), key notin (a,b), key, !key'
const KEY = String.raw`(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?`
const VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/
const EQUALITY = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*(\\S*)$`)
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`)
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`)

function parseRequirement(part: string, whole: string): Requirement {
  const equality = EQUALITY.exec(part)
  if (equality !== null) {
    const [, key = '', sign, value = ''] = equality
    return { key, operator: sign === '!=' ? 'notin' : 'in', values: checkValues([value], whole) }
  }
  const set = SET.exec(part)
  if (set !== null) {
    const [, key = '', word, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return { key, operator: word === 'in' ? 'in' : 'notin', values: checkValues(values, whole) }
  }
  const existence = EXISTENCE.exec(part)
  if (existence !== null) {
    const [, not, key = ''] = existence
    return { key, operator: not === '!' ? '!exists' : 'exists', values: [] }
  }
  const where = part === '' ? 'an empty condition' : `"${part}"`
  throw new UsageError(`--selector cannot be "${whole}": ${where} is not a condition on a label`, FORMS)
}

function checkValues(values: readonly string[], whole: string): readonly string[] {
  const wrong = values.find((value) => !VALUE.test(value))
  if (wrong === undefined) return values
  throw new UsageError(`--selector cannot be "${whole}": "${wrong}" is not a value of a label`, FORMS)
}

function splitOutsideParentheses(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/)
}
