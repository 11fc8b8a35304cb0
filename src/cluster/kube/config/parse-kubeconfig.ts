// Reads the text of a kubeconfig, with the place of what is wrong in it. Reads no files.
import { ClusterError } from '../../../errors.ts'
import { isJsonObject } from '../../../object/kube-object.ts'
import { placedAt } from '../../../manifest/field-place.ts'
import type { Location } from '../../../manifest/manifest.ts'
import { documentSetting } from '../../../manifest/settings.ts'
import { FAULT_WORDS } from '../../../manifest/yaml/fault-words.ts'
import { brokenOf, documentsOf, readDocuments } from '../../../manifest/yaml/read-documents.ts'
import type { ParsedDocument } from '../../../manifest/yaml/read-documents.ts'
import { locationAt, sourceText } from '../../../manifest/yaml/source-text.ts'
import { readEntries, WrongEntry } from './kubeconfig-entries.ts'
import type { Entries } from './kubeconfig-entries.ts'

/** The entries of a file; throws a ClusterError of reason Config with the place of the first fault. */
export function parseKubeconfig(text: string, path: string): Entries {
  const source = sourceText({ name: path, text })
  const read = readDocuments(source)
  const [document] = documentsOf(read)
  const faults = brokenOf(read).map(({ fault, chunk }) => {
    const words = fault.from < chunk.text.trimEnd().length ? FAULT_WORDS[fault.rule] : ENDS_EARLY
    return { severity: 'error', location: locationAt(source, chunk.offset + fault.from), ...words }
  })
  const told = [...faults, ...read.diagnostics, ...(document?.context.diagnostics ?? [])]
  const fault = told.find(({ severity }) => severity === 'error')
  if (fault !== undefined) throw unreadable(path, fault.location, fault.message)
  if (document === undefined) return readEntries({}, path)
  if (isJsonObject(document.value)) return entriesOf(document, path)
  throw new ClusterError(`${path} is not a kubeconfig`, {
    reason: 'Config',
    hint: 'it must be a mapping with clusters, users and contexts',
  })
}

const ENDS_EARLY = { message: 'it ends where something that was opened is not closed yet' }

function entriesOf(document: ParsedDocument, path: string): Entries {
  try {
    return readEntries(document.value, path)
  } catch (error) {
    if (!(error instanceof WrongEntry)) throw error
    throw unreadable(path, placedAt(documentSetting(document), error.path).setting.location, error.message, error.hint)
  }
}

function unreadable(path: string, location: Location | undefined, why: string, hint?: string): ClusterError {
  const place = location === undefined ? path : `${path}:${location.line}:${location.column}`
  return new ClusterError(`the kubeconfig ${place} cannot be read: ${why}`, {
    reason: 'Config',
    hint,
  })
}
