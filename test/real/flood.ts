// A log that floods its reader: thousands of lines a second, among them what would drive a terminal, a CI system or a page, lines of
// a megabyte and bytes that are no text. Knows no cluster but the requests that ask for the log.
import { setTimeout as pause } from 'node:timers/promises'
import type { Asked } from '../support/relay/asked.ts'

/** What a container may say to harm its reader, as bytes: latin1 text, so that what is no UTF-8 can be written here. */
export const HOSTILE: readonly string[] = [
  '\u001b[2J\u001b[1;1H\u001b[31mred\u001b]0;title\u0007\u001b]52;c;aGk=\u0007',
  '\u00c2\u009b2Jold\u00c2\u0090q\u00c2\u009c\u0008\u0008\u0000\u007f\u00e2\u0080\u00a8\u00e2\u0080\u00ae',
  '::error::stolen',
  '::add-mask::a',
  '::stop-commands::never',
  '##[group]stolen',
  '##[error]stolen ##vso[task.setvariable]x ##teamcity[buildStop]',
  'section_start:1:stolen\r\u001b[0Kstolen',
  'section_end:1:hooksync_PreSync_0\r\u001b[0K',
  '</script><script>window.pwned = 1</script>',
  '"><img src=x onerror="window.pwned = 2">]]>&#0;<!--',
  '\u00ff\u00fe\u00c0\u0080\u00ed\u00a0\u0080 is no UTF-8',
  '\r\rover\rwritten',
]

/** The error that is the last line of the log; it bears some of all that. */
export const LAST_WORDS = 'fatal: </script><script>window.pwned = 3</script> ##[group]::error::\u001b[2J\u00ff the end'

/** Lines in each second. */
export const LINES_A_SECOND = 10_000

/** How often a portion of lines is sent, in milliseconds. */
const PORTION_MS = 20

const MEGABYTE = 1_000_000

/** A log that comes for so many seconds, and who answers for it. */
export interface Flood {
  /** What is given to whoever asks for the log. */
  readonly body: (asked: Asked) => AsyncIterable<Buffer>
  /** How many lines have been given to the follower. */
  readonly given: () => number
}

/** A flood: to the first who follows all of it, to others its end. */
export function createFlood(seconds: number): Flood {
  let given = 0
  let isFollowed = false
  let lastLine = ''
  async function* all(): AsyncGenerator<Buffer, void, void> {
    const start = performance.now()
    const portion = (LINES_A_SECOND * PORTION_MS) / 1000
    for (let at = 0; at < seconds * LINES_A_SECOND; at += portion) {
      const early = start + (at * 1000) / LINES_A_SECOND - performance.now()
      if (early > 0) await pause(early)
      const time = new Date().toISOString()
      const lines = Array.from({ length: portion }, (_, index) => `${time} ${textAt(at + index)}\n`)
      yield Buffer.from(lines.join(''), 'latin1')
      given += portion
    }
    // So long that it may be told again.
    await pause(1500)
    lastLine = `${new Date().toISOString()} ${LAST_WORDS}\n`
    yield Buffer.from(lastLine, 'latin1')
    given += 1
  }
  async function* end(asked: Asked): AsyncGenerator<Buffer, void, void> {
    const isTimed = asked.url.includes('timestamps=true')
    const others = [...HOSTILE, `megabyte ${'x'.repeat(MEGABYTE)}`].map((line) => `${line}\n`)
    yield Buffer.from(isTimed ? lastLine : `${others.join('')}${LAST_WORDS}\n`, 'latin1')
  }
  return {
    given: () => given,
    body: (asked) => {
      if (isFollowed || !asked.url.includes('follow=true')) return end(asked)
      isFollowed = true
      return all()
    },
  }
}

/** A line in a hundred is hostile, one in each second is a megabyte. */
function textAt(index: number): string {
  if (index % LINES_A_SECOND === LINES_A_SECOND / 2) return `line ${index} ${'m'.repeat(MEGABYTE)}`
  if (index % 100 === 7 || index < HOSTILE.length)
    return HOSTILE[(index < HOSTILE.length ? index : (index - 7) / 100) % HOSTILE.length] ?? ''
  return `line ${index} of a migration that has very much to say`
}
