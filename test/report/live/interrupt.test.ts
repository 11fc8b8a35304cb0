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

for (const [when, name, begin] of [
  ['where no hook runs', 'SIGINT', []],
  ['where the terminal is gone', 'SIGHUP', [{ type: 'resource-applied', ...migrate, change: 'created' }]],
] as const) {
  test(`${when} no time is told that hooks have left`, async () => {
    const stop = new AbortController()
    const screen = emulatedTerminal({ columns: 120, rows: 24 }, { interrupt: { signal: stop.signal, graceMs: 30_000 } })
    screen.tell({ type: 'wave-started', phase: 'PreSync', wave: 0, tasks: [migrate] }, ...begin)
    await screen.pass(1000)
    stop.abort(name)
    await screen.pass(100)
    const shown = screen.screen().map((line) => line.trim())
    const head = shown.findIndex((line) => line.startsWith('── '))
    assert.is(
      shown
        .slice(head + 1, head + 3)
        .filter((line) => !line.includes('Job'))
        .join(' '),
      `${name}: ending, no further work is started, a second signal leaves at once`,
    )
    screen.close()
  })
}

test.run()
