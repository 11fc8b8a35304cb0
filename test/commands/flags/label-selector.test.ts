import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { matchesSelector, parseLabelSelector } from '../../../src/commands/flags/label-selector.ts'

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
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels } }
    assert.is(matchesSelector(object, parseLabelSelector(selector)), expected)
  })
}

test('an object without labels meets only negative conditions', () => {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }
  assert.is(matchesSelector(object, parseLabelSelector('!a,b!=c,d notin (e)')), true)
  assert.is(matchesSelector(object, parseLabelSelector('toString')), false)
})

test.run()
