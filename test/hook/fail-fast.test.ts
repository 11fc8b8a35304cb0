// How limits for what is stuck are written, and what is no limit.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FAIL_FAST, FAIL_FAST_CAUSES, limitText, parseFailFast, readFailFast } from '../../src/hook/fail-fast.ts'

const test = suite('fail-fast')

const PARSED: readonly (readonly [text: string, limits: Readonly<Record<string, number>>])[] = [
  ['image-pull=5m', { 'image-pull': 300_000 }],
  [' image-pull=90s , crash-loop=10', { 'image-pull': 90_000, 'crash-loop': 10 }],
  ['unschedulable=off', { unschedulable: Infinity }],
  ['image-pull=1m,image-pull=2m', { 'image-pull': 120_000 }],
  ['quota=0s', { quota: 0 }],
]

for (const [text, limits] of PARSED) test(`"${text}"`, () => assert.equal(parseFailFast(text), limits))

test('on is every limit of the table, off none; what comes later counts', () => {
  const on = parseFailFast('on')
  assert.equal(on, Object.fromEntries(FAIL_FAST_CAUSES.map((cause) => [cause, FAIL_FAST[cause].limit])))
  assert.equal(parseFailFast('true'), on)
  const off = parseFailFast('off')
  assert.ok(typeof off !== 'string' && FAIL_FAST_CAUSES.every((cause) => off[cause] === Infinity))
  assert.equal(parseFailFast('off,on'), on)
  assert.equal(parseFailFast('off,quota=1m'), { ...(typeof off === 'string' ? {} : off), quota: 60_000 })
})

const WRONG: readonly (readonly [text: string, problem: string])[] = [
  ['', '"" is not a limit'],
  ['on,', '"" is not a limit'],
  ['5m', '"5m" is not a limit'],
  ['pull=5m', '"pull" is not a cause'],
  ['toString=5m', '"toString" is not a cause'],
  ['image-pull=5', '"5" is not a duration'],
  ['image-pull=', '"" is not a duration'],
  ['crash-loop=0', '"0" is not a number of restarts above zero'],
  ['crash-loop=5m', '"5m" is not a number of restarts above zero'],
]

for (const [text, problem] of WRONG) test(`"${text}" is none`, () => assert.is(parseFailFast(text), problem))

test('who wrote it is told what is right', () => {
  assert.throws(() => readFailFast('pull=5m', '--fail-fast'), /--fail-fast cannot be "pull=5m": "pull" is not a cause/)
  assert.equal(readFailFast({ quota: 5 }, 'failFast'), { quota: 5 })
})

test('a limit is told as it is written', () => {
  const texts = [0, 1500, 60_000, 90_000, 5_400_000, Infinity].map((limit) => limitText('quota', limit))
  assert.equal(texts, ['0s', '1.5s', '1m', '1m30s', '1h30m', 'off'])
  assert.is(limitText('crash-loop', 5), '5')
})

test.run()
