// A YAML file of ours that is not a manifest → its values with their places, and everything that is wrong with it. Knows no keys.
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'
import { documentSetting } from './settings.ts'
import type { Setting } from './settings.ts'
import { findingsIn } from './yaml/explain-fault.ts'
import { documentsOf, readDocuments } from './yaml/read-documents.ts'
import { sourceText } from './yaml/source-text.ts'

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
  return { root: documentSetting(document), diagnostics: found }
}
