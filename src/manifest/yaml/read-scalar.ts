// Gives a YAML scalar node its value: by its quotes, its tag or its text. Knows nothing about collections.
import { isScalar, Scalar } from 'yaml'
import type { Node } from 'yaml'
import type { DocumentContext } from './document-context.ts'
import { reportFault } from './document-context.ts'
import type { Json } from '../kube-object.ts'
import { plainKeyText, resolvePlain } from './scalar.ts'
import type { PlainScalar } from './scalar.ts'

/** The value of a scalar; after a fault null stands in its place. */
export function readScalar(node: Scalar, context: DocumentContext): Json {
  const text = textOf(node)
  context.expansion.characters += text.length
  const value = isPlain(node) ? resolvePlain(text) : readTagged(node, text, context)
  if (typeof value === 'number' && !Number.isFinite(value)) {
    reportFault(context, node, {
      code: 'BAD_NUMBER',
      severity: 'error',
      message: `${JSON.stringify(text)} is no number that an API server takes`,
      hint: 'quote it if it is meant as text',
    })
    return null
  }
  return value
}

/** The text that a scalar gives as a key; undefined for null and for what is no scalar. */
export function keyText(node: Node | undefined): string | undefined {
  if (!isScalar(node)) return undefined
  const text = textOf(node)
  return isPlain(node) || (node.tag !== undefined && node.tag in TAGS) ? plainKeyText(text) : text
}

/** Whether a node is the merge key `<<`. */
export function isMergeKey(node: unknown): boolean {
  return isScalar(node) && node.value === '<<' && isPlain(node)
}

/** The characters of a scalar without quotes and folding. */
export function textOf(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : ''
}

// With the tag `!` Go resolves even a quoted scalar by its text.
function isPlain(node: Scalar): boolean {
  return node.tag === undefined ? node.type === Scalar.PLAIN : node.tag === '!'
}

const TAGS: Readonly<Record<string, (value: PlainScalar) => boolean>> = {
  'tag:yaml.org,2002:bool': (value) => typeof value === 'boolean',
  'tag:yaml.org,2002:int': (value) => typeof value === 'bigint' || Number.isInteger(value),
  'tag:yaml.org,2002:float': (value) => typeof value === 'number',
  'tag:yaml.org,2002:null': (value) => value === null,
  'tag:yaml.org,2002:timestamp': (value) => typeof value === 'string',
}

/** A quoted scalar, or one with a tag; an unknown tag is ignored, as Go does. */
function readTagged(node: Scalar, text: string, context: DocumentContext): PlainScalar {
  if (node.tag === 'tag:yaml.org,2002:binary') return decodeBinary(node, text, context)
  const accepts = node.tag === undefined ? undefined : TAGS[node.tag]
  if (accepts === undefined) return text
  const value = resolvePlain(text)
  if (accepts(value)) return value
  reportFault(context, node, {
    code: 'BAD_TAG',
    severity: 'error',
    message: `${JSON.stringify(text)} does not fit its tag !!${node.tag?.split(':').at(-1)}`,
    hint: 'remove the tag or correct the value',
  })
  return null
}

function decodeBinary(node: Scalar, text: string, context: DocumentContext): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)))
  } catch {
    reportFault(context, node, {
      code: 'BAD_TAG',
      severity: 'error',
      message: 'the value of !!binary is not base64',
      hint: 'a Secret wants plain base64 text, without the tag',
    })
    return ''
  }
}
