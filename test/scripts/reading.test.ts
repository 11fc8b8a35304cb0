// Damaged manifests are read as Kubernetes reads them, or something is said. `npm run reading` reads more of them.
// time limit: 240 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoGoError } from '../../scripts/control-plane/build.ts'
import { compareReading } from '../../scripts/reading/compare.ts'
import { runReading } from '../../scripts/reading/run.ts'
import type { Tally } from '../../scripts/reading/run.ts'
import { shrink } from '../../scripts/reading/shrink.ts'
import { skip } from '../support/skip.ts'

const test = suite('reading')

const COUNT = 20_000
const seed = Number(process.env['READING_SEED'] ?? 1)

test(`${COUNT} texts of seed ${seed}: none is read otherwise without a word, none fails`, async () => {
  let tally: Tally
  try {
    tally = await runReading({ count: COUNT, seed })
  } catch (error) {
    if (error instanceof NoGoError) return skip('no Go')
    throw error
  }
  assert.equal(tally.failures, [])
  const counts = [...tally.outcomes].map(([outcome, reasons]) => {
    return [outcome, [...reasons.values()].reduce((sum, count) => sum + count, 0)] as const
  })
  const byOutcome = new Map(counts)
  // Most texts are read by both: a comparison of nothing but errors would prove nothing.
  assert.ok((byOutcome.get('alike') ?? 0) > 0.9 * COUNT, JSON.stringify(counts))
  assert.is(
    [...byOutcome.values()].reduce((sum, count) => sum + count, 0),
    COUNT,
  )
})

const OBJECT = 'apiVersion: v1\nkind: A\nmetadata: {name: a}\n'

test('a comparison tells each outcome', () => {
  const value = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' } }
  const other = { ...value, metadata: { name: 'b' } }
  const outcomeOf = (text: string, theirs: Parameters<typeof compareReading>[1]): string => {
    return compareReading(text, theirs).outcome
  }
  assert.is(outcomeOf(OBJECT, [{ value, objects: [value] }]), 'alike')
  assert.is(outcomeOf('a: [', [{ value: null, error: 'no' }]), 'alike')
  assert.is(outcomeOf(OBJECT, [{ value: other, objects: [other] }]), 'silent difference')
  assert.is(outcomeOf(OBJECT, [{ value, objects: [other] }]), 'silent difference')
  assert.is(outcomeOf(OBJECT, []), 'silent difference')
  assert.is(outcomeOf('', [{ value, objects: [value] }]), 'silent difference')
  assert.is(outcomeOf(`${OBJECT}...\nb: c\n`, [{ value: other, objects: [other] }]), 'told difference')
  assert.is(outcomeOf('a: [', [{ value, objects: [value] }]), 'only Kubernetes')
  assert.is(outcomeOf(OBJECT, [{ value: null, error: 'no' }]), 'only we, silent')
  assert.is(outcomeOf(OBJECT, [{ value, refused: 'no' }]), 'only we, silent')
  assert.is(outcomeOf(`---${OBJECT}`, [{ value: null, error: 'no' }]), 'only we, told')
})

test('a text is made as small as it can be', async () => {
  const small = await shrink('one\ntwo: [a, b]\nthree\n', async (text) => text.includes('[') && text.includes('e'))
  assert.is(small, 'e[')
})

test.run()
