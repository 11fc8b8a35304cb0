// What is said of a source that cannot be read. Reads nothing.
import { codeOf, messageOf } from '../errors.ts'
import type { ReadResult } from './decode-source.ts'

/** An error without a place. */
export function sourceFault(code: string, message: string, hint: string): ReadResult {
  return { diagnostics: [{ code, severity: 'error', message, hint }] }
}

const REASONS: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  ENOENT: { reason: 'does not exist', hint: 'check the path' },
  ENOTDIR: { reason: 'does not exist', hint: 'check the path: a part of it is a file' },
  EACCES: { reason: 'may not be read', hint: 'check its permissions' },
  EPERM: { reason: 'may not be read', hint: 'check its permissions' },
  EISDIR: { reason: 'is a folder', hint: 'name it with -f itself: links to folders are not entered' },
  ELOOP: { reason: 'is a link that leads back to itself', hint: 'correct the link' },
}

/** Why a path cannot be read; `folderHint`: what to do where it is a folder, for what is not named with -f. */
export function unreadable(path: string, error: unknown, folderHint?: string): ReadResult {
  const known = REASONS[codeOf(error) ?? '']
  const isFolder = codeOf(error) === 'EISDIR' && folderHint !== undefined
  const reason = known?.reason ?? `cannot be read: ${messageOf(error)}`
  return sourceFault('UNREADABLE', `${path} ${reason}`, isFolder ? folderHint : (known?.hint ?? 'check the file'))
}
