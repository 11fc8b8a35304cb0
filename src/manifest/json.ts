// JSON text ⇄ values without loss: integers that a double cannot hold are bigint. Knows no objects.
import { parse, stringify } from 'lossless-json'
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

/** The value of JSON text; throws a SyntaxError when it is none. Integers are exact to int64, as in kubectl. */
export function parseJson(text: string): Json {
  return MAY_LOSE.test(text) ? parseLossless(text) : parsePlain(text)
}

// Sixteen digits can exceed 2^53 and three digits of exponent a double; a hit inside a string only costs time.
const MAY_LOSE = /(?:^|[:,[\s])-?(?:[0-9]{16}|[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{3})/

function parsePlain(text: string): Json {
  return JSON.parse(text)
}

function parseLossless(text: string): Json {
  return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as Json
}

const INTEGER = /^-?[0-9]+$/

/** What is greater than int64 is a float for kubectl too. */
function parseNumber(text: string): number | bigint {
  const value = Number(text)
  if (!Number.isFinite(value)) throw new SyntaxError(`the number ${text} is out of range`)
  if (Number.isSafeInteger(value) || !INTEGER.test(text)) return value
  const exact = BigInt(text)
  return BigInt.asIntN(64, exact) === exact ? exact : value
}
