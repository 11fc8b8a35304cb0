// A log that breaks off again and again is read as if it never had.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLogPosition } from '../../../src/sync/logs/log-position.ts'

const test = suite('log position')

const START = Date.parse('2026-01-01T00:00:00Z')

/** What a kubelet gives from a whole second on. */
function openedAt(log: readonly string[], since: string | undefined): readonly string[] {
  return log.filter((line) => since === undefined || Date.parse(line.slice(0, 24)) >= Date.parse(since))
}

/** Lines in the order in which they were written, some of the same instant, some alike, some a moment out of order. */
const someLog = fc
  .array(fc.record({ step: fc.integer({ min: -400, max: 900 }), text: fc.constantFrom('', 'a', 'b', 'c c') }), {
    maxLength: 60,
  })
  .map((lines) => {
    let at = START
    let latest = START
    return lines.map(({ step, text }) => {
      at = Math.max(START, latest - 500, at + (step < 300 && step > 0 ? 0 : step))
      latest = Math.max(latest, at)
      return `${new Date(at).toISOString()} ${text}`
    })
  })

test('however often it breaks off, no line is lost and none comes twice', () => {
  fc.assert(
    fc.property(someLog, fc.array(fc.nat(20), { maxLength: 20 }), fc.boolean(), (log, cuts, takesNoTime) => {
      const position = createLogPosition()
      const read: string[] = []
      let written = 0
      for (const cut of [...cuts, Infinity]) {
        // The log grows while it is read.
        written = Math.min(log.length, written + cut)
        const since = takesNoTime ? undefined : position.since()
        position.reopened()
        for (const line of openedAt(log.slice(0, written), since).slice(0, cut === Infinity ? undefined : cut)) {
          const taken = position.take(line)
          if (taken !== undefined) read.push(`${taken.time} ${taken.text}`)
        }
      }
      assert.equal(read, log)
      assert.is(position.taken(), log.length)
    }),
    { numRuns: 500 },
  )
})

test('what a rotation has taken away is not taken for what was read', () => {
  const position = createLogPosition()
  const line = (number: number): string => `2026-01-01T00:00:0${number}.5Z line ${number}`
  position.reopened()
  for (const number of [1, 2, 3]) position.take(line(number))
  assert.is(position.since(), '2026-01-01T00:00:02Z')
  position.reopened()
  assert.equal(
    [4, 5].map((number) => position.take(line(number))?.text),
    ['line 4', 'line 5'],
  )
})

test('an empty line has a time and no text, and what the node says itself has no time', () => {
  const position = createLogPosition()
  position.reopened()
  assert.equal(position.take('2026-01-01T00:00:00.1Z'), { time: '2026-01-01T00:00:00.1Z', text: '' })
  assert.equal(position.take('2026-01-01T00:00:00.1Z '), { time: '2026-01-01T00:00:00.1Z', text: '' })
  assert.equal(position.take('too many open files'), { time: '', text: 'too many open files' })
  position.reopened()
  assert.is(position.take('too many open files'), undefined)
})

test.run()
