// When what is waited for is given up, in the block of the live view.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawBlock } from '../../../src/report/live/draw.ts'
import type { Room } from '../../../src/report/live/draw.ts'
import { createLiveView, viewEvent } from '../../../src/report/live/live-view.ts'
import { wrapHard } from '../../../src/report/live/reason.ts'
import { createStyle } from '../../../src/report/style.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { events, task } from '../build-events.ts'

const test = suite('limits in the live view')

const STARTED_AT = 1_700_000_000_000
const api = task('apps/Deployment shop/api', 'Sync', 2)

/** The block after some events, five seconds after the first. */
function draw(bodies: readonly (SyncEventBody | number)[], room: Room): readonly string[] {
  const view = createLiveView()
  for (const event of events(...bodies)) viewEvent(view, event)
  return drawBlock(view, { room, now: STARTED_AT + 5000, deadline: undefined, style: createStyle('plain') })
}

test('what is given up by a limit says when, behind its reason, and gives its row away before the reason does', () => {
  const at = STARTED_AT + 120_000
  const limits = { limitMs: 90_000, limit: { name: 'image-pull=2m', at } }
  const stuck = (message: string, given: Partial<typeof limits>): readonly (SyncEventBody | number)[] => {
    const waiting = { type: 'waiting', message: '', blockers: [{ ...api, what: 'health', message, ...given }] } as const
    return [
      { type: 'wave-started', phase: 'Sync', wave: 2, tasks: [api] },
      { type: 'resource-applied', ...api, change: 'created' },
      2000,
      waiting,
    ]
  }
  const room = { columns: 80, rows: 24 }
  const shown = (message: string, given: Partial<typeof limits>, rows = room.rows): readonly string[] =>
    draw(stuck(message, given), { ...room, rows }).slice(1)
  const chain = `0 of 1 available ← Pod api-x Pending ← ImagePullBackOff: image "a:1": ${'not found '.repeat(6).trim()}`
  const line = '  … Deployment shop/api  created 5s  0 of 1 available'
  const links = [
    '      ← Pod api-x Pending',
    ...wrapHard(chain.split(' ← ')[2] ?? '', 71, '').map((text) => `      ${text}`),
  ]
  const whole = shown(chain, { limit: limits.limit })
  assert.equal([whole[0], whole.at(-1)], [line, '      given up in 1m55s, image-pull=2m'])
  assert.equal(shown(chain, { limit: limits.limit }, whole.length + 3), whole)
  assert.equal(shown(chain, { limit: limits.limit }, whole.length + 2), whole.slice(0, -1))
  assert.is(whole.length, links.length + 2)
  assert.equal(shown('1 active', { limitMs: 90_000 }), [
    '  … Deployment shop/api  created 5s  1 active, given up in 1m25s',
  ])
  assert.equal(shown('', { limitMs: 90_000 }), ['  … Deployment shop/api  created 5s  given up in 1m25s'])
  const wide = '1 active of a long list'
  assert.equal(shown(wide, limits), [
    `  … Deployment shop/api  created 5s  ${wide}`,
    '      given up in 1m55s, image-pull=2m',
  ])
})

test.run()
