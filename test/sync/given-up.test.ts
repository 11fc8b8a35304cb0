// From looks at what waits to whether it is given up: whose time it is, what breaks it, which restarts count.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Stuck } from '../../src/diagnose/stuck.ts'
import { OUR_POLICY } from '../../src/policy.ts'
import { limitAhead, limitMoment, lookAfter, whyGivenUp } from '../../src/sync/given-up.ts'
import type { Look } from '../../src/sync/given-up.ts'
import { longestUnseenFirst } from '../../src/sync/tell/look-behind.ts'
import { object } from '../support/objects.ts'
import { planOf } from './script.ts'

const test = suite('given up')

const [task] = planOf({ objects: [object('ConfigMap', 'c')] }).tasks
assert.ok(task)
const options = { failFast: { 'image-pull': 60_000, 'crash-loop': 2 }, policy: OUR_POLICY }

const pull = (id: string): Stuck => ({ cause: 'image-pull', id })

/** What is known after looks at these seconds. */
const looked = (...seen: readonly (readonly [second: number, ...stuck: readonly Stuck[]])[]): Look | undefined => {
  let look: Look | undefined
  for (const [second, ...stuck] of seen) {
    look = lookAfter(look, { uid: 'u', at: second * 1000, text: '', stuck, restarted: new Map() })
  }
  return look
}

const isGivenUp = (look: Look | undefined): boolean => whyGivenUp(task, look, options) !== undefined

test('a time is over when one and the same has been stuck for so long', () => {
  assert.not(isGivenUp(looked([0, pull('a')], [30, pull('a')], [59, pull('a')])))
  assert.ok(isGivenUp(looked([0, pull('a')], [30, pull('a')], [60, pull('a')])))
})

test('the time of one pod is not that of another', () => {
  assert.not(isGivenUp(looked([0, pull('a')], [30, pull('b')], [60, pull('b')])))
  const both = looked([0, pull('a')], [30, pull('b'), pull('a')], [60, pull('b'), pull('a')])
  assert.ok(isGivenUp(both))
  assert.is(limitMoment(task, looked([0, pull('a')], [30, pull('b'), pull('a')]), options), 60_000)
})

test('where nobody looked for more than a minute, time begins anew', () => {
  assert.not(isGivenUp(looked([0, pull('a')], [61, pull('a')])))
  assert.ok(isGivenUp(looked([0, pull('a')], [60, pull('a')])))
})

test('restarts count since the first look, or from zero where the pod is new', () => {
  const loop = (restarts: number, base: number): Look => {
    const before = lookAfter(undefined, { uid: 'u', at: 0, text: '', stuck: [], restarted: new Map([['a', base]]) })
    const stuck: readonly Stuck[] = [{ cause: 'crash-loop', id: 'a', restarts }]
    return lookAfter(before, { uid: 'u', at: 1000, text: '', stuck, restarted: new Map([['a', restarts]]) })
  }
  assert.equal([loop(200, 200), loop(201, 200), loop(202, 200), loop(6, 0)].map(isGivenUp), [false, false, true, true])
  const why = whyGivenUp(task, loop(202, 200), options)
  assert.match(why?.message ?? '', 'restarted 2 times')
  assert.is(why?.givenUp.words, 'given up, limit crash-loop=2 (--fail-fast)')
})

test('the limit that is told is the one that is over next, by its time, and of restarts how many it takes', () => {
  assert.is(limitAhead(task, looked([0]), options), undefined)
  assert.is(limitAhead(task, undefined, options), undefined)
  const unlimited = { ...options, failFast: { 'image-pull': Infinity } }
  assert.is(limitAhead(task, looked([0, pull('a')]), unlimited), undefined)
  const config: Stuck = { cause: 'container-config', id: 'b' }
  const loop: Stuck = { cause: 'crash-loop', id: 'c', restarts: 1 }
  const both = looked([0, loop, config], [30, loop, config, pull('a')])
  assert.equal(limitAhead(task, both, options), { name: 'image-pull=1m', at: 90_000 })
  assert.equal(limitAhead({ ...task, failFast: { 'image-pull': 600_000 } }, both, options), {
    name: 'container-config=2m',
    at: 120_000,
  })
  assert.equal(limitAhead(task, looked([0, loop]), options), { name: 'crash-loop=2', restarts: 1 })
})

test('what was never looked at goes first, then what was longest ago', () => {
  const at: Readonly<Record<string, number>> = { a: 3, b: 1, d: 2 }
  assert.equal(
    longestUnseenFirst(['a', 'b', 'c', 'd'], (name) => at[name]),
    ['c', 'b', 'd', 'a'],
  )
})

test.run()
