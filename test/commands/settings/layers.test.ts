// What stands higher wins: the command line, the profile, the file.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SYNC_COMMAND } from '../../../src/commands/command.ts'
import { flagsNamed } from '../../../src/commands/flags/flags.ts'
import type { FlagName } from '../../../src/commands/flags/flags.ts'
import { parseFlags } from '../../../src/commands/flags/parse-flags.ts'
import type { FlagValues } from '../../../src/commands/flags/parse-flags.ts'
import { commandLineLayer, counting, layeredValues } from '../../../src/commands/settings/layers.ts'
import type { Layer } from '../../../src/commands/settings/layers.ts'

const test = suite('layers')

function layer(said: Partial<Record<FlagName, readonly (string | boolean)[]>>): Layer {
  return {
    said: (name) => {
      const values = said[name]
      return values === undefined ? undefined : { values }
    },
  }
}

function valuesOf(args: readonly string[], ...layers: readonly Layer[]): FlagValues {
  const line = parseFlags(args, flagsNamed(SYNC_COMMAND.flags))
  return layeredValues([commandLineLayer(line), ...layers], line.words)
}

const FILE = layer({ timeout: ['10m'], wait: [false], include: ['a', 'b'], app: ['shop'], prune: [true] })
const PROFILE = layer({ timeout: ['20m'], include: ['c'] })

test('the command line wins over the profile, the profile over the file', () => {
  assert.is(valuesOf([], FILE).value('timeout'), '10m')
  assert.is(valuesOf([], PROFILE, FILE).value('timeout'), '20m')
  assert.is(valuesOf(['--timeout', '5m'], PROFILE, FILE).value('timeout'), '5m')
  assert.is(valuesOf([], PROFILE, FILE).value('app'), 'shop')
  assert.is(valuesOf([], PROFILE, FILE).value('namespace'), undefined)
})

test('a switch can be turned on and off again', () => {
  assert.is(valuesOf([], FILE).switch('wait'), false)
  assert.is(valuesOf(['--wait'], FILE).switch('wait'), true)
  assert.is(valuesOf(['--no-prune'], FILE).switch('prune'), false)
  assert.is(valuesOf([], FILE).switch('hooks'), undefined)
})

test('a list comes from one place as a whole', () => {
  assert.equal(valuesOf([], PROFILE, FILE).list('include'), ['c'])
  assert.equal(valuesOf(['--include', 'x'], PROFILE, FILE).list('include'), ['x'])
  assert.equal(valuesOf([], FILE).list('include'), ['a', 'b'])
})

test('sync options come from all places, the highest last', () => {
  const file = layer({ 'sync-option': ['Replace=true', 'Force=true'] })
  const profile = layer({ 'sync-option': ['Replace=false'] })
  const values = valuesOf(['--sync-option', 'Validate=false'], profile, file)
  assert.equal(values.list('sync-option'), ['Replace=true', 'Force=true', 'Replace=false', 'Validate=false'])
})

test('the sync option CreateNamespace hides what a lower place says of --create-namespace', () => {
  const file = layer({ 'create-namespace': ['all'] })
  const profile = layer({ 'sync-option': ['CreateNamespace=false'] })
  assert.is(valuesOf([], file).value('create-namespace'), 'all')
  assert.is(valuesOf([], profile, file).value('create-namespace'), undefined)
  assert.is(valuesOf(['--sync-option', 'Force=true,CreateNamespace=true'], file).value('create-namespace'), undefined)
  assert.is(valuesOf(['--create-namespace'], profile, file).value('create-namespace'), 'true')
  assert.is(valuesOf(['--sync-option', 'Force=true'], file).value('create-namespace'), 'all')
})

test('what counts is known with where it was said', () => {
  assert.equal(counting('timeout', [PROFILE, FILE]), [{ values: ['20m'] }])
  assert.equal(counting('namespace', [PROFILE, FILE]), [])
})

test.run()
