// Makes a manifest of a document in plain style; whatever deserves a word to the user is left to the whole reader.
import { bytesTooMany, isApiVersion, isText } from './check-object.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import type { Manifest } from './manifest.ts'
import { findForbidden } from './yaml/forbidden.ts'
import { quickRead } from './yaml/quick-read.ts'
import type { QuickPlace } from './yaml/quick-read.ts'
import { locationAt } from './yaml/source-text.ts'
import type { SourceText } from './yaml/source-text.ts'
import type { Chunk } from './yaml/split-documents.ts'

/** The manifest of a chunk, or undefined when the whole reader must read it. */
export function quickManifest(chunk: Chunk, source: SourceText): Manifest | undefined {
  if (chunk.node !== undefined) return undefined
  if (findForbidden(chunk.text) !== undefined) return undefined
  const document = quickRead(chunk.text)
  if (document === undefined || !isSound(document.value)) return undefined
  if (bytesTooMany(document.value, chunk.text.length) > 0) return undefined
  const { line, column } = locationAt(source, chunk.offset)
  // A chunk may start behind its `---`; a document that starts in that line has other columns.
  if (document.start.line === 0 && column > 1) return undefined
  const locate = (place: QuickPlace): ReturnType<typeof locationAt> => {
    return locationAt(source, (source.lineStarts[line - 1 + place.line] ?? 0) + place.column)
  }
  return {
    object: document.value,
    location: locate(document.start),
    annotationLocations: Object.fromEntries([...document.annotations].map(([key, place]) => [key, locate(place)])),
  }
}

/** An object with nothing to take apart and nothing to complain about. */
function isSound(value: Json): value is KubeObject {
  if (!isJsonObject(value) || !isText(value['kind']) || !isText(value['apiVersion'])) return false
  if (!isApiVersion(value['apiVersion'])) return false
  if (value['kind'].endsWith('List') || value['items'] !== undefined) return false
  const metadata = value['metadata']
  if (!isJsonObject(metadata)) return false
  const names = [metadata['name'], metadata['generateName'], metadata['namespace']]
  return names.every(isTextOrNothing) && isTexts(metadata['labels']) && isTexts(metadata['annotations'])
}

function isTextOrNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

function isTexts(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true
  return isJsonObject(value) && Object.values(value).every(isTextOrNothing)
}
