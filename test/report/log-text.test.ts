// How a line of a log says whose it is.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { logSource, logText } from '../../src/report/log-text.ts'
import { NAME_COLOURS, createStyle } from '../../src/report/style.ts'
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

test('a pod and container keep their colour, and those of a Job mostly have others', () => {
  const style = createStyle('coloured')
  const colour = (pod: string, container = 'main'): string =>
    /^\u001b\[[\d;]+m/.exec(logText({ ...LINE, pod, container }, style))?.[0] ?? ''
  assert.is(colour('migrate-x1'), colour('migrate-x1'))
  assert.ok(new Set(['a', 'b', 'c', 'd', 'e'].map((end) => colour(`migrate-x${end}`))).size > 3)
  assert.ok(new Set(['main', 'schema', 'proxy', 'wait'].map((name) => colour('migrate-x1', name))).size > 2)
})

/** How bright a colour of the cube of 216 is (WCAG 2.2, relative luminance). */
function brightness(colour: number): number {
  const part = (step: number): number => {
    const value = [0, 95, 135, 175, 215, 255][Math.floor((colour - 16) / step) % 6] ?? 0
    return value === 0 ? 0 : ((value / 255 + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(36) + 0.7152 * part(6) + 0.0722 * part(1)
}

test('the colours of names are read on white and on black', () => {
  for (const colour of NAME_COLOURS) {
    const own = brightness(colour)
    const contrast = Math.min(1.05 / (own + 0.05), (own + 0.05) / 0.05)
    assert.ok(contrast >= 4, `${colour}: ${contrast}`)
  }
})

test.run()
