// Changes one annotation in a document's text and leaves every other byte; falls back to JSON where the text resists.
import { isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type { Location, Manifest } from '../../manifest/manifest.ts'
import { parseManifests } from '../../manifest/parse-manifests.ts'
import { asJson } from './second-reading.ts'

/** `name` becomes `to: value`; with `keep` the old one stays and the new one is put before it. */
export interface AnnotationEdit {
  readonly name: string
  readonly to: string
  readonly value: string
  readonly keep?: boolean
}

/** The text of a document of one object after the edits. */
export function editAnnotations(text: string, edits: readonly AnnotationEdit[]): string {
  return edits.reduce(editAnnotation, text)
}

function editAnnotation(text: string, edit: AnnotationEdit): string {
  const manifest = onlyManifest(text)
  if (manifest === undefined) return text
  const expected = edited(manifest.object, edit)
  const fits = candidates(text, manifest, edit).find((candidate) => {
    return jsonEqual(onlyManifest(candidate)?.object, expected)
  })
  return fits ?? asJson(expected, text)
}

function onlyManifest(text: string): Manifest | undefined {
  const { manifests, diagnostics } = parseManifests([{ name: '<stdin>', text }])
  return manifests.length === 1 && !diagnostics.some(({ severity }) => severity === 'error') ? manifests[0] : undefined
}

function edited(object: KubeObject, { name, to, value, keep }: AnnotationEdit): KubeObject {
  const old: Json | undefined = object.metadata.annotations
  const annotations = Object.entries(isJsonObject(old) ? old : {}).filter(([key]) => key !== name || keep === true)
  return {
    ...object,
    metadata: { ...object.metadata, annotations: parseTexts([...annotations, [to, value]]) },
  }
}

function parseTexts(entries: readonly (readonly [string, Json | undefined])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries) as Readonly<Record<string, string>>
}

/** The ways in which the edit may be written, most likely first; each is read again before it is believed. */
function candidates(text: string, manifest: Manifest, edit: AnnotationEdit): readonly string[] {
  const location = manifest.annotationLocations[edit.name]
  if (location === undefined) return []
  const valueStart = offsetOf(text, location)
  const keyStart = keyStartBefore(text.slice(0, valueStart), edit.name)
  if (keyStart === undefined) return []
  const entry = `${edit.to}: ${JSON.stringify(edit.value)}`
  const before = text.slice(0, keyStart)
  if (edit.keep === true) {
    const indent = /[^\r\n]*$/.exec(before)?.[0] ?? ''
    const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
    const inBlock = indent.trim() === '' ? [`${before}${entry}${lineEnd}${indent}${text.slice(keyStart)}`] : []
    return [...inBlock, `${before}${entry}, ${text.slice(keyStart)}`]
  }
  return VALUES.flatMap((pattern) => {
    const length = pattern.exec(text.slice(valueStart))?.[0].length
    return length === undefined ? [] : [`${before}${entry}${text.slice(valueStart + length)}`]
  })
}

// A quoted value; a plain one in a block; a plain one between commas and brackets.
const VALUES = [
  /^"(?:[^"\\]|\\[^])*"/,
  /^'(?:[^']|'')*'/,
  /^[^\s"'|>#](?:[^\r\n#]|(?<=\S)#)*(?<!\s)/,
  /^[^\s"'|>#,[\]{}](?:[^\r\n#,[\]{}]|(?<=\S)#)*(?<!\s)/,
]

function keyStartBefore(text: string, name: string): number | undefined {
  const key = name.replace(/[.\\/]/g, '\\$&')
  return new RegExp(`(?:"${key}"|'${key}'|${key})[ \\t]*:[ \\t\\r\\n]*$`).exec(text)?.index
}

/** The offset of a place; lines may end in CRLF here. */
function offsetOf(text: string, { line, column }: Location): number {
  const lineEnds = [...text.matchAll(/\r\n?|\n/g)]
  const end = lineEnds[line - 2]
  return (end === undefined ? 0 : end.index + end[0].length) + column - 1
}
