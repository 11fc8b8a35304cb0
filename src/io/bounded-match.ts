// Whether a text matches an expression of somebody else, in bounded time. Knows neither.
import { createContext, Script } from 'node:vm'

/** A match may take so many milliseconds. */
const MOST_MS = 500

/** All matches that take longer than `slow` may take so many milliseconds of the processor's time. */
const MOST_OF_ALL = { slow: 10, together: 1_000 }

/**
 * Whether a text matches; undefined: that takes too long, and from then on nothing is tried. `^(a+)+$` takes years to say no to a line
 * of forty times `a` and a `b`, and no signal and no timer is heard meanwhile.
 */
export function boundedMatch(pattern: RegExp): (text: string) => boolean | undefined {
  // Without repetition and groups there is one way through each alternative.
  if (!/[*+?{(]/.test(pattern.source)) return (text) => text.search(pattern) >= 0
  let left = MOST_OF_ALL.together
  return (text) => {
    if (left <= 0) return undefined
    const before = process.cpuUsage()
    const found = searchWatched(pattern, text)
    const { user, system } = process.cpuUsage(before)
    const took = (user + system) / 1000
    if (found === undefined) left = 0
    else if (took > MOST_OF_ALL.slow) left -= took
    return found
  }
}

interface Search {
  pattern: RegExp
  text: string
}

let watched: { readonly world: Search; readonly script: Script } | undefined

/** Nothing but a script can be broken off. */
function searchWatched(pattern: RegExp, text: string): boolean | undefined {
  const search: Search = { pattern, text }
  if (watched === undefined) {
    createContext(search)
    watched = { world: search, script: new Script('text.search(pattern) >= 0') }
  }
  const { world, script } = watched
  Object.assign(world, search)
  try {
    return script.runInContext(world, { timeout: MOST_MS }) === true
  } catch (error) {
    // It comes from the world of the script, whose errors are no Error of ours.
    const isLate = typeof error === 'object' && error !== null && 'code' in error
    if (isLate && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  }
}
