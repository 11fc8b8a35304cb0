// The demo on the simulated cluster, as `npm run demo` runs it: first a sync that passes, then one whose migration fails.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite<{ output: string; exitCode: number | undefined }>('demo', { output: '', exitCode: undefined })

test.before(async (context) => {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const args = ['--import', 'tsx', 'scripts/demo.ts']
  const result = await execa(process.execPath, args, { cwd, all: true, reject: false, stdin: 'ignore' })
  context.output = result.all
  context.exitCode = result.exitCode
})

test('the demo ends well', ({ output, exitCode }) => {
  assert.is(exitCode, 0, output)
})

test('the first sync goes through all phases and waves, and passes', ({ output }) => {
  const [first = ''] = output.split('# Once more')
  const order = [
    '  PreSync',
    'created Job shop/migrate',
    '  Sync',
    'wave -1:',
    'created Deployment shop/web',
    '  PostSync',
  ]
  const places = order.map((word) => first.indexOf(word))
  assert.ok(
    places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1)),
    first,
  )
  assert.not.match(first, /notify|Failed/)
})

test('the failed migration is shown with its exit code and its last words, and nothing of Sync was written', ({
  output,
}) => {
  const [, second = ''] = output.split('# Once more')
  assert.match(second, /ERROR: {2}column "price_cent" does not exist/)
  assert.match(second, /exited with code 3/)
  assert.match(second, /SyncFail/)
  assert.not.match(second, /wave -1|Deployment shop\/web/)
})

test.run()
