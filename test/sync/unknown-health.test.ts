// Kinds without a rule in a sync: `applied` waits for none of them, `kstatus` for what their conditions say, and an own rule is one.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verdict } from '../../src/health/verdict.ts'
import { OUR_POLICY } from '../../src/policy.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { annotate, object } from '../support/objects.ts'
import { createLab, told, written } from '../support/run-sync.ts'
import type { SyncRun } from '../support/run-sync.ts'

const test = suite('unknown health')

const WIDGETS = {
  group: 'lab.example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
}

const INPUT = [object('Widget', 'w', { annotations: annotate({ wave: '-1' }) }), object('ConfigMap', 'c')]

/** By the millisecond, the condition `Type=Status` that its operator then writes. */
async function run(
  unknownHealth: SyncOptions['unknownHealth'],
  states: readonly (readonly [at: number, condition: string])[],
  more: Partial<SyncOptions> = {},
): Promise<SyncRun> {
  const lab = createLab({ types: [WIDGETS] })
  const happenings = states.map(([at, text]) => ({
    at,
    what: async () => {
      const [type = '', status = ''] = text.split('=')
      await lab.patch('Widget', 'w', { status: { conditions: [{ type, status, reason: 'Odd', message: 'odd' }] } })
    },
  }))
  return lab.sync(INPUT, { options: unknownHealth === undefined ? more : { unknownHealth, ...more }, happenings })
}

test('left out, nothing is waited for', async () => {
  const { exitCode, took } = await run(undefined, [])
  assert.equal([exitCode, took], [0, 0])
})

test('by kstatus the next wave begins when it is Ready', async () => {
  const { exitCode, took } = await run('kstatus', [
    [500, 'Ready=False'],
    [7000, 'Ready=True'],
  ])
  assert.is(exitCode, 0)
  assert.ok(took >= 7000 && took < 8000, String(took))
})

test('by kstatus what is stalled fails the sync', async () => {
  const result = await run('kstatus', [[500, 'Stalled=True']])
  assert.is(result.exitCode, 1)
  assert.equal(
    result.summary.failures.map(({ message }) => message),
    ['Odd: odd'],
  )
  assert.not.ok(
    written(result).some((line) => line.includes('configmap')),
    written(result).join(),
  )
})

test('by kstatus an operator that says nothing is given two seconds', async () => {
  const { exitCode, took } = await run('kstatus', [])
  assert.equal([exitCode, took], [0, 2000])
})

for (const unknownHealth of ['applied', 'kstatus'] as const) {
  test(`an own rule is a rule: with ${unknownHealth} it alone is asked, and nothing is told of a kind without one`, async () => {
    const isDone = (text: string): boolean => text.includes('"Filled"')
    const rule = (live: object): ReturnType<typeof verdict> =>
      verdict(isDone(JSON.stringify(live)) ? 'Healthy' : 'Progressing', undefined, 'by its own rule')
    const policy = {
      ...OUR_POLICY,
      ownRules: { ruleFor: ({ kind }: { readonly kind: string }) => (kind === 'Widget' ? rule : undefined) },
    }
    const states = [
      [500, 'Ready=True'],
      [7000, 'Filled=True'],
    ] as const
    const result = await run(unknownHealth, states, { policy })
    assert.is(result.exitCode, 0)
    assert.ok(result.took >= 7000 && result.took < 8000, String(result.took))
    assert.equal(
      told(result, 'diagnostic').map(({ diagnostic }) => diagnostic.code),
      [],
    )
  })
}

test('what an own rule said of the object before its change does not count for two seconds', async () => {
  const lab = createLab({ types: [WIDGETS] })
  await lab.put([{ ...object('Widget', 'w'), spec: { size: 1 } }])
  await lab.patch('Widget', 'w', { status: { phase: 'Up' } })
  const isUp = (live: object): boolean => JSON.stringify(live).includes('"Up"')
  const rule = (live: object): ReturnType<typeof verdict> =>
    verdict(isUp(live) ? 'Healthy' : 'Progressing', undefined, 'by its own rule')
  const policy = {
    ...OUR_POLICY,
    ownRules: { ruleFor: ({ kind }: { readonly kind: string }) => (kind === 'Widget' ? rule : undefined) },
  }
  const changed = { ...object('Widget', 'w', { annotations: annotate({ wave: '-1' }) }), spec: { size: 2 } }
  const happenings = [
    { at: 500, what: () => lab.patch('Widget', 'w', { status: { phase: 'Growing' } }) },
    { at: 7000, what: () => lab.patch('Widget', 'w', { status: { phase: 'Up' } }) },
  ]
  const after = object('ConfigMap', 'after')
  const { exitCode, took } = await lab.sync([changed, after], { options: { policy }, happenings })
  assert.is(exitCode, 0)
  assert.ok(took >= 7000 && took < 8000, String(took))
})

test('without a rule of its own it is told', async () => {
  const result = await run('applied', [])
  assert.equal(
    told(result, 'diagnostic').map(({ diagnostic }) => diagnostic.code),
    ['NO_HEALTH_RULE'],
  )
})

test.run()
