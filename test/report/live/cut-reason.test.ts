import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawBlock } from '../../../src/report/live/draw.ts'
import { createLiveView, viewEvent } from '../../../src/report/live/live-view.ts'
import { createStyle } from '../../../src/report/style.ts'
import { events, task } from '../build-events.ts'

const test = suite('a reason without room')

const api = task('apps/Deployment shop/api', 'Sync', 2)

test('where it is cut it keeps the end of its colour', () => {
  const view = createLiveView()
  const message = `← ${'0/3 nodes have enough memory, '.repeat(20)}`
  const run = events(
    { type: 'wave-started', phase: 'Sync', wave: 2, tasks: [api] },
    { type: 'resource-applied', ...api, change: 'created' },
    { type: 'waiting', message: 'api', blockers: [{ ...api, what: 'health', message }] },
  )
  for (const event of run) viewEvent(view, event)
  const [plain, coloured] = (['plain', 'coloured'] as const).map((how) => createStyle(how))
  if (plain === undefined || coloured === undefined) throw new Error('no styles')
  const shown = { room: { columns: 80, rows: 8 }, now: view.startedAt ?? 0, deadline: undefined }
  const [text = ''] = drawBlock(view, { ...shown, style: plain }).slice(-1)
  assert.ok(text.endsWith('…'))
  assert.is(drawBlock(view, { ...shown, style: coloured }).at(-1), `      ${coloured.yellow(text.slice(6))}`)
})

test.run()
