// What is waited for, as lines.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blockerLines } from '../../src/report/wait-lines.ts'
import { task } from './build-events.ts'

const test = suite('wait lines')

const migrate = { ...task('batch/Job shop/migrate', 'PreSync'), what: 'completion', message: '1 active' } as const
const api = { ...task('apps/Deployment shop/api'), what: 'health', message: '0 of 1 ready' } as const

test('a thing with a time of its own says when it is given up', () => {
  assert.equal(blockerLines([{ ...migrate, limitMs: 90_000 }], 80), [
    '  waiting for Job shop/migrate (given up after 1m30s): 1 active',
  ])
  assert.equal(blockerLines([{ ...migrate, limitMs: 300_000 }, api], 80), [
    '  waiting for 2 resources:',
    '    Job shop/migrate (given up after 5m): 1 active',
    '    Deployment shop/api: 0 of 1 ready',
  ])
})

test('what a rule says that it waits for does not say again that it waits', () => {
  const lineOf = (message: string): readonly string[] => blockerLines([{ ...api, message }], 80)
  assert.equal(lineOf('waiting for the condition Ready'), ['  waiting for Deployment shop/api: the condition Ready'])
  assert.equal(lineOf('waiting until its status.phase is Up'), [
    '  waiting for Deployment shop/api: until its status.phase is Up',
  ])
  assert.equal(lineOf('waiting for a volume'), ['  waiting for Deployment shop/api: waiting for a volume'])
})

test.run()
