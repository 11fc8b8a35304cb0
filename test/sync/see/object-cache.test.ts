// What is seen: the newest state counts, an older one never decides, and what is gone is remembered by its last state.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { createObjectCache } from '../../../src/sync/see/object-cache.ts'
import type { ObjectCache } from '../../../src/sync/see/object-cache.ts'
import { isOlder } from '../../../src/object/resource-version.ts'
import { presenceOf, liveObject } from '../../../src/sync/view.ts'

const test = suite('cache and view')

const KEY = { group: 'batch', kind: 'Job', namespace: 'demo', name: 'mig' }

const state = (uid: string, resourceVersion: string, status = ''): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'mig', namespace: 'demo', uid, resourceVersion },
  status,
})

const all = (): boolean => true

function looking(...states: readonly KubeObject[]): ObjectCache {
  const cache = createObjectCache()
  cache.want([KEY])
  for (const object of states) cache.see(KEY, object)
  return cache
}

const statusOf = (cache: ObjectCache) => liveObject(cache.view, KEY)?.['status']

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
  const cache = createObjectCache()
  cache.see(KEY, state('a', '1'))
  assert.is(cache.view.live.size, 0)
})

test('a deleted object is remembered by its last state, and lives no more', () => {
  const cache = looking(state('a', '5'))
  cache.lose(KEY, state('a', '6', 'done'))
  assert.is(liveObject(cache.view, KEY), undefined)
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: state('a', '6', 'done') })
})

test('a late event about a deleted object does not bring it back', () => {
  const cache = looking(state('a', '5'))
  cache.lose(KEY, state('a', '7', 'done'))
  cache.see(KEY, state('a', '6', 'running'))
  cache.see(KEY, state('a', '8', 'impossible'))
  assert.is(liveObject(cache.view, KEY), undefined)
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
})

test('the end of an older object leaves a newer one of the same name alone', () => {
  const cache = looking(state('a', '5'), state('b', '8', 'new'))
  cache.lose(KEY, state('a', '7', 'done'))
  assert.is(statusOf(cache), 'new')
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
  assert.is(presenceOf(cache.view, KEY, 'b').is, 'live')
})

test('an object that took the name of another says that the other is gone, without a last state', () => {
  const cache = looking(state('a', '5'), state('b', '8'))
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: null })
})

test('a stale list does not bring back an object whose name a newer one has', () => {
  const cache = looking(state('b', '8', 'new'), state('a', '5', 'old'))
  assert.is(statusOf(cache), 'new')
  assert.is(presenceOf(cache.view, KEY, 'a').is, 'unseen')
})

test('a last state that was seen is not forgotten when the end is told again without one', () => {
  const cache = looking(state('a', '5'))
  cache.lose(KEY, state('a', '7', 'done'))
  cache.lose(KEY, undefined)
  cache.replace(all, [])
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
})

test('a last state that comes after the end was only noticed still counts', () => {
  const cache = looking(state('a', '5'))
  cache.lose(KEY, undefined)
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: null })
  cache.lose(KEY, state('a', '7', 'done'))
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: state('a', '7', 'done') })
})

test('what a full list has is seen, what it lacks is gone', () => {
  const cache = looking(state('a', '5', 'old'))
  cache.replace(all, [state('a', '9', 'new')])
  assert.is(statusOf(cache), 'new')
  cache.replace(all, [])
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'gone', last: null })
})

test('a full list of one scope says nothing about another', () => {
  const cache = looking(state('a', '5', 'old'))
  cache.replace((object) => object.kind === 'Pod', [])
  assert.is(statusOf(cache), 'old')
})

test('an object of another uid is never the one that was written', () => {
  const cache = looking(state('b', '8'))
  assert.equal(presenceOf(cache.view, KEY, 'a'), { is: 'unseen' })
})

test('who waits for a change is woken by each of them', async () => {
  const cache = looking()
  const changes: readonly [string, () => void][] = [
    ['see', () => cache.see(KEY, state('a', '1'))],
    ['lose', () => cache.lose(KEY, state('a', '2'))],
    ['wake', () => cache.wake()],
  ]
  for (const [name, change] of changes) {
    const woken = cache.changed().then(() => name)
    change()
    assert.is(await woken, name)
  }
})

test('an older state wakes nobody', async () => {
  const cache = looking(state('a', '5'))
  let woken = false
  const wait = async (): Promise<void> => {
    await cache.changed()
    woken = true
  }
  void wait()
  cache.see(KEY, state('a', '4'))
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
