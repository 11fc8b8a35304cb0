// Why a file cannot be read, and what to do, in words for people.
import { codeOf, messageOf } from '../errors.ts'

const REASONS: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  ENOENT: { why: 'there is no such file', hint: 'check the path' },
  EISDIR: { why: 'it is a directory', hint: 'name a file' },
  EACCES: { why: 'you may not read it', hint: 'check its permissions' },
}

/** What is behind an error of node:fs: its code in words where it is a common one, else its message. */
export function unreadableReason(error: unknown): { readonly why: string; readonly hint: string } {
  return REASONS[codeOf(error) ?? ''] ?? { why: messageOf(error), hint: 'is it the right file?' }
}
