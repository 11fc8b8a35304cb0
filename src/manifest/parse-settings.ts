// A YAML file of ours that is not a manifest → its values with their places, and everything that is wrong with it. Knows no keys.
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'
import { documentSetting } from './settings.ts'
import type { Setting } from './settings.ts'
import { findingsIn } from './yaml/explain-fault.ts'
import { documentsOf, readDocuments } from './yaml/read-documents.ts'
import { sourceText } from './yaml/source-text.ts'

interface Parsed {
  /** Of each document that is not empty; none where one is broken. */
  readonly roots: readonly Setting[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the first document; no root when it is empty or broken. */
export function parseSettings(source: Source): {
  readonly root: Setting | undefined
  readonly diagnostics: readonly Diagnostic[]
} {
  const { roots, diagnostics } = parseDocuments(source)
  const [root, second] = roots
  if (second === undefined) return { root, diagnostics }
  const message = 'only one document can stand in this file'
  const told = { code: 'YAML_SYNTAX', severity: 'error', message, location: second.location } as const
  return { root: undefined, diagnostics: [...diagnostics, told] }
}

/** Reads all documents. */
export function parseDocuments(source: Source): Parsed {
  const text = sourceText(source)
  const read = readDocuments(text)
  const diagnostics = findingsIn(read, text)
  if (diagnostics.some(({ severity }) => severity === 'error')) return { roots: [], diagnostics }
  return { roots: documentsOf(read).map(documentSetting), diagnostics }
}
