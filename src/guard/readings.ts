// The ways in which a text can be read: as it stands, without escapes, with its lines joined; each with the way back. Pure.
import { TERMINAL_SEQUENCE } from './escape.ts'

/** A text, and where each of its characters began in the text that it was read from; `at` has one place more, the end. */
export interface Reading {
  readonly text: string
  /** Undefined: every character stands where it stood. */
  readonly at: readonly number[] | undefined
}

/** JSON in JSON in a message is two. */
const MOST_DEPTH = 3

const MOST_READINGS = 16

/** What every decoder needs at least: most texts have nothing of it. */
const DECODABLE = /[\\%+'&\n\u001b\u0090\u0098\u009b\u009d-\u009f]/

/** The text itself and all that it becomes. */
export function readingsOf(text: string): readonly Reading[] {
  if (!DECODABLE.test(text)) return [{ text, at: undefined }]
  const found: Reading[] = [{ text, at: undefined }]
  const seen = new Set([text])
  let level: readonly Reading[] = found.slice()
  for (let depth = 0; depth < MOST_DEPTH && level.length > 0; depth += 1) {
    const next: Reading[] = []
    for (const reading of level) {
      for (const { pattern, read } of DECODERS) {
        if (found.length >= MOST_READINGS || !pattern.test(reading.text)) continue
        const decoded = decode(reading, pattern, read)
        if (seen.has(decoded.text)) continue
        seen.add(decoded.text)
        found.push(decoded)
        next.push(decoded)
      }
    }
    level = next
  }
  return found
}

/** Where a character of a reading stands in the text. */
export function placeInReading({ at }: Reading, index: number): number {
  return at === undefined ? index : (at[index] ?? at.at(-1) ?? 0)
}

interface Decoder {
  readonly pattern: RegExp
  /** What one match means. */
  readonly read: (match: string) => string
}

const NAMED: Readonly<Record<string, string>> = {
  n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', a: '\u0007', v: '\u000b', e: '\u001b', 0: '\0',
} // prettier-ignore

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const DECODERS: readonly Decoder[] = [
  // Colours, as `grep --color` puts them into the middle of a word: they are taken out after the secrets are.
  { pattern: TERMINAL_SEQUENCE, read: () => '' },
  // JSON, Go and YAML in double quotes.
  {
    pattern: /\\x[89a-f][0-9a-f](?:\\x[89ab][0-9a-f])*|\\(?:u[0-9a-f]{4}|U[0-9a-f]{8}|x[0-9a-f]{2}|\n\s*|[^\n])/i,
    read: (match) => {
      if (/^\\x[89a-f]/i.test(match)) return utf8(match.replaceAll(String.raw`\x`, ''))
      const code = /^\\[uxU]([0-9a-f]+)$/i.exec(match)?.[1]
      if (code !== undefined) return codePoint(Number.parseInt(code, 16))
      const rest = match.slice(1)
      return rest.startsWith('\n') ? '' : (NAMED[rest] ?? rest)
    },
  },
  // URLs and forms.
  {
    pattern: /%[89a-f][0-9a-f](?:%[89ab][0-9a-f])*|%[0-7][0-9a-f]|\+/i,
    read: (match) => (match === '+' ? ' ' : utf8(match.replaceAll('%', ''))),
  },
  // YAML in single quotes.
  { pattern: /''/, read: () => "'" },
  {
    pattern: /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});/i,
    read: (match) => {
      const name = match.slice(1, -1).toLowerCase()
      if (!name.startsWith('#')) return ENTITIES[name] ?? match
      return codePoint(name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)))
    },
  },
  // Base64 in lines, and folded text.
  { pattern: /(?<![ \t\r])[ \t\r]*\n\s*/, read: () => '' },
  { pattern: /(?<![ \t\r])[ \t\r]*\n\s*/, read: () => ' ' },
]

/** The text of bytes in hex. */
function utf8(hex: string): string {
  return Buffer.from(hex, 'hex').toString('utf8')
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

function decode(reading: Reading, pattern: RegExp, read: Decoder['read']): Reading {
  const at: number[] = []
  let text = ''
  let last = 0
  const keep = (from: number, to: number): void => {
    text += reading.text.slice(from, to)
    for (let index = from; index < to; index += 1) at.push(placeInReading(reading, index))
  }
  for (const match of reading.text.matchAll(new RegExp(pattern, `g${pattern.flags}`))) {
    keep(last, match.index)
    const meant = read(match[0])
    text += meant
    for (let index = 0; index < meant.length; index += 1) at.push(placeInReading(reading, match.index))
    last = match.index + match[0].length
  }
  keep(last, reading.text.length)
  at.push(placeInReading(reading, reading.text.length))
  return { text, at }
}
