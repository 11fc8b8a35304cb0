// What is seen: the newest state counts, an older one never decides, and what is gone is remembered by its last state.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { createSight } from '../../../src/sync/see/sight.ts'
import type { Sight } from '../../../src/sync/see/sight.ts'
import { isOlder } from '../../../src/object/resource-version.ts'
import { presenceOf, liveObject } from '../../../src/sync/view.ts'

const test = suite('sight and view')

const KEY = { group: 'batch', kind: 'Job', namespace: 'demo', name: 'mig' }

const state = (uid: string, resourceVersion: string, status = ''): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'mig', namespace: 'demo', uid, resourceVersion },
  status,
})

const all = (): boolean => true

function looking(...states: readonly KubeObject[]): Sight {
  const sight = createSight()
  sight.want([KEY])
  for (const object of states) sight.see(KEY, object)
  return sight
}

const statusOf = (sight: Sight) => liveObject(sight.view, KEY)?.['status']

test('a newer state of an object takes the place of the older one', () => {
  assert.is(statusOf(looking(state('a', '5', 'old'), state('a', '6', 'new'))), 'new')
})

test('an older state of an object is ignored, however late it comes', () => {
  assert.is(statusOf(looking(state('a', '10', 'new'), state('a', '9', 'old'))), 'new')
})

test('the same version again changes nothing that counts', () => {
  assert.is(statusOf(looking(state('a', '10', 'one'), state('a', '10', 'one'))), 'one')
})

test('an object that nobody asked for is not kept', () => {
  const sight = createSight()
  sight.see(KEY, state('a', '1'))
  assert.is(sight.view.live.size, 0)
})

test('a deleted object is remembered by its last state, and lives no more', () => {
  const sight = looking(state('a', '5'))
  sight.lose(KEY, state('a', '6', 'done'))
  assert.is(liveObject(sight.view, KEY), undefined)
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: state('a', '6', 'done') })
})

test('a late event about a deleted object does not bring it back', () => {
  const sight = looking(state('a', '5'))
  sight.lose(KEY, state('a', '7', 'done'))
  sight.see(KEY, state('a', '6', 'running'))
  sight.see(KEY, state('a', '8', 'impossible'))
  assert.is(liveObject(sight.view, KEY), undefined)
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
})

test('the end of an older object leaves a newer one of the same name alone', () => {
  const sight = looking(state('a', '5'), state('b', '8', 'new'))
  sight.lose(KEY, state('a', '7', 'done'))
  assert.is(statusOf(sight), 'new')
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
  assert.is(presenceOf(sight.view, KEY, 'b').is, 'live')
})

test('an object that took the name of another says that the other is gone, without a last state', () => {
  const sight = looking(state('a', '5'), state('b', '8'))
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: null })
})

test('a stale list does not bring back an object whose name a newer one has', () => {
  const sight = looking(state('b', '8', 'new'), state('a', '5', 'old'))
  assert.is(statusOf(sight), 'new')
  assert.is(presenceOf(sight.view, KEY, 'a').is, 'unseen')
})

test('a last state that was seen is not forgotten when the end is told again without one', () => {
  const sight = looking(state('a', '5'))
  sight.lose(KEY, state('a', '7', 'done'))
  sight.lose(KEY, undefined)
  sight.replace(all, [])
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
})

test('a last state that comes after the end was only noticed still counts', () => {
  const sight = looking(state('a', '5'))
  sight.lose(KEY, undefined)
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: null })
  sight.lose(KEY, state('a', '7', 'done'))
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
})

test('what a full list has is seen, what it lacks is gone', () => {
  const sight = looking(state('a', '5', 'old'))
  sight.replace(all, [state('a', '9', 'new')])
  assert.is(statusOf(sight), 'new')
  sight.replace(all, [])
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'gone', last: null })
})

test('a full list of one scope says nothing about another', () => {
  const sight = looking(state('a', '5', 'old'))
  sight.replace((object) => object.kind === 'Pod', [])
  assert.is(statusOf(sight), 'old')
})

test('an object of another uid is never the one that was written', () => {
  const sight = looking(state('b', '8'))
  assert.equal(presenceOf(sight.view, KEY, 'a'), { is: 'unseen' })
})

test('who waits for a change is woken by each of them', async () => {
  const sight = looking()
  const changes: readonly [string, () => void][] = [
    ['see', () => sight.see(KEY, state('a', '1'))],
    ['lose', () => sight.lose(KEY, state('a', '2'))],
    ['wake', () => sight.wake()],
  ]
  for (const [name, change] of changes) {
    const woken = sight.changed().then(() => name)
    change()
    assert.is(await woken, name)
  }
})

test('an older state wakes nobody', async () => {
  const sight = looking(state('a', '5'))
  let woken = false
  const wait = async (): Promise<void> => {
    await sight.changed()
    woken = true
  }
  void wait()
  sight.see(KEY, state('a', '4'))
  await Promise.resolve()
  assert.is(woken, false)
})

const versions: readonly [a: string | undefined, b: string | undefined, older: boolean][] = [
  ['1', '2', true],
  ['2', '1', false],
  ['2', '2', false],
  ['9', '10', true],
  ['10', '9', false],
  ['99999999999999999998', '99999999999999999999', true],
  ['99999999999999999999', '100000000000000000000', true],
  [undefined, '1', false],
  ['1', undefined, false],
  ['abc', '1', false],
  ['1', 'abc', false],
]
for (const [a, b, older] of versions) {
  test(`version ${a} is ${older ? '' : 'not '}older than ${b}`, () => assert.is(isOlder(a, b), older))
}

test.run()
