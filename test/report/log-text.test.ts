// How a line of a log says whose it is.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { logSource, logText } from '../../src/report/log-text.ts'
import { createStyle } from '../../src/report/style.ts'
import type { SyncEvent } from '../../src/sync/events.ts'

const test = suite('log text')

type Line = Extract<SyncEvent, { type: 'log-line' }>

const key = { group: 'batch', kind: 'Job', namespace: 'shop', name: 'migrate' }
const OF = { task: 't', key, phase: 'PreSync', wave: 0, hook: true } as const
const SAID = { pod: 'migrate-x1', container: 'main', line: 'hello' }
const LINE: Line = { v: 1, seq: 1, at: 0, type: 'log-line', ...OF, ...SAID }

test('the pod and the container, what else it is, and how often it was restarted', () => {
  assert.is(logSource(LINE), 'migrate-x1/main')
  assert.is(logSource({ ...LINE, container: 'schema', role: 'init' }), 'migrate-x1/schema (init)')
  assert.is(
    logSource({ ...LINE, container: 'proxy', role: 'sidecar', restart: 2 }),
    'migrate-x1/proxy (sidecar) restart 2',
  )
  assert.is(logText(LINE, createStyle('plain')), 'migrate-x1/main | hello')
})

test('a pod keeps its colour, and two pods of a Job mostly have others', () => {
  const style = createStyle('coloured')
  const colour = (pod: string): string => /^\u001b\[\d+m/.exec(logText({ ...LINE, pod }, style))?.[0] ?? ''
  assert.is(colour('migrate-x1'), colour('migrate-x1'))
  assert.ok(new Set(['a', 'b', 'c', 'd', 'e'].map((end) => colour(`migrate-x${end}`))).size > 2)
})

test.run()
