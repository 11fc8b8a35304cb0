// Tokens → the nodes of the first document of a text. Nobody who reads manifests looks at a second one behind `...`.
import { SyntaxFault } from './fault.ts'
import type { YamlContent, YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './nodes.ts'
import { startScanner } from './scan-state.ts'
import type { Scanner, TokenType } from './scan-state.ts'
import { peekToken, takeToken } from './scanner.ts'

/** The first document of a text. */
export interface FirstDocument {
  /** Undefined when there is nothing but comments. */
  readonly node: YamlNode | undefined
  readonly rest: Rest | undefined
}

/** What stands behind the first document: it is not looked at. */
export interface Rest {
  readonly offset: number
  /** Whether the document's end is marked, by `...` or `---`. */
  readonly isMarked: boolean
}

/** Deeper than any object. Kubernetes' own readers stop at 10,000. */
export const MOST_LEVELS = 1000

interface Parser {
  readonly scanner: Scanner
  readonly anchors: Map<string, YamlContent>
  levels: number
}

/** Whether the `---` of the document has been taken off. */
export type TextStart = 'at the start' | 'behind a mark'

/** Reads a text up to the end of its first document; throws a SyntaxFault. */
export function parseNodes(text: string, from: TextStart): FirstDocument {
  const scanner = startScanner(text, from === 'at the start' && text.startsWith('\uFEFF') ? 1 : 0)
  const parser: Parser = { scanner, anchors: new Map(), levels: 0 }
  if (nextType(parser) === 'stream-end') return { node: undefined, rest: undefined }
  const node = parseRoot(parser, from)
  return { node, rest: findRest(parser) }
}

function parseRoot(parser: Parser, from: TextStart): YamlNode {
  const isMarked = from === 'behind a mark'
  if (!isMarked && nextType(parser) !== 'document-start') return parseNode(parser, 'block')
  const mark = isMarked ? { end: 0 } : takeToken(parser.scanner)
  const type = nextType(parser)
  const isEmpty = type === 'document-start' || type === 'document-end' || type === 'stream-end'
  return isEmpty ? emptyScalar(mark.end) : parseNode(parser, 'block')
}

/** It may be broken: nobody reads it. */
function findRest(parser: Parser): Rest | undefined {
  let isMarked = false
  try {
    while (nextType(parser) === 'document-end') {
      takeToken(parser.scanner)
      isMarked = true
    }
    const { type, start } = peekToken(parser.scanner)
    return type === 'stream-end' ? undefined : { offset: start, isMarked: isMarked || type === 'document-start' }
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    return { offset: error.offset, isMarked }
  }
}

function nextType(parser: Parser): TokenType {
  return peekToken(parser.scanner).type
}

function emptyScalar(offset: number): YamlScalar {
  return { kind: 'scalar', offset, text: '', isPlain: true, tag: '', hasAnchor: false, value: undefined }
}

/** Where a node stands: only as a key or a value of a block mapping may a list stand in its parent's column. */
type Place = 'flow' | 'block' | 'block mapping'

/** What stands before a node. */
interface Properties {
  readonly tag: string
  readonly anchor: string | undefined
}

function parseNode(parser: Parser, place: Place): YamlNode {
  const first = peekToken(parser.scanner)
  if (first.type === 'alias') {
    takeToken(parser.scanner)
    return { kind: 'alias', offset: first.start, name: first.text, target: parser.anchors.get(first.text) }
  }
  const properties = first.type === 'anchor' || first.type === 'tag' ? takeProperties(parser) : NONE
  const { type, start } = peekToken(parser.scanner)
  if (type === 'plain' || type === 'quoted') return parseScalar(parser, properties)
  if (type === '[' || type === '{' || (place !== 'flow' && (type === 'block-list' || type === 'block-mapping'))) {
    takeToken(parser.scanner)
    return parseCollection(parser, type, { ...properties, offset: start })
  }
  if (place === 'block mapping' && type === 'item') {
    return parseCollection(parser, type, { ...properties, offset: start })
  }
  if (properties === NONE) throw new SyntaxFault('start', start)
  // With a tag of its own an empty text is not a plain one.
  return named(parser, properties, { ...emptyScalar(first.end), tag: properties.tag, isPlain: properties.tag === '' })
}

const NONE: Properties = { tag: '', anchor: undefined }

function takeProperties(parser: Parser): Properties {
  const first = takeToken(parser.scanner)
  const other = first.type === 'tag' ? 'anchor' : 'tag'
  const second = nextType(parser) === other ? takeToken(parser.scanner).text : undefined
  return first.type === 'tag' ? { tag: first.text, anchor: second } : { tag: second ?? '', anchor: first.text }
}

function parseScalar(parser: Parser, properties: Properties): YamlScalar {
  const { type, start, text } = takeToken(parser.scanner)
  const { tag, anchor } = properties
  const isPlain = tag === '' ? type === 'plain' : tag === '!'
  const hasAnchor = anchor !== undefined
  return named(parser, properties, { kind: 'scalar', offset: start, text, isPlain, tag, hasAnchor, value: undefined })
}

/** An anchor is known as soon as its node begins. */
function named<Node extends YamlContent>(parser: Parser, { anchor }: Properties, node: Node): Node {
  if (anchor !== undefined) parser.anchors.set(anchor, node)
  return node
}

type Opening = '[' | '{' | 'block-list' | 'block-mapping' | 'item'

interface CollectionStart extends Properties {
  readonly offset: number
}

function parseCollection(parser: Parser, type: Opening, start: CollectionStart): YamlMapping | YamlSequence {
  const { offset } = start
  const hasAnchor = start.anchor !== undefined
  if (++parser.levels > MOST_LEVELS) throw new SyntaxFault('too-deep', offset)
  if (type === '{' || type === 'block-mapping') {
    const entries: YamlEntry[] = []
    const mapping = named(parser, start, { kind: 'mapping', offset, hasAnchor, entries })
    if (type === '{') parseFlowEntries(parser, entries, offset)
    else parseBlockEntries(parser, entries)
    parser.levels--
    return mapping
  }
  const items: YamlNode[] = []
  const sequence = named(parser, start, { kind: 'sequence', offset, hasAnchor, items })
  if (type === '[') parseFlowItems(parser, items, offset)
  else if (type === 'item') parseItemsOfKey(parser, items)
  else parseBlockItems(parser, items)
  parser.levels--
  return sequence
}

function parseBlockItems(parser: Parser, items: YamlNode[]): void {
  for (;;) {
    const token = takeToken(parser.scanner)
    if (token.type === 'block-end') return
    if (token.type !== 'item') throw new SyntaxFault('expected-dash', token.start)
    const type = nextType(parser)
    items.push(type === 'item' || type === 'block-end' ? emptyScalar(token.end) : parseNode(parser, 'block'))
  }
}

/** The items of a list that stands in the column of its key: nothing marks its end. */
function parseItemsOfKey(parser: Parser, items: YamlNode[]): void {
  while (nextType(parser) === 'item') {
    const { end } = takeToken(parser.scanner)
    const type = nextType(parser)
    items.push(type === 'item' || endsEntry(type) ? emptyScalar(end) : parseNode(parser, 'block'))
  }
}

function endsEntry(type: TokenType): boolean {
  return type === 'key' || type === 'value' || type === 'block-end'
}

function parseBlockEntries(parser: Parser, entries: YamlEntry[]): void {
  for (;;) {
    const token = takeToken(parser.scanner)
    if (token.type === 'block-end') return
    if (token.type !== 'key') throw new SyntaxFault('expected-key', token.start)
    const key = parseBlockPart(parser, token.end)
    const value = peekToken(parser.scanner)
    if (value.type === 'value') {
      takeToken(parser.scanner)
      entries.push({ key, value: parseBlockPart(parser, value.end) })
    } else {
      entries.push({ key, value: emptyScalar(value.start) })
    }
  }
}

function parseBlockPart(parser: Parser, end: number): YamlNode {
  return endsEntry(nextType(parser)) ? emptyScalar(end) : parseNode(parser, 'block mapping')
}

function parseFlowItems(parser: Parser, items: YamlNode[], start: number): void {
  for (let isFirst = true; ; isFirst = false) {
    if (isFlowEnd(parser, ']', { isFirst, start })) return
    const token = peekToken(parser.scanner)
    if (token.type === 'key') items.push(parseFlowPair(parser))
    else items.push(parseNode(parser, 'flow'))
  }
}

/** `[a: b]`: a mapping of one entry. */
function parseFlowPair(parser: Parser): YamlMapping {
  const { start } = takeToken(parser.scanner)
  const type = nextType(parser)
  // Go's reader goes wrong behind an empty key; it can be none in an object anyway.
  if (type === 'value' || type === ',' || type === ']') throw new SyntaxFault('expected-key', start)
  const key = parseNode(parser, 'flow')
  const entry = { key, value: parseFlowValue(parser, ']') }
  return { kind: 'mapping', offset: start, hasAnchor: false, entries: [entry] }
}

function parseFlowEntries(parser: Parser, entries: YamlEntry[], start: number): void {
  for (let isFirst = true; ; isFirst = false) {
    if (isFlowEnd(parser, '}', { isFirst, start })) return
    if (nextType(parser) !== 'key') {
      const key = parseNode(parser, 'flow')
      entries.push({ key, value: emptyScalar(peekToken(parser.scanner).start) })
      continue
    }
    const { end } = takeToken(parser.scanner)
    const type = nextType(parser)
    const isEmpty = type === 'value' || type === ',' || type === '}'
    const key = isEmpty ? emptyScalar(end) : parseNode(parser, 'flow')
    entries.push({ key, value: parseFlowValue(parser, '}') })
  }
}

function parseFlowValue(parser: Parser, closing: ']' | '}'): YamlNode {
  if (nextType(parser) !== 'value') return emptyScalar(peekToken(parser.scanner).start)
  takeToken(parser.scanner)
  const { type, start } = peekToken(parser.scanner)
  return type === ',' || type === closing ? emptyScalar(start) : parseNode(parser, 'flow')
}

/** Takes the closing bracket, or the comma before the next part; a comma may stand before the bracket too. */
function isFlowEnd(
  parser: Parser,
  closing: ']' | '}',
  { isFirst, start }: { readonly isFirst: boolean; readonly start: number },
): boolean {
  if (!isFirst && nextType(parser) !== closing) {
    const { type, start: offset } = peekToken(parser.scanner)
    if (type !== ',') throw new SyntaxFault(type === 'stream-end' ? 'open-flow' : 'expected-comma', offset, start)
    takeToken(parser.scanner)
  }
  if (nextType(parser) !== closing) return false
  takeToken(parser.scanner)
  return true
}
