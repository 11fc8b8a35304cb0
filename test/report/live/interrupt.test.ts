import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { task } from '../build-events.ts'
import { emulatedTerminal } from './emulated-terminal.ts'

const test = suite('a signal in the live view')

const migrate = task('batch/Job shop/migrate', 'PreSync', 0)

test('it is seen under the header at once, with the time that hooks have left', async () => {
  const stop = new AbortController()
  const interrupt = { signal: stop.signal, graceMs: 30_000 }
  const screen = emulatedTerminal({ columns: 80, rows: 24 }, { interrupt })
  screen.tell({ type: 'wave-started', phase: 'PreSync', wave: 0, tasks: [migrate] })
  screen.tell({ type: 'resource-applied', ...migrate, change: 'created' })
  await screen.pass(5000)
  stop.abort('SIGINT')
  const notice = (): string => {
    const shown = screen.screen()
    const head = shown.findIndex((line) => line.startsWith('── '))
    return shown
      .slice(head + 1, head + 3)
      .map((line) => line.trim())
      .join(' ')
  }
  const told = (left: string): string =>
    `SIGINT: ending, no further work is started; hooks that run have ${left} left (--grace), a second signal leaves at once`
  await screen.pass(100)
  assert.is(notice(), told('30s'))
  await screen.pass(8000)
  assert.is(notice(), told('22s'))
  screen.close()
})

test.run()
