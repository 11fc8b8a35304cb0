// Parses one document: text → nodes → JSON, with all that is wrong in it. Knows nothing about Kubernetes.
import { Composer, Parser, Schema } from 'yaml'
import type { Document, Node, YAMLError } from 'yaml'
import type { Diagnostic } from '../diagnostic.ts'
import { documentContext } from './document-context.ts'
import type { DocumentContext } from './document-context.ts'
import type { Json } from '../kube-object.ts'
import { findForbidden } from './forbidden.ts'
import { readNode } from './read-node.ts'
import { locationAt } from './source-text.ts'
import type { SourceText } from './source-text.ts'
import type { Chunk } from './split-documents.ts'
import { syntaxFault } from './syntax-fault.ts'

/** A document that could be read. `value` must not be used when the context holds an error. */
export interface ParsedDocument {
  readonly node: Node
  readonly value: Json
  readonly context: DocumentContext
}

// Scalars come as text and get their meaning from read-scalar.ts: neither schema of the library is Kubernetes' own.
const SCHEMA = new Schema({ schema: 'failsafe', resolveKnownTags: false })
const OPTIONS = {
  schema: SCHEMA,
  logLevel: 'silent',
  prettyErrors: false,
  strict: false,
  uniqueKeys: false,
} as const

/** The documents of a chunk (more than one only after `...`) and the first fault of each broken one. */
export function parseDocument(
  chunk: Chunk,
  source: SourceText,
): { documents: ParsedDocument[]; diagnostics: Diagnostic[] } {
  const control = findForbidden(chunk.text)
  if (control !== undefined) return { documents: [], diagnostics: [forbiddenFault(control, chunk, source)] }
  if (hasTooManyAliases(chunk.text)) return { documents: [], diagnostics: [aliasFault(chunk, source)] }
  const documents: ParsedDocument[] = []
  const diagnostics: Diagnostic[] = []
  const composer = new Composer(OPTIONS)
  for (const document of composer.compose(new Parser().parse(chunk.text), true, chunk.text.length)) {
    const [error] = document.errors
    if (error !== undefined) {
      diagnostics.push(yamlFault(error, chunk, source))
      break
    }
    const parsed = readDocument(document, chunk, source)
    if (parsed !== undefined) documents.push(parsed)
  }
  return { documents, diagnostics }
}

/** More than any manifest has; composing them takes a kilobyte each before their expansion can be counted. */
const MOST_ALIASES = 100_000

function hasTooManyAliases(text: string): boolean {
  if (text.length < 2 * MOST_ALIASES) return false
  const alias = /(?<=[\s,[{:-])\*[^\s,\]}]/g
  let count = 0
  while (count <= MOST_ALIASES && alias.test(text)) count += 1
  return count > MOST_ALIASES
}

function aliasFault(chunk: Chunk, source: SourceText): Diagnostic {
  return {
    code: 'ALIAS_BOMB',
    severity: 'error',
    message: `this document has more than ${MOST_ALIASES} aliases`,
    location: locationAt(source, chunk.offset),
    hint: 'write the values out, or split the document',
  }
}

function readDocument(document: Document.Parsed, chunk: Chunk, source: SourceText): ParsedDocument | undefined {
  const node = document.contents
  if (node === null) return undefined
  const context = documentContext((offset) => locationAt(source, chunk.offset + offset))
  const value = readNode(node, context)
  return { node, value, context }
}

function yamlFault(error: YAMLError, chunk: Chunk, source: SourceText): Diagnostic {
  const location = locationAt(source, chunk.offset + faultOffset(error, chunk.text))
  const { message, hint } = syntaxFault(error.code, error.message, location.excerpt ?? '')
  return { code: 'YAML_SYNTAX', severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) }
}

/** The parser sees a missing quote where the text ends; the eye looks for where it began. */
function faultOffset(error: YAMLError, text: string): number {
  const offset = Math.min(error.pos[0], text.length)
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1]
  return quote === undefined ? offset : Math.max(0, text.lastIndexOf(quote, offset - 1))
}

function forbiddenFault(offset: number, chunk: Chunk, source: SourceText): Diagnostic {
  const code = chunk.text.charCodeAt(offset)
  return {
    code: 'FORBIDDEN_CHARACTER',
    severity: 'error',
    message: `the control character U+${code.toString(16).toUpperCase().padStart(4, '0')} cannot stand in YAML`,
    location: locationAt(source, chunk.offset + offset),
    hint: code === 0 ? 'remove it; or is this no text file?' : 'remove it, or write it as "\\x…" in double quotes',
  }
}
