// How --fail-fast is written on a command line.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SYNC_COMMAND } from '../../../src/commands/command.ts'
import { flagsNamed } from '../../../src/commands/flags/flags.ts'
import { parseFlags } from '../../../src/commands/flags/parse-flags.ts'
import { readSyncFlags } from '../../../src/commands/flags/sync-flags.ts'
import { parseFailFast } from '../../../src/hook/fail-fast.ts'

const test = suite('--fail-fast')

const read = (...words: readonly string[]): unknown =>
  readSyncFlags(parseFlags(['-f', 'x', ...words], flagsNamed(SYNC_COMMAND.flags))).operation.failFast

test('on, off, or limits', () => {
  assert.equal(read(), {})
  assert.equal(read('--fail-fast'), parseFailFast('on'))
  assert.equal(read('--fail-fast=on'), parseFailFast('on'))
  assert.equal(read('--fail-fast=off'), parseFailFast('off'))
  assert.equal(read('--no-fail-fast'), parseFailFast('off'))
  assert.equal(read('--fail-fast=image-pull=5m,crash-loop=10'), { 'image-pull': 300_000, 'crash-loop': 10 })
})

test('anything else is wrong, and it is said what is right', () => {
  assert.throws(() => read('--fail-fast=5m'), /--fail-fast cannot be "5m": "5m" is not a limit/)
  assert.throws(() => read('--fail-fast=image-pull'), /"image-pull" is not a limit/)
})

test.run()
