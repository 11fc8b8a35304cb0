// Checks what every Kubernetes object must have: apiVersion, kind and a sound metadata. Knows no kinds.
import { reportFault, targetOf } from './yaml/document-context.ts'
import type { DocumentContext } from './yaml/document-context.ts'
import { toJson } from '../object/json.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Json, JsonObject } from '../object/kube-object.ts'
import type { YamlNode } from './yaml/nodes.ts'
import { entryNodes } from './yaml/read-node.ts'

/** An object with the nodes that it was read from. */
export interface ObjectNode {
  readonly value: JsonObject
  /** Where the object stands; perhaps an alias. */
  readonly node: YamlNode
  readonly entries: ReadonlyMap<string, YamlNode>
}

/** Whether apiVersion and kind are texts; reports what is missing. */
export function checkTypeMeta(object: ObjectNode, context: DocumentContext): boolean {
  const hasKind = isText(object.value['kind'])
  const hasVersion = isText(object.value['apiVersion'])
  if (!hasKind && !hasVersion && isAbsent(object.value['kind']) && isAbsent(object.value['apiVersion'])) {
    reportFault(context, object.node, {
      code: 'MISSING_KIND',
      message: 'the object has neither kind nor apiVersion',
      hint: 'is this a values file, or a part of another document?',
    })
    return false
  }
  if (!hasKind) reportMissing(object, 'kind', context)
  if (!hasVersion) reportMissing(object, 'apiVersion', context)
  if (!hasKind || !hasVersion || isApiVersion(object.value['apiVersion'])) return hasKind && hasVersion
  reportFault(context, object.entries.get('apiVersion') ?? object.node, {
    code: 'INVALID_API_VERSION',
    message: `apiVersion is ${JSON.stringify(object.value['apiVersion'])}, which is not a group and version`,
    hint: 'write "apps/v1", or "v1" for the core group',
  })
  return false
}

/** `v1` or `group/v1`: with a second slash Kubernetes takes the object for one without a kind. */
export function isApiVersion(value: Json | undefined): boolean {
  return typeof value === 'string' && value.split('/').length <= 2
}

function reportMissing(object: ObjectNode, key: 'kind' | 'apiVersion', context: DocumentContext): void {
  const value = object.value[key]
  const other = key === 'kind' ? object.value['apiVersion'] : object.value['kind']
  const rest = isText(other) ? ` (${key === 'kind' ? 'apiVersion' : 'kind'} is ${other})` : ''
  reportFault(context, isAbsent(value) ? object.node : (object.entries.get(key) ?? object.node), {
    code: key === 'kind' ? 'MISSING_KIND' : 'MISSING_API_VERSION',
    message: isAbsent(value) ? `the object has no ${key}${rest}` : `${key} is ${describe(value)}, not text`,
  })
}

// kubernetes/apiserver:pkg/server/config.go, MaxRequestBodyBytes.
const MOST_BYTES = 3 * 1024 * 1024

/** How much an object with so many characters in its text is over what an API server takes in one request; 0: it is not. */
export function bytesTooMany(object: JsonObject, characters: number): number {
  // Rough and free: a document with less text in it needs no count.
  if (characters < MOST_BYTES / 8) return 0
  return Math.max(0, new TextEncoder().encode(toJson(object)).length - MOST_BYTES)
}

/** Whether an API server takes so much in one request. */
export function checkSize(object: ObjectNode, context: DocumentContext): boolean {
  const excess = bytesTooMany(object.value, context.expansion.characters)
  if (excess === 0) return true
  reportFault(context, object.node, {
    code: 'TOO_LARGE',
    message: `the object has ${((MOST_BYTES + excess) / 1024 / 1024).toFixed(1)} MiB, and an API server takes 3`,
    hint: 'keep such data elsewhere, or spread it over several objects',
  })
  return false
}

/** Whether metadata can be worked with; texts that YAML reads as something else are told. */
export function checkMetadata(object: ObjectNode, context: DocumentContext): boolean {
  const metadata = object.value['metadata']
  const node = targetOf(object.entries.get('metadata'))
  if (!isJsonObject(metadata) || node?.kind !== 'mapping') {
    const message = isAbsent(metadata)
      ? 'the object has no metadata'
      : `metadata is ${describe(metadata)}, not a mapping`
    const hint = 'every object needs metadata.name'
    reportFault(context, node ?? object.node, { code: 'INVALID_METADATA', message, hint })
    return false
  }
  const entries = entryNodes(node)
  for (const key of ['name', 'generateName', 'namespace'] as const) {
    const what = `metadata.${key}`
    reportNonText({ what, severity: 'warning', value: metadata[key], node: entries.get(key) }, context)
  }
  const labels = checkTexts('label', metadata['labels'], entries.get('labels'), context)
  return checkTexts('annotation', metadata['annotations'], entries.get('annotations'), context) && labels
}

/** Labels or annotations: a mapping of texts; null stands for the empty text, as the API server has it. */
function checkTexts(
  name: 'label' | 'annotation',
  value: Json | undefined,
  node: YamlNode | undefined,
  context: DocumentContext,
): boolean {
  if (isAbsent(value)) return true
  const target = targetOf(node)
  if (!isJsonObject(value) || target?.kind !== 'mapping') {
    const message = `metadata.${name}s is ${describe(value)}, not a mapping`
    reportFault(context, node, { code: 'INVALID_METADATA', message })
    return false
  }
  const entries = entryNodes(target)
  const bad = Object.entries(value).filter(([key, item]) => {
    const what = `the ${name} ${JSON.stringify(key)}`
    return reportNonText({ what, severity: 'error', value: item, node: entries.get(key) }, context)
  })
  return bad.length === 0
}

interface Candidate {
  /** How to name it: `metadata.name`. */
  readonly what: string
  readonly severity: 'error' | 'warning'
  readonly value: Json | undefined
  readonly node: YamlNode | undefined
}

/** Tells of a value that should be text; true when it is not. */
function reportNonText({ what, severity, value, node }: Candidate, context: DocumentContext): boolean {
  if (isAbsent(value) || typeof value === 'string') return false
  const target = targetOf(node)
  const hint = target?.kind === 'scalar' ? `quote it: ${JSON.stringify(target.text)}` : 'only text can stand here'
  const message = `${what} is ${describe(value)}, not text`
  reportFault(context, node, { code: 'INVALID_METADATA', severity, message, hint })
  return true
}

function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null
}

/** Whether a value is a text with something in it. */
export function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}

function describe(value: Json | undefined): string {
  if (typeof value === 'boolean') return `the boolean ${value}`
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`
  if (typeof value === 'string') return value === '' ? 'empty' : 'text'
  return isJsonObject(value) ? 'a mapping' : 'a list'
}
