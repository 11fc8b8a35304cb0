// A YAML file of ours that is not a manifest → its values with their places. Knows no keys.
import type { Diagnostic } from './diagnostic.ts'
import type { Json } from '../object/kube-object.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Location, Source } from './manifest.ts'
import { targetOf } from './yaml/document-context.ts'
import type { DocumentContext } from './yaml/document-context.ts'
import { findingsIn } from './yaml/explain-fault.ts'
import type { YamlNode } from './yaml/nodes.ts'
import { documentsOf, readDocuments } from './yaml/read-documents.ts'
import { entryNodes } from './yaml/read-node.ts'
import { keyText } from './yaml/read-scalar.ts'
import { sourceText } from './yaml/source-text.ts'

/** A value and where it stands. */
export interface Setting {
  readonly value: Json
  readonly location: Location
  /** Of a mapping: its values by key, with the place of the key. */
  readonly entries?: ReadonlyMap<string, { readonly location: Location; readonly setting: Setting }>
}

/** Reads the first document; no root when it is empty or broken. */
export function parseSettings(source: Source): {
  readonly root: Setting | undefined
  readonly diagnostics: readonly Diagnostic[]
} {
  const text = sourceText(source)
  const read = readDocuments(text)
  const [document, second] = documentsOf(read)
  const found = [...findingsIn(read, text)]
  if (second !== undefined) {
    const message = 'only one document can stand in this file'
    found.push({ code: 'YAML_SYNTAX', severity: 'error', message, location: second.context.locate(second.node.offset) })
  }
  if (document === undefined || found.some(({ severity }) => severity === 'error'))
    return { root: undefined, diagnostics: found }
  return { root: settingOf(document.node, document.value, document.context), diagnostics: found }
}

function settingOf(node: YamlNode, value: Json, context: DocumentContext): Setting {
  const location = context.locate(node.offset)
  const target = targetOf(node)
  if (target?.kind !== 'mapping' || !isJsonObject(value)) return { value, location }
  const keys = new Map(target.entries.map(({ key }) => [keyText(targetOf(key)), key]))
  const entries = new Map(
    [...entryNodes(target)].map(([key, child]) => {
      const setting = settingOf(child, value[key] ?? null, context)
      return [key, { location: context.locate(keys.get(key)?.offset ?? 0), setting }]
    }),
  )
  return { value, location, entries }
}
