// What a search for an expression answers, and when it is given up.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { boundedMatch } from '../../src/io/bounded-match.ts'

const test = suite('bounded match')

for (const [pattern, yes, no] of [
  [/error|warn/u, 'an error', 'fine'],
  [/^\w+: (error|warn)/u, 'db: warn', 'db: fine'],
  [/^(a+)+$/u, 'aaa', 'aaab'],
] as const) {
  test(`${pattern.source} is found in ${yes} and not in ${no}`, () => {
    const matches = boundedMatch(pattern)
    assert.equal([matches(yes), matches(no), matches(yes)], [true, false, true])
  })
}

for (const [pattern, text] of [
  [/^(a+)+$/u, `${'a'.repeat(40)}b`],
  [/(?:a|a)*b/u, 'a'.repeat(60)],
  [/.*error.*timeout.*then.*x/u, 'error timeout then '.repeat(200)],
] as const) {
  test(`${pattern.source} is given up, once`, () => {
    const matches = boundedMatch(pattern)
    const began = performance.now()
    assert.is(matches(text), undefined)
    assert.is(matches('a'), undefined)
    const took = performance.now() - began
    assert.ok(took < 2_000, `${took} ms`)
  })
}

test('what is slow again and again is given up too', () => {
  const matches = boundedMatch(/^(a+)+$/u)
  const found: (boolean | undefined)[] = []
  const text = `${'a'.repeat(25)}b`
  while (found.length < 1_000 && (found.length === 0 || found.at(-1) === false)) found.push(matches(text))
  assert.is(found.at(-1), undefined)
  assert.ok(found.length < 1_000)
})

test.run()
