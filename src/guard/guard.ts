// The one place that knows the secrets of a run and takes them out of every text that leaves it. Writes nothing.
import type { Guard, Secret } from '../io.ts'
import { isEveryday, isShort, needlesOf } from './needles.ts'
import { placeInReading, readingsOf } from './readings.ts'
import { createNeedleIndex } from './search.ts'
import type { NeedleIndex, Stretch } from './search.ts'
import { findValuesOfKeys, plainKey } from './values-of-keys.ts'

/** What stands in the place of a secret. */
export const MASK = '***'

/** A guard that knows nothing yet. */
export function createGuard(): Guard {
  const known = new Set<string>()
  const index = createNeedleIndex(4)
  const short = new Map<string, Set<string>>()
  const names = new Set<string>()
  const isPublic = (text: string): boolean => names.has(text) || isEveryday(text)
  return {
    hide: (secrets) => {
      for (const secret of secrets) {
        const id = `${secret.key ?? ''} ${secret.value}`
        if (known.has(id)) continue
        known.add(id)
        index.add(needlesOf(secret, 'kept'))
        noteShort(short, secret)
      }
    },
    publish: (more) => {
      for (const name of more) names.add(name)
    },
    mask: (text) => (known.size === 0 ? text : maskWith(text, { index, short, isPublic })),
  }
}

/** What a text is masked with. */
export interface Known {
  readonly index: NeedleIndex
  /** By plain key: values that are too short to be looked for anywhere. */
  readonly short: ReadonlyMap<string, ReadonlySet<string>>
  /** What is told all the time. */
  readonly isPublic: (text: string) => boolean
}

function noteShort(short: Map<string, Set<string>>, { key, value }: Secret): void {
  const text = value.trim()
  if (key === undefined || text === '' || !isShort(text)) return
  const values = short.get(plainKey(key)) ?? new Set()
  short.set(plainKey(key), values.add(text).add(Buffer.from(value).toString('base64').replace(/=+$/, '')))
}

/** The text with all of it covered. */
export function maskWith(text: string, { index, short, isPublic }: Known): string {
  const found = readingsOf(text).flatMap((reading) => {
    const stretches = [...index.find(reading.text, isPublic), ...findValuesOfKeys(reading.text, short)]
    return stretches.map(([from, to]): Stretch => [placeInReading(reading, from), placeInReading(reading, to)])
  })
  return found.length === 0 ? text : cover(text, found)
}

/** Each stretch becomes one mask, and stretches that touch become one together. */
function cover(text: string, stretches: readonly Stretch[]): string {
  let result = ''
  let end = 0
  let last = -1
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (from > last) result += `${text.slice(end, from)}${MASK}`
    last = Math.max(last, to)
    end = last
  }
  return result + text.slice(end)
}
