// The built program as a process: it ends when its work has ended, whoever still holds its standard input.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startProgram } from './support/program.ts'

const test = suite('cli')

/** More than a pipe holds. */
const LONG = `${'#'.repeat(79)}\n`.repeat(20_000)

const EVENT = '{"v":1,"seq":1,"at":0,"type":"phase-started","phase":"Sync"}\n'

const READERS: readonly (readonly string[])[] = [
  ['-f', '-'],
  ['plan', '--offline', '-f', '-'],
  ['rehearse', '-f', '-'],
  ['explain', 'Job/migrate', '-f', '-'],
  ['post-render'],
  [],
]

for (const args of READERS) {
  const words = ['kubectl hooksync', ...args].join(' ')
  test(`${words}: a signal ends it, though nobody closes its input`, async () => {
    const running = startProgram(args, { input: LONG, inputEnd: 'open' })
    await running.inputTaken
    running.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.ended
    assert.equal([exitCode, stdout, stderr], [130, '', 'error: SIGINT: ended before anything was written\n'])
  })
}

test('a replay of an open stream ends at a signal', async () => {
  const running = startProgram(['replay', '-'], { input: EVENT, inputEnd: 'open' })
  await running.told(/Sync/)
  running.kill('SIGTERM')
  const { exitCode, stderr } = await running.ended
  assert.equal([exitCode, stderr], [143, 'warning: SIGTERM: the replay was ended before the end of <stdin>\n'])
})

test('a replay of an open stream ends at a line that is no event', async () => {
  const running = startProgram(['replay', '-'], { input: `${EVENT}nonsense\n`, inputEnd: 'open' })
  const { exitCode, stderr } = await running.ended
  assert.equal([exitCode, stderr.split(':').slice(0, 3).join(':')], [2, 'error: <stdin>:2'])
})

test('wrong usage ends it without a look at its input', async () => {
  const { exitCode } = await startProgram(['-f', '-', '--nonsense'], { inputEnd: 'open' }).ended
  assert.is(exitCode, 2)
})

test.run()
