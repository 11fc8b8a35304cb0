// Masks the values of Secrets in text. Knows only the manifests it was given and what else it is told.
import { field, isJsonObject } from '../manifest/kube-object.ts'
import type { JsonObject, KubeObject } from '../manifest/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { isSecret } from '../manifest/well-known.ts'

/** What stands in the place of a secret. */
export const MASK = '***'

/** Shorter values are words of every day: masking them would hide more than secrets. */
const SHORTEST = 6

/** A longer value is no part of a message as a whole; its lines are masked all the same. */
const LONGEST = 8192

/** What a redactor is told beside the manifests. */
export interface RedactorOptions {
  /** Further values that are masked, such as a token. */
  readonly secrets?: readonly string[]
  /** Objects of the cluster: the values of the Secrets among them are masked, too. */
  readonly live?: readonly KubeObject[]
  /** Names that everybody sees, such as the destination's: a Secret that holds one of them makes it no secret. */
  readonly publicNames?: readonly string[]
}

/**
 * A function that masks the values of the Secrets among the manifests. A value that is a kind, a name or a namespace of
 * theirs stays: it is told all the time, and masking it would only show what the Secret holds.
 */
export function createRedactor(
  manifests: readonly Manifest[],
  { secrets = [], live = [], publicNames = [] }: RedactorOptions = {},
): (text: string) => string {
  const objects = [...manifests.map(({ object }) => object), ...live]
  const names = new Set(objects.flatMap(({ kind, metadata }) => [kind, metadata.name, metadata.namespace]))
  for (const name of publicNames) names.add(name)
  const values = [...secrets, ...objects.flatMap(secretValues)]
  const masked = new Set(values.flatMap(spellings).filter((text) => text.length >= SHORTEST && text.length <= LONGEST))
  for (const name of names) masked.delete(name ?? '')
  if (masked.size === 0) return leaveAsItIs
  const longestFirst = [...masked].toSorted((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(escapePattern).join('|'), 'g')
  return (text) => text.replace(pattern, MASK)
}

/** The redactor of a run without secrets. */
export function leaveAsItIs(text: string): string {
  return text
}

function secretValues(object: KubeObject): readonly string[] {
  if (!isSecret(object)) return []
  const encoded = strings(field(object, 'data')).map((text) => text.replace(/\s+/g, ''))
  const plain = strings(field(object, 'stringData'))
  return [
    ...encoded,
    ...encoded.flatMap(decode),
    ...plain,
    ...plain.map((text) => Buffer.from(text).toString('base64')),
  ]
}

function strings(value: JsonObject[string]): readonly string[] {
  return isJsonObject(value) ? Object.values(value).filter((entry) => typeof entry === 'string') : []
}

function decode(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'base64')
  const decoded = bytes.toString('utf8')
  return Buffer.from(decoded).equals(bytes) ? [decoded] : []
}

/** How a value can show up: as it is, without the line end that `echo` adds, line by line, in JSON, in a URL. */
function spellings(value: string): readonly string[] {
  const lines = value.includes('\n') ? value.split('\n').map((line) => line.trim()) : []
  const plain = [value, value.trim(), ...lines]
  return plain.flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    new URLSearchParams({ v: text }).toString().slice(2),
  ])
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
