// Turns the nodes of one YAML document into JSON: keys, merges, anchors. Knows nothing about Kubernetes.
import { isExcessive } from './alias-expansion.ts'
import { reportFault, targetOf } from './document-context.ts'
import type { Anchor, DocumentContext } from './document-context.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import { isJsonObject } from '../../object/kube-object.ts'
import type { YamlAlias, YamlContent, YamlEntry, YamlMapping, YamlNode } from './nodes.ts'
import { checkTag, isMergeKey, keyText, keyType, readScalar } from './read-scalar.ts'
import type { KeyType } from './go-scalar.ts'

/** The value of a node; after a fault null stands in its place. */
export function readNode(node: YamlNode, context: DocumentContext): Json {
  context.expansion.operations++
  if (node.kind === 'alias') return readAlias(node, context)
  return node.hasAnchor ? readAnchored(node, context) : readContent(node, context)
}

/** The value nodes of a mapping by key, as reading it takes them: the last wins, merges in their place. */
export function entryNodes(mapping: YamlMapping): Map<string, YamlNode> {
  const entries = new Map<string, YamlNode>()
  for (const { key, value } of mapping.entries) {
    if (isMergeKey(key)) {
      for (const source of mergeSources(value)) {
        const target = targetOf(source)
        if (target?.kind !== 'mapping') continue
        for (const [name, node] of entryNodes(target)) entries.set(name, node)
      }
      continue
    }
    const text = keyText(targetOf(key))
    if (text !== undefined) entries.set(text, value)
  }
  return entries
}

function readContent(node: YamlContent, context: DocumentContext): Json {
  if (node.kind === 'scalar') return readScalar(node, context)
  if (node.kind === 'mapping') return readMapping(node, context)
  return node.items.map((item) => readNode(item, context))
}

function readAnchored(node: YamlContent, context: DocumentContext): Json {
  const { expansion } = context
  const operations = expansion.operations - 1
  const characters = expansion.characters
  const anchor: Anchor = { value: undefined, operations: 0, characters: 0 }
  context.anchors.set(node, anchor)
  const value = readContent(node, context)
  anchor.operations = expansion.operations - operations
  anchor.characters = expansion.characters - characters
  anchor.value = value
  return value
}

function readAlias(node: YamlAlias, context: DocumentContext): Json {
  const anchor = node.target === undefined ? undefined : context.anchors.get(node.target)
  if (anchor?.value === undefined) {
    reportAlias(node, context)
    return null
  }
  const { expansion } = context
  if (expansion.exhausted) return null
  expansion.operations += anchor.operations
  expansion.aliasOperations += anchor.operations
  expansion.characters += anchor.characters
  expansion.aliasCharacters += anchor.characters
  if (!isExcessive(expansion)) return anchor.value
  expansion.exhausted = true
  reportFault(context, node, {
    code: 'ALIAS_BOMB',
    message: `the aliases of this document expand to too much (at "*${node.name}")`,
    hint: 'write the values out, or split the document',
  })
  return null
}

function reportAlias(node: YamlAlias, context: DocumentContext): void {
  if (node.target !== undefined) {
    const message = `the alias "*${node.name}" stands inside its own anchor`
    reportFault(context, node, { code: 'ALIAS_LOOP', message })
    return
  }
  reportFault(context, node, {
    code: 'UNKNOWN_ANCHOR',
    message: `no anchor "&${node.name}" stands before the alias "*${node.name}"`,
    hint: `quote it if no alias is meant: "*${node.name}"`,
  })
}

/** A mapping while it is read. */
interface Reading {
  readonly node: YamlMapping
  readonly object: Record<string, Json>
  /** Keys that a merge brought, and that an own key may replace. */
  merged: Set<string> | undefined
  /** Where each key stands first, once it is asked for. */
  first: ReadonlyMap<string, YamlNode> | undefined
}

function readMapping(node: YamlMapping, context: DocumentContext): JsonObject {
  const reading: Reading = { node, object: {}, merged: undefined, first: undefined }
  for (const entry of node.entries) {
    if (isMergeKey(entry.key)) readMerge(entry, reading, context)
    else readEntry(entry, reading, context)
  }
  return reading.object
}

function readEntry(entry: YamlEntry, reading: Reading, context: DocumentContext): void {
  const { object } = reading
  const key = readKey(entry, context)
  const value = readNode(entry.value, context)
  if (key === undefined) return
  const type = keyType(targetOf(entry.key))
  if (Object.hasOwn(object, key)) {
    if (isAmbiguous(object, key, { type, context })) reportAmbiguous(entry.key, key, context)
    else if (reading.merged?.delete(key) !== true) warnDuplicate(reading, entry, { key, context })
  }
  setOwn(object, key, value)
  if (type !== 'text') noteType(object, key, { type, context })
}

