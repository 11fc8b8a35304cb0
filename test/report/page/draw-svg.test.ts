// The timeline as a drawing: well-formed whatever the names are, nothing in it that runs or loads, and bounded.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createDrawing } from '../../../src/report/page/drawing.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { events, task } from '../build-events.ts'

const test = suite('draw svg')

function drawn(...bodies: readonly (SyncEventBody | number)[]): string {
  const drawing = createDrawing()
  const presenter = drawing.open()
  for (const event of events(...bodies)) presenter.event(event)
  presenter.end()
  return drawing.draw('svg')
}

function ran(names: readonly string[], ms = 1000): readonly (SyncEventBody | number)[] {
  const refs = names.map((name) => task(`batch/Job shop/${name}`))
  return [
    { type: 'wave-started', phase: 'Sync', wave: 0, tasks: refs },
    ...refs.map((ref) => ({ type: 'resource-applied', ...ref, change: 'created' }) as const),
    ...refs.flatMap((ref) => [ms, { type: 'task-completed', ...ref, outcome: 'Succeeded', message: 'ok' } as const]),
  ]
}

const END: SyncEventBody = {
  type: 'operation-completed',
  phase: 'Succeeded',
  message: 'done',
  reason: 'completed',
  durationMs: 0,
  phases: [],
}

/** The bars of tasks, in pixels. */
function barsIn(svg: string): readonly { readonly x: number; readonly width: number }[] {
  const found = svg.matchAll(/class="bar (?:good|bad|open|none)[^"]*" x="([\d.]+)" y="\d+" width="([\d.]+)"/g)
  return [...found].map(([, x, width]) => ({ x: Number(x), width: Number(width) }))
}

test('bars stand in proportion to the time of the run', () => {
  const svg = drawn(...ran(['a', 'b'], 2500), END)
  assert.equal(barsIn(svg), [
    { x: 316, width: 250 },
    { x: 316, width: 500 },
  ])
  assert.match(svg, 'critical path ▶ Job shop/b 5.0s (100 %)')
  assert.match(svg, /class="bar good critical"/)
})

test('what took less than a hundredth of the run is counted, not named', () => {
  assert.match(
    drawn(...ran(['a'], 3), ...ran(['b'], 4000), END),
    />critical path ▶ Job shop\/b 4.0s \(100 %\), and 1 shorter one</,
  )
  assert.match(drawn(END), '>critical path ▶ nothing held the run up<')
})

test('names and messages are text, however they are spelt', () => {
  const name = `</text><script>alert(1)</script>"'&\u001b[31m\u202e\ufffe]]>`
  const ref = task('batch/Job shop/m', 'PreSync')
  const failed: SyncEventBody = { type: 'task-completed', ...ref, outcome: 'Failed', message: `${name}\n::error::x` }
  const hostile = { ...ref, key: { ...ref.key, name } }
  const svg = drawn(
    { type: 'resource-applied', ...hostile, change: 'created' },
    5,
    { ...failed, key: hostile.key },
    {
      ...END,
      phase: 'Failed',
    },
  )
  assert.not.match(svg, /<script|<\/text><|::|##\[|[\u0000-\u0009\u000b-\u001f\u202e\ufffe]/)
  assert.match(svg, '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')
  // Whatever is in it, each tag that is opened is closed.
  const tags = [...svg.matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)].filter(([, , , selfClosed]) => selfClosed === '')
  const depth = tags.reduce((sum, [, closing]) => sum + (closing === '' ? 1 : -1), 0)
  assert.equal([depth, /<(?!\/?(?:svg|style|rect|text|title|line)\b)/.test(svg)], [0, false])
})

test('it loads nothing, and knows light and dark', () => {
  const svg = drawn(...ran(['a']), END)
  assert.not.match(svg, /url\(|href|@import|<image|<foreignObject|\son\w+=/i)
  assert.match(svg, 'prefers-color-scheme:dark')
})

test('of very many tasks the longest are drawn, and how many are left out is said', () => {
  const svg = drawn(
    ...ran(
      Array.from({ length: 500 }, (_, index) => `job-${index}`),
      1,
    ),
    END,
  )
  assert.is(barsIn(svg).length, 60)
  assert.match(svg, 'and 440 tasks more, which took no longer')
  assert.ok(svg.length < 40_000)
})

test('a run in which nothing began is drawn, too', () => {
  assert.match(drawn({ ...END, phase: 'Failed', message: 'the gate said no', reason: 'gate' }), 'the gate said no')
})

test.run()
