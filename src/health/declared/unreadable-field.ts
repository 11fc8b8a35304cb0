// What a short rule looks at and cannot read, because it is of another form. Pure.
import { field, isJsonList, isJsonObject } from '../../object/kube-object.ts'
import { toJson } from '../../object/json.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { isTests } from '../vocabulary/matches.ts'
import type { CompareTest, ConditionTest, HealthTable, Test } from '../vocabulary/rule.ts'
import { amountPaths, foundAt } from '../vocabulary/scope.ts'

/** What stands where a test looks, its conditions' owner, and how messages name the place. */
interface Place {
  readonly part: Json
  readonly owner: Json | undefined
  readonly name: string
}

/** The first thing that the tests look at and that is not what they can read: `its status.conditions[0].status is true, not a text`. */
export function unreadableField({ rows }: HealthTable, object: KubeObject): string | undefined {
  const status = field(object, 'status') ?? undefined
  if (status !== undefined && !isJsonObject(status)) return notA('status', status, 'a map')
  const tests = rows.flatMap((row) => Object.values(row))
  return firstOf(tests, (test) => faultOf(test, { part: object, owner: status, name: '' }))
}

function faultOf(test: Test, place: Place): string | undefined {
  if (typeof test === 'string') return undefined
  if (isTests(test)) return firstOf(test, (item) => faultOf(item, place))
  if ('all' in test) return firstOf(test.all, (item) => faultOf(item, place))
  if ('not' in test) return faultOf(test.not, place)
  if ('condition' in test) return conditionFault(test, place)
  if ('compare' in test) return compareFault(test, place)
  if (!('parts' in test)) return undefined
  const parts = foundAt(place.part, test.parts)
  if (parts === undefined) return undefined
  const path = `${place.name}${test.parts}`
  if (!isJsonList(parts) && !isJsonObject(parts)) return notA(path, parts, 'a list or a map')
  return firstOf(Object.entries(parts), ([key, part = null]) =>
    isJsonObject(part)
      ? faultOf(test.some ?? test.every ?? 'otherwise', { part, owner: part, name: `${path}[${key}].` })
      : notA(`${path}[${key}]`, part, 'a map'),
  )
}

function conditionFault(test: ConditionTest, { owner, name }: Place): string | undefined {
  const list = field(owner, 'conditions') ?? undefined
  const path = `${name === '' ? 'status.' : name}conditions`
  if (list === undefined) return undefined
  if (!isJsonList(list)) return notA(path, list, 'a list')
  const { reason, reasonNot, message, mentions } = test
  const words = ['status', ...((reason ?? reasonNot) ? ['reason'] : []), ...((message ?? mentions) ? ['message'] : [])]
  return firstOf(list.entries(), ([index, item]) => {
    if (!isJsonObject(item)) return notA(`${path}[${index}]`, item, 'a condition')
    const { type } = item
    if (typeof type !== 'string') return notA(`${path}[${index}].type`, type, 'a text')
    if (test.condition !== '*' && ![test.condition].flat().includes(type)) return undefined
    const wrong = words.find((word) => typeof (item[word] ?? '') !== 'string')
    return wrong === undefined ? undefined : notA(`${path}[${index}].${wrong}`, item[wrong], 'a text')
  })
}

/** Which is less than the other is asked of numbers alone, and so is what is added up or compared with a number. */
function compareFault(test: CompareTest, { part, name }: Place): string | undefined {
  const amounts = [test.compare, test.with]
  const isNumeric = amounts.some((amount) => typeof amount !== 'string') || !['=', '≠'].includes(test.by)
  return firstOf(amounts.flatMap(amountPaths), (path) => {
    const counted = path.startsWith('#') ? path.slice(1) : undefined
    const value = foundAt(part, counted ?? path)
    if (value === undefined) return undefined
    if (counted !== undefined) {
      return isJsonList(value) || isJsonObject(value) ? undefined : notA(`${name}${counted}`, value, 'a list or a map')
    }
    return isNumeric && typeof value !== 'number' ? notA(`${name}${path}`, value, 'a number') : undefined
  })
}

function notA(path: string, value: Json | undefined, what: string): string {
  return `its ${path} is ${toJson(value ?? null).slice(0, 60)}, not ${what}`
}

function firstOf<T>(items: Iterable<T>, faultIn: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const fault = faultIn(item)
    if (fault !== undefined) return fault
  }
  return undefined
}
