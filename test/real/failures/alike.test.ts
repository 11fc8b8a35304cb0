// Which differences of two screens are those of a slower machine, and which are not.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unlike } from './alike.ts'

const test = suite('screens that are alike')

const POD = `             ← Pod web-5b884c896d-5cj2b Running
             ← Unhealthy: Readiness probe failed`
const KEPT = screenWith(`   3.6s    waiting for Deployment shop/web (given up after 8s): 0 of 2 updated
               replicas available
${POD}`)

test('ages, names and line breaks are no difference', () => {
  assert.equal(
    unlike(KEPT, KEPT.replaceAll('3.6s', '13.61s').replaceAll('5cj2b', 'qs5lv').replace('updated\n', 'updated ')),
    [],
  )
})

test('an earlier and a later state of the same object are no difference', () => {
  const earlier =
    '   3.5s    waiting for Deployment shop/web (given up after 8s): 0 of 2 updated\n               replicas'
  const later = '   5.5s    waiting for health of Deployment shop/web: 1 of 2 updated'
  const [before = '', after = ''] = KEPT.split('   8.0s')
  assert.equal(unlike(KEPT, before.replace('   3.6s', `${earlier}\n   3.6s`) + `${later}\n   8.0s${after}`), [])
})

test('another object that is waited for is no difference', () => {
  assert.equal(unlike(screenWith(), KEPT), [])
  assert.equal(
    unlike(KEPT, KEPT.replace('   8.0s', '   4.0s    waiting for Service shop/web: no endpoint\n   8.0s')),
    [],
  )
})

test('an object that is not waited for any more is a difference', () => {
  assert.equal(unlike(KEPT, screenWith()), ['no state of Deployment shop/web is waited for that was waited for'])
})

test('a state, or its chain, that is never shown as it was is a difference', () => {
  const missing = ['no state of Deployment shop/web is waited for that was waited for']
  assert.equal(unlike(KEPT, KEPT.replace('0 of 2 updated', '1 of 2 updated')), missing)
  assert.equal(unlike(KEPT, KEPT.replace(`${POD}\n`, '')), missing)
  assert.equal(unlike(KEPT, KEPT.replace(' (given up after 8s)', '')), missing)
})

test('another line, and one more or less beside what is waited for, is a difference', () => {
  const different = ['the screens differ in more than what is waited for']
  assert.equal(unlike(KEPT, KEPT.replace('objects: 2 created', 'objects: 1 created')), different)
  assert.equal(unlike(KEPT, KEPT.replace('         objects: 2 created\n', '')), different)
  assert.equal(unlike(KEPT, KEPT.replace('   8.0s', '   4.0s  warning: slow\n   8.0s')), different)
  assert.equal(unlike(KEPT, KEPT.replace('exit code 6', 'exit code 1')), different)
})

/** A screen with these blocks of what is waited for. */
function screenWith(...waiting: readonly string[]): string {
  return [
    '$ kubectl hooksync -f shop',
    '   0.2s    created Deployment shop/web',
    ...waiting,
    '   8.0s  out of time after 8.0s: no further work is started',
    '         objects: 2 created',
    'exit code 6',
    '',
  ].join('\n')
}

test.run()
