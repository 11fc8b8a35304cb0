// Whether two screens of the same failure say the same. A slower machine shows more states on the way to the same end: what is waited for is compared by itself.
import { maskScreen } from './screen.ts'

/** A line that begins with how long the run has lasted. */
const TIMED = /^ *(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?s /
const WAITING = /^\S+ waiting for (?:\w+ of )?(\w+ [^\s:]+)/
/** What belongs to a line: its rest and its chain stand further to the right than a run's last lines. */
const BELOW = /^ {12}/

/**
 * What the kept screen says and this one does not, in a line each; none where they are alike.
 * Without what is waited for, both have to be the same. Of each object that the kept screen waits for, the other has to show at least one
 * of its states, with all of its chain; it may show further states, and wait for further objects.
 */
export function unlike(kept: string, screen: string): readonly string[] {
  const [before, now] = [split(kept), split(screen)]
  const different = before.rest === now.rest ? [] : ['the screens differ in more than what is waited for']
  const missing = [...before.waiting]
    .filter(([object, states]) => !states.some((state) => now.waiting.get(object)?.includes(state)))
    .map(([object]) => `no state of ${object} is waited for that was waited for`)
  return [...different, ...missing]
}

interface Parts {
  /** The masked screen without the waiting. */
  readonly rest: string
  /** The masked states by kind and name, in the order of the screen. */
  readonly waiting: ReadonlyMap<string, readonly string[]>
}

function split(screen: string): Parts {
  const rest: string[] = []
  const waiting = new Map<string, string[]>()
  for (const block of blocks(screen.split('\n'))) {
    const words = maskScreen(block.join('\n'))
    const object = WAITING.exec(words)?.[1]
    if (object === undefined) rest.push(...block)
    else waiting.set(object, [...(waiting.get(object) ?? []), words])
  }
  return { rest: maskScreen(rest.join('\n')), waiting }
}

/** Each line with those that belong to it. */
function blocks(lines: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = []
  for (const line of lines) {
    const last = found.at(-1)
    if (last !== undefined && BELOW.test(line) && !TIMED.test(line)) last.push(line)
    else found.push([line])
  }
  return found
}
