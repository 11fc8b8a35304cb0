// Takes a JSON map apart, field by field; what is missing or of another type is refused with its place. Knows no plans.
import { isJsonList, isJsonObject } from '../manifest/kube-object.ts'
import type { Json, JsonObject } from '../manifest/kube-object.ts'

/** Reads the fields of one map. */
export interface PlanReader {
  text(name: string): string
  maybeText(name: string): string | null
  number(name: string): number
  truth(name: string): boolean
  word<T extends string>(name: string, words: readonly T[]): T
  texts(name: string): readonly string[]
  words<T extends string>(name: string, words: readonly T[]): readonly T[]
  numbers(name: string): Readonly<Record<string, number>>
  settings(name: string): Readonly<Record<string, boolean | string | null>>
  list<T>(name: string, read: (item: PlanReader) => T): readonly T[]
  maybe<T>(name: string, read: (child: PlanReader) => T): T | null
}

/** Makes the error for a place such as `tasks[3].wave` and what should be there: `is not a number`. */
type Refuse = (place: string, wrong: string) => Error

/** A reader of a map. */
export function planReader(value: JsonObject, refuse: Refuse, path = ''): PlanReader {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const need = <T>(name: string, found: T | undefined, what: string): T => {
    if (found === undefined) throw refuse(at(name), value[name] === undefined ? 'is missing' : `is not ${what}`)
    return found
  }
  const listOf = <T>(name: string, read: (item: Json, place: string) => T): readonly T[] => {
    const items = value[name]
    return need(name, isJsonList(items) ? items : undefined, 'a list').map((item, index) =>
      read(item, `${at(name)}[${index}]`),
    )
  }
  const wordAt = <T extends string>(item: Json | undefined, words: readonly T[], place: string): T => {
    const found = words.find((word) => word === item)
    if (found === undefined) throw refuse(place, `is not one of ${words.join(', ')}`)
    return found
  }
  const mapOf = <T>(name: string, read: (child: Json, place: string) => T): Readonly<Record<string, T>> => {
    const map = value[name]
    const entries = Object.entries(need(name, isJsonObject(map) ? map : undefined, 'a map'))
    return Object.fromEntries(entries.map(([key, child]) => [key, read(child ?? null, `${at(name)}.${key}`)]))
  }
  const mapAt = (item: Json | undefined, place: string): PlanReader => {
    if (!isJsonObject(item)) throw refuse(place, item === undefined ? 'is missing' : 'is not a map')
    return planReader(item, refuse, place)
  }
  return {
    text: (name) => need(name, textOf(value[name]), 'a text'),
    maybeText: (name) => (value[name] === null ? null : need(name, textOf(value[name]), 'a text or null')),
    number: (name) => need(name, numberOf(value[name]), 'a number'),
    truth: (name) => need(name, truthOf(value[name]), 'true or false'),
    word: (name, words) => wordAt(value[name], words, at(name)),
    texts: (name) => listOf(name, (item, place) => checked(textOf(item), refuse, [place, 'is not a text'])),
    words: (name, words) => listOf(name, (item, place) => wordAt(item, words, place)),
    numbers: (name) => mapOf(name, (child, place) => checked(numberOf(child), refuse, [place, 'is not a number'])),
    settings: (name) =>
      mapOf(name, (child, place) =>
        child === null
          ? null
          : checked(truthOf(child) ?? textOf(child), refuse, [place, 'is not a text, true or false']),
      ),
    list: (name, read) => listOf(name, (item, place) => read(mapAt(item, place))),
    maybe: (name, read) => (value[name] === null ? null : read(mapAt(value[name], at(name)))),
  }
}

function checked<T>(found: T | undefined, refuse: Refuse, [place, wrong]: readonly [string, string]): T {
  if (found === undefined) throw refuse(place, wrong)
  return found
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function truthOf(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}
