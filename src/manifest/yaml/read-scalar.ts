// Gives a YAML scalar node its value: by its quotes, its tag or its text. Knows nothing about collections.
import type { DocumentContext } from './document-context.ts'
import { reportFault } from './document-context.ts'
import type { Json } from '../../object/kube-object.ts'
import type { YamlContent, YamlNode, YamlScalar } from './nodes.ts'
import { floatKeyText, plainKeyText, plainKeyType, resolvePlain, wholeAsInteger } from './go-scalar.ts'
import type { KeyType, PlainScalar } from './go-scalar.ts'

/** The value of a scalar; after a fault null stands in its place. */
export function readScalar(node: YamlScalar, context: DocumentContext): Json {
  context.expansion.characters += node.text.length
  const value = resolve(node)
  if (value === undefined) {
    reportTag(node, context)
    return null
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    reportFault(context, node, {
      code: 'BAD_NUMBER',
      message: `${JSON.stringify(node.text)} is not a number that an API server takes`,
      hint: 'quote it if it is meant as text',
    })
    return null
  }
  return value
}

/** The text that a scalar gives as a key; undefined for what no JSON key can be. */
export function keyText(node: YamlContent | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined
  if (isUntaggedPlain(node)) return plainKeyText(node.text)
  if (node.tag === FLOAT) {
    const value = resolve(node)
    return value === undefined ? undefined : floatKeyText(Number(value))
  }
  const value = resolve(node)
  if (node.tag in TAGS) return value === undefined ? undefined : plainKeyText(node.text)
  return typeof value === 'string' ? value : undefined
}

/** Whether a scalar is what its tag says; reports it when not. */
export function checkTag(node: YamlScalar, context: DocumentContext): boolean {
  if (resolve(node) !== undefined) return true
  reportTag(node, context)
  return false
}

/** What a key is before it becomes text. */
export function keyType(node: YamlContent | undefined): KeyType {
  if (node?.kind !== 'scalar') return 'text'
  if (node.tag === FLOAT) return 'float'
  return isUntaggedPlain(node) || node.tag in TAGS ? plainKeyType(node.text) : 'text'
}

/** Whether a node is the merge key `<<`. */
export function isMergeKey(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.text === '<<' && (node.isPlain || node.tag === MERGE)
}

function isUntaggedPlain(node: YamlScalar): boolean {
  return node.isPlain && node.tag === '' && node.value === undefined
}

const MERGE = 'tag:yaml.org,2002:merge'
const FLOAT = 'tag:yaml.org,2002:float'
const BINARY = 'tag:yaml.org,2002:binary'

const TAGS: Readonly<Record<string, (value: PlainScalar, text: string) => boolean>> = {
  'tag:yaml.org,2002:bool': (value) => typeof value === 'boolean',
  // A whole float, such as `1.`, is none to Go.
  'tag:yaml.org,2002:int': (_value, text) => plainKeyType(text) === 'integer',
  'tag:yaml.org,2002:null': (value) => value === null,
  'tag:yaml.org,2002:timestamp': (value) => typeof value === 'string' && isTime(value),
}

/** The meaning of a scalar, or undefined when its tag does not fit. A tag that is not known is ignored, as Go does. */
function resolve(node: YamlScalar): Json | undefined {
  const { text, tag, value } = node
  if (value !== undefined) return value
  if (tag === '') return node.isPlain ? resolvePlain(text) : text
  if (tag === BINARY) return decodeBinary(text)
  if (tag === FLOAT) return resolveFloat(text)
  const accepts = TAGS[tag]
  if (accepts === undefined) return text
  const resolved = resolvePlain(text)
  return accepts(resolved, text) ? resolved : undefined
}

const TIME =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-2]):[0-5][0-9]))?$/

/** A date, or a point of time as RFC 3339 has it; Go's reader also takes some shorter spellings. */
function isTime(text: string): boolean {
  const [, year = 0, month = 0, day = 0] = TIME.exec(text)?.map(Number) ?? []
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0)
  return day >= 1 && day <= days
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** An integer up to int64 becomes a double; a greater one is refused. */
function resolveFloat(text: string): number | bigint | undefined {
  const value = resolvePlain(text)
  if (typeof value !== 'bigint' && typeof value !== 'number') return undefined
  return wholeAsInteger(Number(value))
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The text that base64 stands for; undefined when it is none, or no UTF-8. */
function decodeBinary(text: string): string | undefined {
  const packed = text.replaceAll(/[\r\n]/g, '')
  if (!BASE64.test(packed)) return undefined
  try {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function reportTag(node: YamlScalar, context: DocumentContext): void {
  const isBinary = node.tag === BINARY
  reportFault(context, node, {
    code: 'BAD_TAG',
    message: isBinary
      ? 'the value of !!binary is not base64 of a text'
      : `${JSON.stringify(node.text)} does not fit its tag !!${node.tag.split(':').at(-1)}`,
    hint: isBinary ? 'a Secret wants plain base64 text, without the tag' : 'remove the tag or correct the value',
  })
}
