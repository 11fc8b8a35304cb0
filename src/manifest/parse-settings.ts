// A YAML file of ours that is no manifest → its values with their places. Knows no keys.
import { isMap } from 'yaml'
import type { Node } from 'yaml'
import type { Diagnostic } from './diagnostic.ts'
import type { Json } from './kube-object.ts'
import { isJsonObject } from './kube-object.ts'
import type { Location, Source } from './manifest.ts'
import { offsetOf, targetOf } from './yaml/document-context.ts'
import type { DocumentContext } from './yaml/document-context.ts'
import { parseDocument } from './yaml/parse-document.ts'
import { entryNodes } from './yaml/read-node.ts'
import { keyText } from './yaml/read-scalar.ts'
import { locationAt, sourceText } from './yaml/source-text.ts'

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
  const { documents, diagnostics } = parseDocument({ text: text.text, offset: 0 }, text)
  const [document, second] = documents
  const found = [...diagnostics, ...documents.flatMap(({ context }) => context.diagnostics)]
  if (second !== undefined) {
    const message = 'only one document can stand in this file'
    found.push({ code: 'YAML_SYNTAX', severity: 'error', message, location: locationAt(text, offsetOf(second.node)) })
  }
  if (document === undefined || found.some(({ severity }) => severity === 'error'))
    return { root: undefined, diagnostics: found }
  return { root: settingOf(document.node, document.value, document.context), diagnostics: found }
}

function settingOf(node: Node, value: Json, context: DocumentContext): Setting {
  const location = context.locate(offsetOf(node))
  const target = targetOf(node, context)
  if (!isMap(target) || !isJsonObject(value)) return { value, location }
  const keys = new Map(target.items.map(({ key }) => [keyText(targetOf(key, context)), key]))
  const entries = new Map(
    [...entryNodes(target, context)].map(([key, child]) => {
      const setting = settingOf(child, value[key] ?? null, context)
      return [key, { location: context.locate(offsetOf(keys.get(key))), setting }]
    }),
  )
  return { value, location, entries }
}
