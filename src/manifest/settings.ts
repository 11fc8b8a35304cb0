// The values of a YAML file of ours that is not a manifest, with their places, as long as nothing has to be said about it. Knows no keys.
import { isJsonList, isJsonObject } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'
import type { Location, Source } from './manifest.ts'
import { targetOf } from './yaml/document-context.ts'
import type { YamlNode } from './yaml/nodes.ts'
import { brokenOf, documentsOf, readDocuments } from './yaml/read-documents.ts'
import type { ParsedDocument } from './yaml/read-documents.ts'
import { entryNodes } from './yaml/read-node.ts'
import { keyText } from './yaml/read-scalar.ts'
import { sourceText } from './yaml/source-text.ts'

/** A value and where it stands. */
export interface Setting {
  readonly value: Json
  readonly location: Location
  /** Of a mapping: its values by key, with the place of the key. */
  readonly entries?: ReadonlyMap<string, { readonly location: Location; readonly setting: Setting }>
  /** Of a list. */
  readonly items?: readonly Setting[]
}

/** The one document of a sound file; `root` is undefined when it is empty. Undefined: parseSettings has a word to say. */
export function soundSettings(source: Source): { readonly root: Setting | undefined } | undefined {
  const read = readDocuments(sourceText(source))
  const [first, second] = documentsOf(read)
  const told = [...read.diagnostics, ...(first?.context.diagnostics ?? [])]
  if (told.length > 0 || brokenOf(read).length > 0 || second !== undefined) return undefined
  return { root: first === undefined ? undefined : documentSetting(first) }
}

/** A document as settings. */
export function documentSetting(document: ParsedDocument): Setting {
  return settingOf(document.node, document.value, document)
}

function settingOf(node: YamlNode, value: Json, document: ParsedDocument): Setting {
  const location = document.context.locate(node.offset)
  const target = targetOf(node)
  if (target?.kind === 'sequence' && isJsonList(value)) {
    return { value, location, items: target.items.map((item, at) => settingOf(item, value[at] ?? null, document)) }
  }
  if (target?.kind !== 'mapping' || !isJsonObject(value)) return { value, location }
  const keys = new Map(target.entries.map(({ key }) => [keyText(targetOf(key)), key]))
  const entries = new Map(
    [...entryNodes(target)].map(([key, child]) => {
      const setting = settingOf(child, value[key] ?? null, document)
      return [key, { location: document.context.locate(keys.get(key)?.offset ?? node.offset), setting }]
    }),
  )
  return { value, location, entries }
}
