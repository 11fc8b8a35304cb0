// Bytes → text, with the place of the first byte that is not UTF-8. Touches no files.
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'

/** One thing that was read, or why it could not be. */
export interface ReadResult {
  readonly source?: Source
  readonly diagnostics: readonly Diagnostic[]
}

/** The text of a file's bytes; manifests are UTF-8. */
export function decodeSource(name: string, bytes: Uint8Array): ReadResult {
  const text = decodeUtf8(bytes)
  if (text !== undefined) return { source: { name, text }, diagnostics: [] }
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return {
    diagnostics: [
      {
        code: 'INVALID_UTF8',
        severity: 'error',
        message: isUtf16 ? 'the text is UTF-16, not UTF-8' : 'the text is not UTF-8',
        location: { source: name, ...placeOfBadByte(bytes) },
        hint: 'save it as UTF-8',
      },
    ],
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The place after the longest good beginning, found by halving. */
function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  let low = 0
  let high = bytes.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isGoodBeginning(bytes.subarray(0, middle))) low = middle
    else high = middle
  }
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, low), { stream: true })
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: before.length - lineStart + 1 }
}

/** Whether nothing is wrong so far; the last character may be cut. */
function isGoodBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
