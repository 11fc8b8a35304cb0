// Why a file cannot be read, in words for people.
import { codeOf, messageOf } from '../errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'you may not read it',
}

/** The reason behind an error of node:fs: its code in words where it is a common one, else its message. */
export function unreadableReason(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? messageOf(error)
}
