// What is waited for, as lines.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blockerLines } from '../../src/report/wait-lines.ts'
import type { Blocker } from '../../src/sync/events.ts'
import { task } from './build-events.ts'

const test = suite('wait lines')

const ROOM = { columns: 80, now: 1_700_000_000_000 }

const migrate = { ...task('batch/Job shop/migrate', 'PreSync'), what: 'completion', message: '1 active' } as const
const api = { ...task('apps/Deployment shop/api'), what: 'health', message: '0 of 1 ready' } as const

test('a thing with a time of its own says when it is given up', () => {
  assert.equal(blockerLines([{ ...migrate, limitMs: 90_000 }], ROOM), [
    '  waiting for Job shop/migrate (given up after 1m30s): 1 active',
  ])
  assert.equal(blockerLines([{ ...migrate, limitMs: 300_000 }, api], ROOM), [
    '  waiting for 2 resources:',
    '    Job shop/migrate (given up after 5m): 1 active',
    '    Deployment shop/api: 0 of 1 ready',
  ])
})

test('what is stuck in something that has a limit says when that is over, and which it is', () => {
  const line = (limits: Pick<Blocker, 'limit' | 'limitMs'>): string | undefined =>
    blockerLines([{ ...api, ...limits }], { ...ROOM, columns: 120 })[0]?.slice(
      '  waiting for Deployment shop/api '.length,
    )
  const pull = { name: 'image-pull=2m', at: ROOM.now + 117_000 }
  assert.is(line({ limit: pull }), '(given up in 1m57s, image-pull=2m): 0 of 1 ready')
  assert.is(line({ limit: pull, limitMs: 300_000 }), '(given up in 1m57s, image-pull=2m): 0 of 1 ready')
  assert.is(line({ limit: { ...pull, at: 0 } }), '(given up in 0s, image-pull=2m): 0 of 1 ready')
  const loop = { name: 'crash-loop=5', restarts: 3 }
  assert.is(line({ limit: loop }), '(given up after 3 more restarts, crash-loop=5): 0 of 1 ready')
  assert.is(line({ limit: { ...loop, restarts: 1 } }), '(given up after 1 more restart, crash-loop=5): 0 of 1 ready')
  assert.is(line({ limit: loop, limitMs: 300_000 }), '(given up after 5m): 0 of 1 ready')
})

test('what a rule says that it waits for does not say again that it waits', () => {
  const lineOf = (message: string): readonly string[] => blockerLines([{ ...api, message }], ROOM)
  assert.equal(lineOf('waiting for the condition Ready'), ['  waiting for Deployment shop/api: the condition Ready'])
  assert.equal(lineOf('waiting until its status.phase is Up'), [
    '  waiting for Deployment shop/api: until its status.phase is Up',
  ])
  assert.equal(lineOf('waiting for a volume'), ['  waiting for Deployment shop/api: waiting for a volume'])
})

test.run()
