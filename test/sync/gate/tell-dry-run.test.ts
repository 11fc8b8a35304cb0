// A dry run says of each task what `plan` says of it.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../../support/seed.ts'
import { isOnFailure } from '../../../src/preview/tally.ts'
import type { PreviewAction } from '../../../src/preview/preview-action.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { previewIn } from '../../support/preview-lab.ts'
import { createLab, told, written } from '../../support/run-sync.ts'
import type { SyncRun } from '../../support/run-sync.ts'
import { configMap, deployment, job } from '../../support/workloads.ts'

const test = suite('tell dry run')

const changes = (run: SyncRun): readonly string[] =>
  told(run, 'resource-applied').map(({ change, key, phase }) => `${change} ${key.kind}/${key.name} ${phase}`)

const SHOP = [
  job('migrate', { hook: 'PreSync' }),
  job('once', { hook: 'PreSync', policy: 'HookFailed' }),
  job('both', { hook: 'PreSync,PostSync' }),
  configMap('settings'),
  configMap('whole', { options: 'Replace=true' }),
  configMap('anew', { options: 'Replace=true,Force=true' }),
  job('notify', { hook: 'SyncFail' }),
]

const AGAIN = [
  'recreated Job/both PreSync',
  'recreated Job/migrate PreSync',
  'unchanged Job/once PreSync',
  'recreated ConfigMap/anew Sync',
  'unchanged ConfigMap/settings Sync',
  'unchanged ConfigMap/whole Sync',
  'recreated Job/both PostSync',
]

test('the first time all is created, but for what only a failure runs', async () => {
  for (const dryRun of ['client', 'server'] as const) {
    const run = await createLab().sync(SHOP, { options: { dryRun } })
    const created = AGAIN.map((line) => line.replace(/^\w+/, 'created'))
    assert.equal(changes(run), [...created.slice(0, -1), 'recreated Job/both PostSync'], dryRun)
    const said = dryRun === 'server' ? 'the server accepts all manifests' : 'the server was not asked'
    assert.is(run.summary.message, `${said}; 1 task only if the sync fails`)
    assert.equal(written(run), [])
  }
})

test('after a sync hooks run again, and what is replaced or made anew is told so', async () => {
  const lab = createLab()
  await lab.sync(SHOP)
  const server = await lab.sync(SHOP, { options: { dryRun: 'server' } })
  assert.equal(changes(server), AGAIN)
  // The client does not know that a replacement changes nothing.
  const client = await lab.sync(SHOP, { options: { dryRun: 'client' } })
  assert.equal(
    changes(client),
    AGAIN.map((line) => line.replace('unchanged ConfigMap/whole', 'replaced ConfigMap/whole')),
  )
})

const WORDS: Readonly<Partial<Record<PreviewAction, string>>> = {
  create: 'created',
  update: 'configured',
  replace: 'replaced',
  recreate: 'recreated',
  unchanged: 'unchanged',
}

const policy = fc.constantFrom(undefined, 'HookSucceeded', 'BeforeHookCreation', 'HookFailed')
const making = fc.record(
  {
    hook: fc.constantFrom('PreSync', 'Sync', 'PostSync', 'SyncFail', 'PreSync,PostSync'),
    policy: policy.map((one) => one ?? 'BeforeHookCreation'),
    wave: fc.constantFrom('-1', '0', '2'),
    options: fc.constantFrom('Replace=true', 'Replace=true,Force=true', 'ServerSideApply=false', 'Validate=false'),
  },
  { requiredKeys: [] },
)
const object = fc.record({ kind: fc.constantFrom('job', 'deployment', 'configMap'), making, change: fc.boolean() })

test('a server dry run and a plan agree on random sets, fresh and after a sync', async () => {
  const property = fc.asyncProperty(fc.array(object, { maxLength: 5 }), fc.boolean(), async (made, fresh) => {
    const objects = (changed: boolean): readonly KubeObject[] =>
      made.map(({ kind, making: own, change }, index) => {
        const name = `o${index}`
        if (kind === 'job') return job(name, own)
        if (kind === 'deployment') return deployment(name, own)
        return configMap(name, { ...own, data: { key: changed && change ? 'new' : 'old' } })
      })
    const lab = createLab()
    if (!fresh) await lab.sync(objects(false))
    const plan = await previewIn(lab, objects(true))
    const run = await lab.sync(objects(true), { options: { dryRun: 'server' } })
    if (plan.preview === undefined) return assert.is.not(run.exitCode, 0)
    const expected = plan.preview.tasks
      .filter((one) => !isOnFailure(one))
      .map(({ task, action }) => `${WORDS[action] ?? action} ${task.key.kind}/${task.key.name} ${task.phase}`)
    assert.equal(changes(run), expected)
  })
  await fc.assert(property, { seed: SEED, numRuns: 150, includeErrorInReport: true })
})

test.run()