/** `__proto__` is a key like any other. */
function setOwn(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    object[key] = value
  }
}

interface Typed {
  readonly type: KeyType
  readonly context: DocumentContext
}

/** `1` and `"1"` are two keys to Go's YAML; which of the two becomes the JSON key is left to chance. */
function isAmbiguous(object: JsonObject, key: string, { type, context }: Typed): boolean {
  const known = context.keyTypes.get(object)?.get(key) ?? 'text'
  // No number is equal to `.nan`, so that not even the last one wins.
  return known !== type || (type === 'float' && key === '.nan')
}

function noteType(object: JsonObject, key: string, { type, context }: Typed): void {
  const types = context.keyTypes.get(object) ?? new Map<string, KeyType>()
  context.keyTypes.set(object, types.set(key, type))
}

function reportAmbiguous(node: YamlNode, key: string, context: DocumentContext): void {
  reportFault(context, node, {
    code: 'DUPLICATE_KEY',
    message: `the key ${JSON.stringify(key)} stands in two spellings; kubectl takes one of them at random`,
    hint: 'remove one of the two',
  })
}

function readKey({ key, value }: YamlEntry, context: DocumentContext): string | undefined {
  if (key.kind === 'alias' || key.hasAnchor) readNode(key, context)
  else context.expansion.operations++
  const target = targetOf(key)
  const text = keyText(target)
  if (text !== undefined || target === undefined) return text
  if (target.kind === 'scalar' && !checkTag(target, context)) return undefined
  const isCollection = target.kind !== 'scalar'
  const isNull = !isCollection && target.text.length < NULL_LENGTH
  reportFault(context, key.kind === 'scalar' && key.text === '' ? value : key, {
    code: 'BAD_KEY',
    message: isCollection
      ? 'a key cannot be a mapping or a list'
      : `a key cannot be ${isNull ? 'null' : JSON.stringify(target.text)}`,
    hint: isCollection ? 'quote a value that starts with "{"; is this a template that nobody rendered?' : 'quote it',
  })
  return undefined
}

const NULL_LENGTH = 5

function warnDuplicate(
  reading: Reading,
  entry: YamlEntry,
  { key, context }: { readonly key: string; readonly context: DocumentContext },
): void {
  reading.first ??= firstKeys(reading.node)
  const { line } = context.locate(reading.first.get(key)?.offset ?? 0)
  const isNewObject = key === 'apiVersion' || key === 'kind'
  reportFault(context, entry.key, {
    code: 'DUPLICATE_KEY',
    severity: 'warning',
    message: `the key ${JSON.stringify(key)} stands in line ${line} already; the last one counts`,
    hint: isNewObject ? 'is a "---" missing between two objects?' : 'remove one of the two',
  })
}

function firstKeys(mapping: YamlMapping): ReadonlyMap<string, YamlNode> {
  const keys = new Map<string, YamlNode>()
  for (const { key } of mapping.entries) {
    const text = isMergeKey(key) ? undefined : keyText(targetOf(key))
    if (text !== undefined && !keys.has(text)) keys.set(text, key)
  }
  return keys
}

// Go's YAML v2 merges where `<<` stands: what comes later in the mapping wins, the merge itself included.
function readMerge(entry: YamlEntry, reading: Reading, context: DocumentContext): void {
  const { object } = reading
  const merged = (reading.merged ??= new Set())
  for (const source of mergeSources(entry.value)) {
    const target = targetOf(source)
    const value = target === undefined || target.kind === 'mapping' ? readNode(source, context) : null
    if (context.expansion.exhausted || target === undefined) return
    if (!isJsonObject(value)) {
      // An alias inside its own anchor has been told.
      if (target.kind === 'mapping') return
      const message = '"<<" takes a mapping or a list of mappings'
      reportFault(context, entry.value, { code: 'BAD_MERGE', message })
      return
    }
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue
      const type = context.keyTypes.get(value)?.get(key) ?? 'text'
      if (Object.hasOwn(object, key) && isAmbiguous(object, key, { type, context })) {
        reportAmbiguous(entry.value, key, context)
      }
      setOwn(object, key, item)
      noteType(object, key, { type, context })
      merged.add(key)
    }
  }
}

/** Earlier ones take precedence, so they come last. */
function mergeSources(value: YamlNode): readonly YamlNode[] {
  return value.kind === 'sequence' ? value.items.toReversed() : [value]
}
