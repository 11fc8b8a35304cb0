// Turns the nodes of one YAML document into JSON: keys, merges, anchors. Knows nothing about Kubernetes.
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import type { Alias, Node, Pair, YAMLMap } from 'yaml'
import { isExcessive } from './alias-expansion.ts'
import { reportFault, targetOf, offsetOf } from './document-context.ts'
import type { Anchor, DocumentContext } from './document-context.ts'
import { isJsonList, isJsonObject } from '../kube-object.ts'
import type { Json, JsonObject } from '../kube-object.ts'
import { isMergeKey, keyText, readScalar } from './read-scalar.ts'

/** The value of a node; after a fault null stands in its place. */
export function readNode(node: unknown, context: DocumentContext): Json {
  context.expansion.operations++
  if (!isNode(node)) return null
  if (isAlias(node)) return readAlias(node, context)
  return node.anchor === undefined ? readContent(node, context) : readAnchored(node, node.anchor, context)
}

/** The value nodes of a mapping by key, as reading it takes them: the last wins, merges in their place. */
export function entryNodes(mapping: YAMLMap, context: DocumentContext): Map<string, Node> {
  const entries = new Map<string, Node>()
  for (const pair of mapping.items) {
    if (isMergeKey(pair.key)) {
      for (const source of mergeSources(pair.value, context)) {
        for (const [key, node] of entryNodes(source, context)) entries.set(key, node)
      }
      continue
    }
    const key = keyText(targetOf(pair.key, context))
    if (key !== undefined && isNode(pair.value)) entries.set(key, pair.value)
  }
  return entries
}

type Content = Exclude<Node, Alias>

function readContent(node: Content, context: DocumentContext): Json {
  if (isScalar(node)) return readScalar(node, context)
  if (isMap(node)) return readMapping(node, context)
  return isSeq(node) ? node.items.map((item) => readNode(item, context)) : null
}

function readAnchored(node: Content, name: string, context: DocumentContext): Json {
  const { expansion } = context
  const operations = expansion.operations - 1
  const characters = expansion.characters
  const anchor: Anchor = { node, value: undefined, operations: 0, characters: 0 }
  context.anchors.set(name, anchor)
  const value = readContent(node, context)
  anchor.operations = expansion.operations - operations
  anchor.characters = expansion.characters - characters
  anchor.value = value
  return value
}

function readAlias(node: Alias, context: DocumentContext): Json {
  const anchor = context.anchors.get(node.source)
  if (anchor?.value === undefined) {
    reportAlias(node, anchor, context)
    return null
  }
  context.targets.set(node, anchor.node)
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
    severity: 'error',
    message: `the aliases of this document expand to too much (at "*${node.source}")`,
    hint: 'write the values out, or split the document',
  })
  return null
}

function reportAlias(node: Alias, anchor: Anchor | undefined, context: DocumentContext): void {
  if (anchor !== undefined) {
    const message = `the alias "*${node.source}" stands inside its own anchor`
    reportFault(context, node, { code: 'ALIAS_LOOP', severity: 'error', message })
    return
  }
  reportFault(context, node, {
    code: 'UNKNOWN_ANCHOR',
    severity: 'error',
    message: `no anchor "&${node.source}" stands before the alias "*${node.source}"`,
    hint: `quote it if no alias is meant: "*${node.source}"`,
  })
}

function readMapping(node: YAMLMap, context: DocumentContext): JsonObject {
  const object: Record<string, Json> = {}
  const merged = new Set<string>()
  let first: ReadonlyMap<string, unknown> | undefined
  for (const pair of node.items) {
    if (isMergeKey(pair.key)) {
      readMerge(pair, object, merged, context)
      continue
    }
    const key = readKey(pair, context)
    const value = readNode(pair.value, context)
    if (key === undefined) continue
    if (Object.hasOwn(object, key) && !merged.delete(key)) {
      first ??= firstKeys(node, context)
      warnDuplicate(pair, key, first.get(key), context)
    }
    setOwn(object, key, value)
  }
  return object
}

/** `__proto__` is a key like any other. */
function setOwn(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    object[key] = value
  }
}

function readKey(pair: Pair, context: DocumentContext): string | undefined {
  const { key } = pair
  if (isScalar(key) && key.anchor === undefined) context.expansion.operations++
  else if (isScalar(key) || isAlias(key)) readNode(key, context)
  const text = keyText(targetOf(key, context))
  if (text !== undefined || (isAlias(key) && !context.targets.has(key))) return text
  const isCollection = !isScalar(targetOf(key, context))
  reportFault(context, key ?? pair.value, {
    code: 'BAD_KEY',
    severity: 'error',
    message: isCollection ? 'a key cannot be a mapping or a list' : 'a key cannot be null',
    hint: isCollection ? 'quote a value that starts with "{"; is this a template that nobody rendered?' : 'quote it',
  })
  return undefined
}

function warnDuplicate(pair: Pair, key: string, first: unknown, context: DocumentContext): void {
  const { line } = context.locate(offsetOf(first))
  const isNewObject = key === 'apiVersion' || key === 'kind'
  reportFault(context, pair.key, {
    code: 'DUPLICATE_KEY',
    severity: 'warning',
    message: `the key ${JSON.stringify(key)} stands in line ${line} already; the last one counts`,
    hint: isNewObject ? 'is a "---" missing between two objects?' : 'remove one of the two',
  })
}

/** The first node of each key, for the rare mapping that has a key twice. */
function firstKeys(mapping: YAMLMap, context: DocumentContext): ReadonlyMap<string, unknown> {
  const keys = new Map<string, unknown>()
  for (const pair of mapping.items) {
    const key = keyText(targetOf(pair.key, context))
    if (key !== undefined && !keys.has(key)) keys.set(key, pair.key)
  }
  return keys
}

// Go's YAML v2 merges where `<<` stands: what comes later in the mapping wins, the merge itself included.
function readMerge(pair: Pair, object: Record<string, Json>, merged: Set<string>, context: DocumentContext): void {
  const value = readNode(pair.value, context)
  const sources = isJsonList(value) ? value.toReversed() : [value]
  for (const source of sources) {
    if (context.expansion.exhausted) return
    if (!isJsonObject(source)) {
      const message = '"<<" takes a mapping or a list of mappings'
      reportFault(context, pair.value ?? pair.key, { code: 'BAD_MERGE', severity: 'error', message })
      return
    }
    for (const [key, item] of Object.entries(source)) {
      if (item === undefined) continue
      setOwn(object, key, item)
      merged.add(key)
    }
  }
}

function mergeSources(value: unknown, context: DocumentContext): readonly YAMLMap[] {
  const node = targetOf(value, context)
  if (isMap(node)) return [node]
  if (!isSeq(node)) return []
  return node.items
    .map((item) => targetOf(item, context))
    .filter((item) => isMap(item))
    .toReversed()
}
