// Where a field of a manifest stands in its source. Reads the text anew, for messages only.
import type { PathPart } from '../object/field-path.ts'
import { toJson } from '../object/json.ts'
import { field } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'
import type { Location } from './manifest.ts'
import { documentSetting } from './settings.ts'
import type { Setting } from './settings.ts'
import { documentsOf, readDocuments } from './yaml/read-documents.ts'
import { sourceText } from './yaml/source-text.ts'

/** The place of a field, or of the nearest thing around it that is there; undefined: the manifest was not found. */
export function findField(text: string, manifest: Location, path: readonly PathPart[]): Location | undefined {
  const documents = documentsOf(readDocuments(sourceText({ name: manifest.source, text })))
  const root = documents
    .map((document) => settingAt(documentSetting(document), manifest))
    .find((one) => one !== undefined)
  if (root === undefined) return undefined
  const { source, line, column } = placedAt(root, path).location
  return { source, line, column }
}

/** What stands at a path; where that leads nowhere, the last on its way. */
export function placedAt(root: Setting, path: readonly PathPart[]): Placed {
  let found: Placed = { location: root.location, setting: root }
  for (const part of path) {
    const next = stepInto(found.setting, part)
    if (next === undefined) break
    found = next
  }
  return found
}

/** What stands at a place: a document, or an item of a list in it. */
function settingAt(setting: Setting, place: Location): Setting | undefined {
  const { location, items, entries = new Map<string, Placed>() } = setting
  if (location.line === place.line && location.column === place.column) return setting
  const parts = items ?? [...entries.values()].map((entry) => entry.setting)
  return parts.map((part) => settingAt(part, place)).find((one) => one !== undefined)
}

/** A value, and where its key stands; of an item where it stands itself. */
type Placed = NonNullable<ReturnType<NonNullable<Setting['entries']>['get']>>

function stepInto({ entries, items = [] }: Setting, part: PathPart): Placed | undefined {
  if (typeof part === 'string') return entries?.get(part)
  const item = typeof part === 'number' ? items[part] : items.find(({ value }) => hasKeys(value, part))
  return item === undefined ? undefined : { location: item.location, setting: item }
}

/** A key that the item leaves out is one that the server sets: `protocol: TCP` of a port. */
function hasKeys(item: Json, keys: Readonly<Record<string, string>>): boolean {
  const present = Object.entries(keys).flatMap(([key, wanted]) => {
    const value = field(item, key)
    return value === undefined ? [] : [{ value, wanted }]
  })
  return present.length > 0 && present.every(({ value, wanted }) => value === wanted || toJson(value) === wanted)
}
