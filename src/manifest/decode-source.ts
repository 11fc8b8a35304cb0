// Bytes → text, with the place of the first byte that is none. Touches no files.
import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './manifest.ts'

/** One thing that was read, or why it could not be. */
export interface ReadResult {
  readonly source?: Source
  readonly diagnostics: readonly Diagnostic[]
}

/** The text of a file's bytes: UTF-8, or UTF-16 with a byte order mark, as kubectl reads it. */
export function decodeSource(name: string, bytes: Uint8Array): ReadResult {
  const encoding = encodingOf(bytes)
  const text = decode(bytes, encoding)
  if (text !== undefined) return { source: { name, text }, diagnostics: [] }
  const place = encoding === 'utf-8' ? placeOfBadByte(bytes) : { line: 1, column: 1 }
  return {
    diagnostics: [
      {
        code: 'INVALID_UTF8',
        severity: 'error',
        message: encoding === 'utf-8' ? 'the text is not UTF-8' : 'the text begins as UTF-16, but is not UTF-16',
        location: { source: name, ...place },
        hint: 'save it as UTF-8',
      },
    ],
  }
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

function encodingOf([first, second]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
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
