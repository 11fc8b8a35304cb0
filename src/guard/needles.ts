// The texts that a secret can stand in an output as, before any escaping: itself, its lines, base64, hex, lists of bytes. Pure.
import type { Secret } from '../io.ts'
import { oneLine } from '../object/one-line.ts'

/** One text that is looked for. */
export interface Needle {
  readonly text: string
  /** `anywhere`, or only as a `word`, with neither letter nor digit beside it. */
  readonly where: 'anywhere' | 'word'
  /** `base64`: a last character and padding behind it belong to it. */
  readonly tail: 'none' | 'base64'
}

/** From so many characters on a value is masked wherever it stands. */
export const LONG = 6

/** From so many on as a word of its own. */
const SHORT = 4

/** A longer value is not a part of a message as a whole; its lines are masked all the same. */
const LONGEST = 16_384

/** Of longer values nobody writes the bytes. */
const LONGEST_BYTES = 1024

/** How short values are taken: `kept` but behind their keys, or masked as `words`, in a text that is about their Secret. */
export type ShortValues = 'kept' | 'words'

/** All that is to be looked for; a value that is too short has none. */
export function needlesOf({ value }: Secret, short: ShortValues): readonly Needle[] {
  const lines = value.includes('\n') ? value.split('\n').map((line) => line.trim()) : []
  // A cause and a log's line are told in one line, with one blank for each run of them.
  const texts = new Set([value, value.trim(), ...lines].flatMap((text) => [text, oneLine(text)]))
  return [...texts]
    .filter((text) => text !== '' && !/^-----(?:BEGIN|END) [^-]*-----$/.test(text))
    .flatMap((text) => {
      if (text.length > LONGEST) return []
      if (text.length >= LONG && !isEveryday(text)) return longNeedles(text)
      const isTold = short === 'words' || (text.length >= SHORT && !isEveryday(text))
      return isTold ? shortNeedles(text) : []
    })
}

/** Whether a value is masked behind its key only. */
export function isShort(value: string): boolean {
  return value.length < LONG || isEveryday(value)
}

/** Whether it is a word that every output is full of. */
export function isEveryday(text: string): boolean {
  return EVERYDAY.has(text.toLowerCase())
}

function longNeedles(text: string): readonly Needle[] {
  const bytes = Buffer.from(text)
  const anywhere = (one: string): Needle => ({ text: one, where: 'anywhere', tail: 'none' })
  const base64 = [0, 1, 2].flatMap((offset) => bothAlphabets(base64Core(bytes, offset)))
  const core = base64.map((one): Needle => ({ text: one, where: 'anywhere', tail: 'base64' }))
  return [anywhere(text), ...core, ...(bytes.length > LONGEST_BYTES ? [] : byteTexts(bytes).map(anywhere))]
}

function shortNeedles(text: string): readonly Needle[] {
  const encoded = Buffer.from(text).toString('base64').replace(/=+$/, '')
  return [
    { text, where: 'word', tail: 'none' },
    ...bothAlphabets(encoded).map((one): Needle => ({ text: one, where: 'word', tail: 'base64' })),
  ]
}

/** What of the base64 is the same whatever stands before and behind; `offset` bytes stand before. */
function base64Core(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}

function bothAlphabets(text: string): readonly string[] {
  const forUrls = text.replaceAll('+', '-').replaceAll('/', '_')
  return forUrls === text ? [text] : [text, forUrls]
}

/** As Go and others print bytes: `68756e74`, `[104 117 110]`, `0x68, 0x75`. */
function byteTexts(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex')
  const numbers = [...bytes].map(String)
  const prefixed = [...bytes].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`)
  return [
    hex,
    hex.toUpperCase(),
    ...[' ', ', ', ','].map((by) => numbers.join(by)),
    prefixed.join(', '),
    prefixed.join(' '),
  ]
}

/** Words that every output is full of: as a Secret's value they are masked only where they stand as its value. */
const EVERYDAY = new Set(
  `true false null none yes no on off default admin root user users guest test tests demo local localhost prod production
   stage staging develop development debug info warn warning error errors fatal trace http https tcp udp file json yaml text
   name names kind type data key keys value values spec status time date hook hooks wave waves sync phase task tasks plan
   apply create created update updated delete deleted unchanged configured completed succeeded failed running pending ready
   healthy degraded missing unknown progressing suspended secret secrets password token service node nodes pods host port
   main master latest server client image images with from that this have been were will what when which there their then
   than them they your and not for the into over under after before while still more most only each other some such same
   postgres mysql redis mongo mariadb rabbitmq kafka elastic app apps web api job jobs opaque cluster namespace kubernetes`.split(
    /\s+/,
  ),
)
