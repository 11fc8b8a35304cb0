import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { task } from '../build-events.ts'
import { emulatedTerminal, STARTED_AT } from './emulated-terminal.ts'

const test = suite('an API server that gives no answer, in the live view')

const migrate = task('batch/Job shop/migrate', 'PreSync', 0)

test('it stands under the header for how long, and goes when the server answers again', async () => {
  const screen = emulatedTerminal({ columns: 80, rows: 24 })
  screen.tell({ type: 'wave-started', phase: 'PreSync', wave: 0, tasks: [migrate] })
  screen.tell({ type: 'resource-applied', ...migrate, change: 'created' })
  const below = (): string => {
    const shown = screen.screen().map((line) => line.trim())
    const head = shown.findIndex((line) => line.startsWith('── '))
    const job = shown.findIndex((line) => line.startsWith('… Job'))
    return shown.slice(head + 1, job).join(' ')
  }
  await screen.pass(9000)
  assert.is(below(), '')
  const why = 'https://api:6443 has not answered GET /apis'
  const outOfReach = { since: STARTED_AT + 6000, why }
  screen.tell({ type: 'warning', message: 'gone', outOfReach: { ...outOfReach, over: false } })
  await screen.pass(0)
  const told = (time: string): string =>
    `no usable answer from the API server for ${time}, below is what was seen before: ${why}`
  assert.is(below(), told('3s'))
  screen.tell({ type: 'warning', message: 'something else' })
  await screen.pass(5000)
  assert.is(below(), told('8s'))
  screen.tell({ type: 'warning', message: 'back', outOfReach: { ...outOfReach, over: true } })
  await screen.pass(100)
  assert.is(below(), '')
  screen.close()
})

test.run()
