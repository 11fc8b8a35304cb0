// Looks for many texts at once: by their first characters. Knows nothing of secrets.
import { LONG } from './needles.ts'
import type { Needle } from './needles.ts'

/** A stretch of a text: from, up to but without. */
export type Stretch = readonly [from: number, to: number]

/** Many needles, found by their beginnings and ends. */
export type NeedleIndex = Readonly<ReturnType<typeof createNeedleIndex>>

/** Where an excerpt is cut: an ellipsis of either kind, a line's end, the text's end. */
const CUT = /\n|…|\|?\.\.\.\|?/g

/** No excerpt begins with more of a secret than this. */
const LONGEST_REST = 512

/** An index by the first `width` characters; no needle may be shorter. */
export function createNeedleIndex(width: number) {
  const byStart = new Map<string, Needle[]>()
  const byEnd = new Map<string, Needle[]>()
  // Which beginnings there are at all, by a hash: most places of a text are passed over with it.
  const starts = new Uint8Array(1 << 16)
  const known = new Set<string>()

  const add = (needles: readonly Needle[]): void => {
    for (const needle of needles) {
      const id = `${needle.where} ${needle.text}`
      if (known.has(id)) continue
      known.add(id)
      starts[hashAt(needle.text, 0, width)] = 1
      push(byStart, needle.text.slice(0, width), needle)
      if (needle.where === 'anywhere') push(byEnd, needle.text.slice(-width), needle)
    }
  }
  const whole = (text: string, isPublic: (text: string) => boolean): Stretch[] => {
    const found: Stretch[] = []
    const ends = cutsOf(text)
    let cut = 0
    for (let from = 0; from + width <= text.length; from += 1) {
      if (starts[hashAt(text, from, width)] === 0) continue
      while ((ends[cut] ?? text.length) <= from) cut += 1
      const end = ends[cut] ?? text.length
      for (const needle of byStart.get(text.slice(from, from + width)) ?? []) {
        const to = endOf(text, from, end, needle)
        if (to !== undefined && !isPublic(text.slice(from, to))) found.push([from, to])
      }
    }
    return found
  }
  /** The end of a needle, behind a cut. */
  const rests = (text: string, isPublic: (text: string) => boolean): Stretch[] =>
    beginningsOf(text).flatMap((from) => {
      const found: Stretch[] = []
      for (let to = from + LONG; to <= Math.min(text.length, from + LONGEST_REST); to += 1) {
        const rest = text.slice(from, to)
        const isRest = byEnd.get(rest.slice(-width))?.some((needle) => needle.text.endsWith(rest)) === true
        if (isRest && !isPublic(rest)) found.push([from, to])
      }
      return found
    })
  return {
    add,
    /** Where one of them stands, whole or cut off where the text, its line or an excerpt ends. */
    find: (text: string, isPublic: (text: string) => boolean): readonly Stretch[] =>
      known.size === 0 ? [] : [...whole(text, isPublic), ...rests(text, isPublic)],
  }
}

function push(map: Map<string, Needle[]>, key: string, needle: Needle): void {
  const found = map.get(key)
  if (found === undefined) map.set(key, [needle])
  else found.push(needle)
}

function hashAt(text: string, from: number, width: number): number {
  let hash = 0
  for (let index = from; index < from + width; index += 1) hash = (hash * 31 + text.charCodeAt(index)) & 0xffff
  return hash
}

/** Where the needle that begins at `from` ends; undefined: none does. `cut` is where the line or the excerpt ends. */
function endOf(text: string, from: number, cut: number, needle: Needle): number | undefined {
  const to = from + needle.text.length
  if (text.startsWith(needle.text, from)) {
    const end = needle.tail === 'base64' ? to + (/^[\w+/-]?={0,2}/.exec(text.slice(to, to + 3))?.[0].length ?? 0) : to
    return needle.where === 'anywhere' || isWord(text, from, end) ? end : undefined
  }
  const isCutOff = needle.where === 'anywhere' && to > cut && cut - from >= LONG
  return isCutOff && needle.text.startsWith(text.slice(from, cut)) ? cut : undefined
}

const WORD_CHARACTER = /[\p{L}\p{N}]/u

function isWord(text: string, from: number, to: number): boolean {
  return !WORD_CHARACTER.test(text.charAt(from - 1)) && !WORD_CHARACTER.test(text.charAt(to))
}

function cutsOf(text: string): readonly number[] {
  if (text.search(CUT) < 0) return []
  return [...text.matchAll(CUT)].map(({ index }) => index)
}

/** Where a text may go on in the middle of something: at its start and behind an ellipsis. */
function beginningsOf(text: string): readonly number[] {
  if (text.search(CUT) < 0) return [0]
  const cuts = [...text.matchAll(CUT)].filter(([mark]) => mark !== '\n')
  return [0, ...cuts.map(({ 0: mark, index }) => index + mark.length)]
}
