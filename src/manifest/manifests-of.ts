// Makes manifests of a parsed document: takes Lists apart, checks what every object must have. Knows no kinds.
import type { Diagnostic } from './diagnostic.ts'
import { checkMetadata, checkSize, checkTypeMeta } from './check-object.ts'
import type { ObjectNode } from './check-object.ts'
import { reportFault, targetOf } from './yaml/document-context.ts'
import type { DocumentContext } from './yaml/document-context.ts'
import { isJsonList, isJsonObject, isKubeObject } from '../object/kube-object.ts'
import type { Json, JsonObject } from '../object/kube-object.ts'
import type { Location, Manifest } from './manifest.ts'
import type { YamlNode } from './yaml/nodes.ts'
import type { ParsedDocument } from './yaml/read-documents.ts'
import { entryNodes } from './yaml/read-node.ts'

/** The manifests of a document; faults go to its context, and an object with a fault is left out. */
export function manifestsOf(document: ParsedDocument): readonly Manifest[] {
  const { node, value, context } = document
  if (value === null || context.diagnostics.some(({ severity }) => severity === 'error')) return []
  return expand({ value, node, depth: 0 }, context)
}

/** What may be an object, or a list of some. */
interface Candidate {
  readonly value: Json
  readonly node: YamlNode
  /** In how many lists it stands. */
  readonly depth: number
}

function expand({ value, node, depth }: Candidate, context: DocumentContext): readonly Manifest[] {
  const target = targetOf(node)
  if (!isJsonObject(value) || target?.kind !== 'mapping') {
    const message = `a manifest is a mapping with apiVersion and kind, this is ${typeName(value)}`
    reportFault(context, node, { code: 'NOT_AN_OBJECT', message })
    return []
  }
  const object: ObjectNode = { value, node, entries: entryNodes(target) }
  if (!checkTypeMeta(object, context)) return []
  if (value['items'] !== undefined || value['kind'] === 'List') return expandItems(object, depth, context)
  if (!checkMetadata(object, context) || !checkSize(object, context) || !isKubeObject(value)) return []
  const annotations = annotationLocations(object, context)
  return [{ object: value, location: context.locate(node.offset), annotationLocations: annotations }]
}

/** As kubectl: whatever has a list in `items` is a list, whatever its kind. */
function expandItems(list: ObjectNode, depth: number, context: DocumentContext): readonly Manifest[] {
  const { items } = list.value
  const odd = oddItems(list.value, depth)
  if (odd !== undefined) reportFault(context, list.entries.get('items') ?? list.node, odd)
  if (!isJsonList(items)) return []
  const itemsNode = targetOf(list.entries.get('items'))
  return items.flatMap((item, index) => {
    const node = itemsNode?.kind === 'sequence' ? itemsNode.items[index] : undefined
    return expand({ value: withListType(item, list.value), node: node ?? list.node, depth: depth + 1 }, context)
  })
}

/** What kubectl would refuse, or take for an empty list without a word. */
function oddItems(list: JsonObject, depth: number): Omit<Diagnostic, 'location'> | undefined {
  const { items, kind } = list
  if (depth > 0) return oddity('warning', 'kubectl and Argo CD refuse a list inside a list', NESTED_HINT)
  if (isJsonList(items)) return undefined
  if (items === undefined) return oddity('warning', 'this List has no items: kubectl refuses it')
  const what = `the ${typeof kind === 'string' ? kind : 'object'}`
  if (items !== null)
    return oddity('error', `items is ${typeName(items)}, but what has "items" is a list to Kubernetes`)
  if (typeof kind === 'string' && kind.endsWith('List')) return undefined
  return oddity(
    'error',
    `"items: null" makes an empty list of ${what}: kubectl would apply nothing, without a word`,
    ITEMS_HINT,
  )
}

const NESTED_HINT = 'move its items to the outer list'
const ITEMS_HINT = 'remove "items"'

function oddity(severity: 'error' | 'warning', message: string, hint?: string): Omit<Diagnostic, 'location'> {
  return { code: 'ODD_LIST', severity, message, hint }
}

/** An API server leaves kind and apiVersion out of a typed list's items; kubectl takes them from the list. */
function withListType(item: Json, list: JsonObject): Json {
  const kind = typeof list['kind'] === 'string' ? list['kind'].replace(/List$/, '') : ''
  if (!isJsonObject(item) || kind === '' || Object.hasOwn(item, 'kind') || Object.hasOwn(item, 'apiVersion')) {
    return item
  }
  return { apiVersion: list['apiVersion'], kind, ...item }
}

function annotationLocations(object: ObjectNode, context: DocumentContext): Readonly<Record<string, Location>> {
  const metadata = targetOf(object.entries.get('metadata'))
  const annotations = metadata?.kind === 'mapping' ? targetOf(entryNodes(metadata).get('annotations')) : undefined
  if (annotations?.kind !== 'mapping') return {}
  const entries = [...entryNodes(annotations)]
  return Object.fromEntries(entries.map(([key, node]) => [key, context.locate(node.offset)]))
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (isJsonList(value)) return 'a list'
  if (isJsonObject(value)) return 'a mapping'
  if (typeof value === 'string') return 'text'
  return typeof value === 'boolean' ? 'a boolean' : 'a number'
}
