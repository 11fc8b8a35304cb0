// JSON text ⇄ values without loss: integers that a double cannot hold are bigint. Knows no objects.
import { parse, stringify } from 'lossless-json'
import { isJsonList, isJsonObject } from './kube-object.ts'
import type { Json } from './kube-object.ts'

/** The value as JSON text, without white space. */
export function toJson(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    // JSON.stringify throws a TypeError at a bigint; that is cheaper than looking for one beforehand.
    if (!(error instanceof TypeError)) throw error
    return stringify(value) ?? 'null'
  }
}

// Line breaks of YAML, and what it does not allow (yaml.org 1.1 section 5.1 and 5.4, 1.2 section 5.1).
const NOT_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/** The value as JSON text that is read alike as JSON and as YAML. */
export function toYamlSafeJson(value: Json): string {
  return toJson(value).replaceAll(NOT_IN_YAML, escaped)
}

/** One text for one value, whatever the order of its keys. */
export function canonicalText(value: Json): string {
  return toJson(sorted(value))
}

/** The value as Go programs write it: keys sorted, and what HTML or JavaScript could trip over escaped, but not U+0085. */
export function toGoJson(value: Json): string {
  return toJson(sorted(value, byBytes)).replaceAll(/[<>&\u2028\u2029]/g, escaped)
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

type Order = (a: string, b: string) => number

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** The keys of each map in order; left out: that of their UTF-16. */
function sorted(value: Json, order?: Order): Json {
  if (isJsonList(value)) return value.map((item) => sorted(item, order))
  if (!isJsonObject(value)) return value
  const names = Object.keys(value).toSorted(order)
  return Object.fromEntries(
    names.flatMap((name) => {
      const child = value[name]
      return child === undefined ? [] : [[name, sorted(child, order)]]
    }),
  )
}

/** The value of JSON text; throws a SyntaxError when it is none. Integers are exact to int64, as in kubectl. */
export function parseJson(text: string): Json {
  if (!MAY_LOSE.test(text)) return JSON.parse(text) as Json
  return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as Json
}

/** The value of JSON text; undefined when it is none. */
export function readJson(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

// Sixteen digits can exceed 2^53 and three digits of exponent a double; a hit inside a string only costs time.
const MAY_LOSE = /(?:^|[:,[\s])-?(?:[0-9]{16}|[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{3})/

const INTEGER = /^-?[0-9]+$/

/** What is greater than int64 is a float for kubectl too. */
function parseNumber(text: string): number | bigint {
  const value = Number(text)
  if (!Number.isFinite(value)) throw new SyntaxError(`the number ${text} is out of range`)
  if (Number.isSafeInteger(value) || !INTEGER.test(text)) return value
  const exact = BigInt(text)
  return BigInt.asIntN(64, exact) === exact ? exact : value
}
