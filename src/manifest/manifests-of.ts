// Makes manifests of a parsed document: takes Lists apart, checks what every object must have. Knows no kinds.
import { isMap, isNode, isSeq } from 'yaml'
import type { Node } from 'yaml'
import { checkMetadata, checkTypeMeta } from './check-object.ts'
import type { ObjectNode } from './check-object.ts'
import { offsetOf, reportFault, targetOf } from './yaml/document-context.ts'
import type { DocumentContext } from './yaml/document-context.ts'
import { isJsonList, isJsonObject } from './kube-object.ts'
import type { Json, JsonObject, KubeObject } from './kube-object.ts'
import type { Location, Manifest } from './manifest.ts'
import type { ParsedDocument } from './yaml/parse-document.ts'
import { entryNodes } from './yaml/read-node.ts'

/** The manifests of a document; faults go to its context, and an object with a fault is left out. */
export function manifestsOf(document: ParsedDocument): readonly Manifest[] {
  const { node, value, context } = document
  if (value === null || context.diagnostics.some(({ severity }) => severity === 'error')) return []
  return expand(value, node, context)
}

function expand(value: Json, node: Node, context: DocumentContext): readonly Manifest[] {
  const target = targetOf(node, context)
  if (!isJsonObject(value) || !isMap(target)) {
    const message = `a manifest is a mapping with apiVersion and kind, this is ${typeName(value)}`
    reportFault(context, node, { code: 'NOT_AN_OBJECT', severity: 'error', message })
    return []
  }
  const object: ObjectNode = { value, node, entries: entryNodes(target, context) }
  if (!checkTypeMeta(object, context)) return []
  if (isList(value)) return expandItems(object, context)
  if (!checkMetadata(object, context) || !isKubeObject(value)) return []
  const annotations = annotationLocations(object, context)
  return [{ object: value, location: context.locate(offsetOf(node)), annotationLocations: annotations }]
}

/** As kubectl: whatever has a list in `items` is a list. */
function isList(value: JsonObject): boolean {
  if (isJsonList(value['items'])) return true
  const kind = typeof value['kind'] === 'string' ? value['kind'] : ''
  return value['items'] === null ? kind.endsWith('List') : value['items'] === undefined && kind === 'List'
}

function expandItems(list: ObjectNode, context: DocumentContext): readonly Manifest[] {
  const items = isJsonList(list.value['items']) ? list.value['items'] : []
  const itemsNode = targetOf(list.entries.get('items'), context)
  return items.flatMap((item, index) => {
    const node = isSeq(itemsNode) ? itemsNode.items[index] : undefined
    return expand(withListType(item, list.value), isNode(node) ? node : list.node, context)
  })
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
  const metadata = targetOf(object.entries.get('metadata'), context)
  const annotations = isMap(metadata) ? targetOf(entryNodes(metadata, context).get('annotations'), context) : undefined
  if (!isMap(annotations)) return {}
  const entries = [...entryNodes(annotations, context)]
  return Object.fromEntries(entries.map(([key, node]) => [key, context.locate(offsetOf(node))]))
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (isJsonList(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  return typeof value === 'boolean' ? 'a boolean' : 'a number'
}

/** What checkTypeMeta and checkMetadata have established. */
function isKubeObject(value: JsonObject): value is KubeObject {
  return typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string' && isJsonObject(value['metadata'])
}
