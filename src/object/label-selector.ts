// Label selectors, of objects and as text: read, written, and whether labels meet one. Pure.
import { field, isJsonObject, listField, stringField } from './kube-object.ts'
import type { Json } from './kube-object.ts'

/** One condition of a selector; all of them must hold. */
export interface Requirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

/** The conditions of the selector in an object; an absent one has none. */
export function requirementsOf(selector: Json | undefined): readonly Requirement[] {
  const labels = field(selector, 'matchLabels')
  const equalities = Object.entries(isJsonObject(labels) ? labels : {}).flatMap(([key, value]): Requirement[] =>
    typeof value === 'string' ? [{ key, operator: 'In', values: [value] }] : [],
  )
  return [...equalities, ...listField(selector, 'matchExpressions').flatMap(readExpression)]
}

function readExpression(expression: Json): readonly Requirement[] {
  const key = stringField(expression, 'key') ?? ''
  const operator = stringField(expression, 'operator')
  const values = listField(expression, 'values').filter((value) => typeof value === 'string')
  if (operator === 'In' || operator === 'NotIn') return [{ key, operator, values }]
  return operator === 'Exists' || operator === 'DoesNotExist' ? [{ key, operator, values: [] }] : []
}

/** Whether labels meet all conditions. An absent label meets `NotIn`. */
export function meetsAll(labels: Json | undefined, requirements: readonly Requirement[]): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = field(labels, key)
    const isListed = typeof value !== 'object' && value !== undefined && values.includes(String(value))
    switch (operator) {
      case 'In':
        return isListed
      case 'NotIn':
        return !isListed
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return operator satisfies never
    }
  })
}

/** `app=web,tier in (a,b)`, as a list request takes it. */
export function formatRequirements(requirements: readonly Requirement[]): string {
  return requirements.map(formatRequirement).join(',')
}

function formatRequirement({ key, operator, values }: Requirement): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  if (operator === 'In' && values.length === 1) return `${key}=${values[0]}`
  return `${key} ${operator.toLowerCase()} (${values.join(',')})`
}

const KEY = String.raw`(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?`
const VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/
const EQUALITY = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*(\\S*)$`)
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`)
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`)

/**
 * Reads a selector: `app=web,tier!=db,env in (dev,test),team notin (x),canary,!legacy`, or says what is wrong with it
 * (kubernetes/apimachinery:pkg/labels/selector.go).
 */
export function parseSelectorText(text: string): readonly Requirement[] | string {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim())
  if (parts.every((part) => part === '')) return []
  const read = parts.map(parseRequirement)
  return read.find((one) => typeof one === 'string') ?? read.filter((one) => typeof one === 'object')
}

function parseRequirement(part: string): Requirement | string {
  const [, name = '', sign, single = ''] = EQUALITY.exec(part) ?? []
  if (sign !== undefined) return withValues({ key: name, operator: sign === '!=' ? 'NotIn' : 'In', values: [single] })
  const [, key = '', word, list = ''] = SET.exec(part) ?? []
  if (word !== undefined) {
    const values = list.split(',').map((value) => value.trim())
    return withValues({ key, operator: word === 'in' ? 'In' : 'NotIn', values })
  }
  const [, not, label = ''] = EXISTENCE.exec(part) ?? []
  if (not !== undefined) return { key: label, operator: not === '!' ? 'DoesNotExist' : 'Exists', values: [] }
  return `${part === '' ? 'an empty condition' : `"${part}"`} is not a condition on a label`
}

function withValues(requirement: Requirement): Requirement | string {
  const wrong = requirement.values.find((value) => !VALUE.test(value))
  return wrong === undefined ? requirement : `"${wrong}" is not a value of a label`
}
