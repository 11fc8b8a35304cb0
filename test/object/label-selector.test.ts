import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatRequirements, meetsAll, parseSelectorText, requirementsOf } from '../../src/object/label-selector.ts'
import type { Requirement } from '../../src/object/label-selector.ts'

const test = suite('label selector')

const labels = { app: 'web', tier: 'front', 'example.com/x': '', version: '1.2' }

const CASES: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['app=web', true],
  ['app==web', true],
  ['app = web', true],
  ['app=db', false],
  ['app!=db', true],
  ['app!=web', false],
  ['absent!=x', true],
  ['app in (web, db)', true],
  ['app in (db)', false],
  ['absent in (x)', false],
  ['app notin (db,x)', true],
  ['app notin (web)', false],
  ['absent notin (x)', true],
  ['tier', true],
  ['absent', false],
  ['!absent', true],
  ['! absent', true],
  ['!tier', false],
  ['app=web,tier in (front,back),!absent', true],
  ['app=web,tier=back', false],
  ['example.com/x=', true],
  ['example.com/x', true],
  ['version=1.2', true],
]

for (const [selector, expected] of CASES) {
  test(`"${selector}" ${expected ? 'lets through' : 'leaves out'}`, () => {
    assert.is(meetsAll(labels, read(selector)), expected)
  })
}

test('an object without labels meets only negative conditions', () => {
  assert.is(meetsAll(undefined, read('!a,b!=c,d notin (e)')), true)
  assert.is(meetsAll(undefined, read('toString')), false)
})

test('the selector of an object is written as a list request takes it', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'tier', operator: 'NotIn', values: ['c'] },
      { key: 'x', operator: 'Exists' },
      { key: 'y', operator: 'DoesNotExist' },
    ],
  }
  const text = 'app=web,tier in (a,b),tier notin (c),x,!y'
  assert.is(formatRequirements(requirementsOf(selector)), text)
  assert.equal(read(text), requirementsOf(selector))
})

test('what is not a condition is told', () => {
  assert.is(parseSelectorText('a in b'), '"a in b" is not a condition on a label')
  assert.is(parseSelectorText('a,'), 'an empty condition is not a condition on a label')
  assert.is(parseSelectorText('a=b/c'), '"b/c" is not a value of a label')
})

function read(text: string): readonly Requirement[] {
  const requirements = parseSelectorText(text)
  return typeof requirements === 'string' ? [] : requirements
}

test.run()
