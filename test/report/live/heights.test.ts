// A terminal that loses rows puts those above the cursor into its scrollback, where nobody can erase them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { task } from '../build-events.ts'
import { emulatedTerminal } from './emulated-terminal.ts'

const test = suite('a terminal that is made lower in mid-run')

const api = task('apps/Deployment shop/api', 'Sync', 1)
const settings = Array.from({ length: 40 }, (_, index) => task(`ConfigMap shop/settings-${index}`, 'Sync', 0))

/** Forty objects are done, one waits. */
async function waitingRun() {
  const screen = emulatedTerminal({ columns: 80, rows: 24 })
  screen.tell({ type: 'wave-started', phase: 'Sync', wave: 0, tasks: settings })
  for (const one of settings) screen.tell({ type: 'resource-applied', ...one, change: 'created' })
  for (const one of settings) screen.tell({ type: 'task-completed', ...one, outcome: 'Succeeded', message: 'created' })
  screen.tell({ type: 'wave-started', phase: 'Sync', wave: 1, tasks: [api] })
  screen.tell({ type: 'resource-applied', ...api, change: 'created' })
  const message = `0 of 1 available ← FailedScheduling: ${'0/3 nodes have enough memory, '.repeat(24)}end.`
  screen.tell({
    type: 'waiting',
    message: 'api',
    blockers: [{ ...api, what: 'health', health: 'Progressing', message }],
  })
  await screen.pass(48_000)
  return screen
}

function block(lines: readonly string[]): readonly string[] {
  return lines.slice(lines.findIndex((line) => line.startsWith('── ')))
}

/** The block is there once, below what stood above it before. */
function isClean(screen: Awaited<ReturnType<typeof waitingRun>>, transcript: readonly string[]): void {
  const all = screen.all()
  assert.is(all.filter((line) => line.startsWith('── ')).length, 1, all.join('\n'))
  assert.equal(all.slice(0, -block(all).length), transcript)
}

test('and high again keeps no piece of the block', async () => {
  const screen = await waitingRun()
  const transcript = screen.all().slice(0, -block(screen.all()).length)
  for (const rows of [10, 24, 6, 24, 12, 8, 50, 7]) {
    await screen.resize({ columns: 80, rows })
    isClean(screen, transcript)
    await screen.pass(1000)
    isClean(screen, transcript)
  }
  await screen.end()
  assert.equal(screen.all(), transcript)
  screen.close()
})

test('a frame that is drawn before the program hears of the new height leaves nothing either', async () => {
  const screen = await waitingRun()
  const transcript = screen.all().slice(0, -block(screen.all()).length)
  await screen.resizeUnheard({ columns: 80, rows: 6 })
  await screen.pass(1000)
  await screen.resize({ columns: 80, rows: 6 })
  isClean(screen, transcript)
  screen.close()
})

test.run()
