// Text → documents: nodes and their JSON, and everything that is wrong on the way. Knows nothing about Kubernetes objects.
import type { Diagnostic } from '../diagnostic.ts'
import { documentContext } from './document-context.ts'
import type { DocumentContext } from './document-context.ts'
import type { Json } from '../../object/kube-object.ts'
import type { Location } from '../manifest.ts'
import { SyntaxFault } from './fault.ts'
import { findForbidden } from './forbidden.ts'
import type { YamlNode } from './nodes.ts'
import { parseNodes } from './parse-nodes.ts'
import type { FirstDocument } from './parse-nodes.ts'
import { readNode } from './read-node.ts'
import { locationAt } from './source-text.ts'
import type { SourceText } from './source-text.ts'
import { splitDocuments } from './split-documents.ts'
import type { Chunk, Oddity } from './split-documents.ts'

/** A document that could be read. `value` must not be used when the context holds an error. */
export interface ParsedDocument {
  readonly node: YamlNode
  readonly value: Json
  readonly context: DocumentContext
}

/** A document that is not YAML, or whose end nobody can tell. */
export interface BrokenDocument {
  readonly fault: SyntaxFault
  readonly chunk: Chunk
}

/** Everything in a source. */
export interface ReadSource {
  readonly parts: readonly (ParsedDocument | BrokenDocument)[]
  /** What is told beside the faults and what the documents' contexts hold. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The documents of a source in their order. */
export function readDocuments(source: SourceText): ReadSource {
  const { chunks, oddities } = splitDocuments(source.text)
  const diagnostics = oddities.map(({ kind, offset }) => ({ ...ODDITIES[kind], location: locationAt(source, offset) }))
  const parts = chunks.flatMap((chunk) => readChunk(chunk, source, diagnostics) ?? [])
  return { parts, diagnostics }
}

/** Those that could be read. */
export function documentsOf({ parts }: ReadSource): readonly ParsedDocument[] {
  return parts.filter((part): part is ParsedDocument => !isBroken(part))
}

/** Those that could not. */
export function brokenOf({ parts }: ReadSource): readonly BrokenDocument[] {
  return parts.filter(isBroken)
}

function isBroken(part: ParsedDocument | BrokenDocument): part is BrokenDocument {
  return 'fault' in part
}

/** The document of a chunk; nothing when it holds none. What is told beside it is added to the diagnostics. */
export function readChunk(
  chunk: Chunk,
  source: SourceText,
  diagnostics: Diagnostic[],
): ParsedDocument | BrokenDocument | undefined {
  const locate = (offset: number): Location => locationAt(source, chunk.offset + offset)
  try {
    const { node, rest } = chunk.node === undefined ? parseChunk(chunk) : { node: chunk.node, rest: undefined }
    if (node === undefined) return undefined
    // Behind a document's end nobody reads on. Where no mark says that it is meant so, something is broken.
    if (rest?.isMarked === false) throw new SyntaxFault('rest', rest.offset)
    if (rest !== undefined) diagnostics.push({ ...LEFT_OUT, location: locate(rest.offset) })
    const mark = chunk.node === undefined ? chunk.text.indexOf('\uFEFF', chunk.isMarked === true ? 0 : 1) : -1
    if (mark >= 0) diagnostics.push({ ...STRAY_MARK, location: locate(mark) })
    const context = documentContext(locate)
    return { node, value: readNode(node, context), context }
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    if (error.rule !== 'directive' || !isOnlyDirectives(chunk.text)) return { fault: error, chunk }
    diagnostics.push({ ...DIRECTIVE, location: locate(error.offset) })
    return undefined
  }
}

function parseChunk({ text, isMarked }: Chunk): FirstDocument {
  const forbidden = findForbidden(text)
  if (forbidden !== undefined) throw new SyntaxFault('forbidden', forbidden)
  return parseNodes(text, isMarked === true ? 'behind a mark' : 'at the start')
}

/** kubectl cuts a directive off from the document that it belongs to, and then fails. */
function isOnlyDirectives(text: string): boolean {
  return text.split('\n').every((line) => line.startsWith('%') || /^\s*(?:#.*)?$/.test(line))
}

const DIRECTIVE: Diagnostic = {
  code: 'DIRECTIVE',
  severity: 'warning',
  message: 'kubectl and Argo CD refuse a file with a YAML directive',
  hint: 'remove the line: manifests are YAML 1.1 in any case',
}

// Go's reader may take one away at the start of a later line (go.yaml.in/yaml/v2, is_bom looks at its buffer's start).
const STRAY_MARK: Diagnostic = {
  code: 'STRAY_MARK',
  severity: 'warning',
  message: 'a byte order mark (U+FEFF) inside a document: it is part of the text, and kubectl may misread what follows',
  hint: 'remove it, or write it as "\\uFEFF" in double quotes',
}

const LEFT_OUT: Diagnostic = {
  code: 'LEFT_OUT',
  severity: 'warning',
  message: 'what starts here is left out, as kubectl and Argo CD leave it out: the document ends before it',
  hint: 'write "---" in a line of its own before it, and nothing else between',
}

const ODDITIES: Readonly<Record<Oddity['kind'], Diagnostic>> = {
  'long separator': {
    code: 'BAD_SEPARATOR',
    severity: 'error',
    message: 'a line that starts with more than three dashes separates no documents',
    hint: 'write "---", or put a "#" before it',
  },
  'glued separator': {
    code: 'BAD_SEPARATOR',
    severity: 'warning',
    message: 'kubectl and Argo CD refuse text behind "---"',
    hint: 'start the document in the next line',
  },
  'marked separator': {
    code: 'BAD_SEPARATOR',
    severity: 'warning',
    message: 'a byte order mark stands before "---": kubectl and Argo CD do not see the separator',
    hint: 'save the files that were joined here without it',
  },
  'behind JSON': {
    code: 'YAML_SYNTAX',
    severity: 'error',
    message: 'behind JSON objects only JSON can stand',
    hint: 'put the objects into one List, or into files of their own',
  },
}
