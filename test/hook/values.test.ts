// Policies, waves and sync options: as Argo CD reads them (test/fixtures/parity/scenarios 09 and 10).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDirectives } from '../../src/hook/read-directives.ts'
import { parseSyncOptions, SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import { annotate, object } from '../support/objects.ts'

const test = suite('hook values')

const policies: readonly [Parameters<typeof annotate>[0], readonly string[]][] = [
  [{}, ['BeforeHookCreation']],
  [{ policy: 'garbage' }, ['BeforeHookCreation']],
  [{ helmPolicy: 'never' }, ['BeforeHookCreation']],
  [{ policy: 'HookFailed', helmPolicy: 'hook-succeeded' }, ['HookSucceeded', 'HookFailed']],
  [{ policy: 'HookSucceeded, BeforeHookCreation' }, ['HookSucceeded', 'BeforeHookCreation']],
  [{ helmPolicy: 'before-hook-creation,hook-failed' }, ['HookFailed', 'BeforeHookCreation']],
]

for (const [annotations, expected] of policies) {
  test(`policies of ${JSON.stringify(annotations)}`, () => {
    const job = object('Job', 'a', { annotations: annotate({ hook: 'Sync', ...annotations }) })
    assert.equal(
      readDirectives(job).deletePolicies.map(({ value }) => value),
      expected,
    )
  })
}

const waves: readonly [Parameters<typeof annotate>[0], number][] = [
  [{}, 0],
  [{ wave: '5' }, 5],
  [{ wave: '-1' }, -1],
  [{ wave: '+3' }, 3],
  [{ wave: 'x', weight: '7' }, 7],
  [{ wave: '1.5' }, 0],
  [{ wave: ' 2' }, 0],
  [{ weight: '-3' }, -3],
  [{ wave: '1', weight: '9' }, 1],
  [{ wave: '-0' }, 0],
]

for (const [annotations, expected] of waves) {
  test(`wave of ${JSON.stringify(annotations)} on any object`, () => {
    assert.is(readDirectives(object('ConfigMap', 'a', { annotations: annotate(annotations) })).wave.value, expected)
  })
}

test('sync options are read from lists and repeats, the last word counts', () => {
  const { options, diagnostics } = parseSyncOptions(['CreateNamespace=true,Validate=false', 'Validate=true'])
  assert.equal(diagnostics, [])
  assert.is(options.createNamespace, true)
  assert.is(options.validate, true)
})

test('an option that is not known is refused with the near one', () => {
  const { diagnostics } = parseSyncOptions(['CreateNamespac=true', 'Wait=true'])
  assert.equal(
    diagnostics.map(({ code, message, hint }) => [code, message, hint]),
    [
      ['UNKNOWN_SYNC_OPTION', '"CreateNamespac=true" is not a sync option', 'did you mean CreateNamespace=true?'],
      ['UNKNOWN_SYNC_OPTION', '"Wait=true" is not a sync option', `known are ${SYNC_OPTIONS.join(', ')}`],
    ],
  )
})

test.run()
