// The plan of a deletion: it shows the hooks, the waves and what is kept, in the form of any plan, and writes nothing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession, createShop } from '../support/command-session.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('plan of a deletion')

const PLAN = 'plan --delete --app shop'

const OBJECTS = [
  configMap('low', { wave: '-1' }),
  configMap('mid'),
  deployment('web', { wave: '2' }),
  configMap('asks', { options: 'Delete=confirm' }),
  configMap('stays', { options: 'Delete=false' }),
  job('migrate', { hook: 'PreSync' }),
  job('backup', { hook: 'PreDelete' }),
  job('goodbye', { hook: 'PostDelete' }),
]

test('it has the form of a plan', async () => {
  const session = await createShop(OBJECTS)
  const run = await session.run(`${PLAN} -f -`, OBJECTS)
  assert.is(run.exitCode, 0, run.stderr)
  assert.equal(run.writes, [])
  assert.is(run.stderr, '')
  assert.equal(run.stdout.split('\n'), [
    'plan of a deletion from namespace demo',
    '',
    'PreDelete',
    '  wave 0',
    '    create    Job demo/backup (hook)',
    'Delete',
    '  wave 2',
    '    delete    Deployment demo/web',
    '  wave 0',
    '    delete    Job demo/backup (made before)',
    '    delete    Job demo/migrate',
    '    delete    ConfigMap demo/mid',
    '  wave -1',
    '    delete    ConfigMap demo/low',
    'PostDelete',
    '  wave 0',
    '    create    Job demo/goodbye (hook; deleted by HookSucceeded)',
    'Kept',
    '    ConfigMap demo/asks: Delete=confirm, and nobody confirmed; --confirm-delete deletes it',
    '    ConfigMap demo/stays: Delete=false',
    'Inventory',
    '    ConfigMap demo/hooksync-shop: stays: it tells of ConfigMap demo/asks, ConfigMap demo/stays',
    '',
    'plan: 2 to create, 5 to delete, 2 kept',
    '',
  ])
})

test('what it says goes is what goes, in that order', async () => {
  const session = await createShop(OBJECTS)
  const plan = JSON.parse((await session.run(`${PLAN} -f - -o json --confirm-delete`, OBJECTS)).stdout)
  assert.is(plan.kind, 'DeletionPlan')
  assert.equal(plan.kept, [{ group: '', kind: 'ConfigMap', namespace: 'demo', name: 'stays', reason: 'Delete=false' }])
  assert.equal(plan.summary, { create: 2, delete: 6, kept: 1 })
  const planned = plan.tasks.map(
    ({ action, kind, name }: Record<string, string>) =>
      `${action === 'create' ? 'created' : 'deleted'} ${kind}/${name}`,
  )
  const run = await session.run('delete --app shop --yes --confirm-delete -f -', OBJECTS)
  assert.is(run.exitCode, 0, run.stdout)
  const own = run.writes.filter((write) => !write.includes('hooksync-shop'))
  assert.equal(own, [...planned, 'deleted Job/goodbye'])
})

test('without manifests it says that no hook runs', async () => {
  const plan = await (await createShop(OBJECTS)).run(PLAN)
  assert.match(plan.stderr, 'no manifests are given: no PreDelete or PostDelete hook runs')
  assert.match(plan.stdout, 'plan: 4 to delete, 2 kept')
})

test('--detailed-exitcode tells whether there is anything to delete; hooks alone are nothing', async () => {
  const session = await createShop(OBJECTS)
  assert.is((await session.run(`${PLAN} --detailed-exitcode`)).exitCode, 2)
  assert.is((await session.run('delete --app shop --yes --confirm-delete -f -', OBJECTS)).exitCode, 0)
  const run = await session.run(`${PLAN} --detailed-exitcode -f -`, OBJECTS)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, 'plan: 1 kept')
  assert.not.match(run.stdout, 'PreDelete')
})

test('without an app it is of what the manifests name; what others own is refused', async () => {
  const session = createSession()
  const plain = [configMap('a'), configMap('absent')]
  await session.run('-f -', [configMap('a')])
  assert.match((await session.run('plan --delete -f -', plain)).stdout, /plan: 1 to delete\n$/)
  await session.run('-f - --app shop --take-ownership', [configMap('a')])
  const refused = await session.run('plan --delete -f -', plain)
  assert.is(refused.exitCode, 3)
  assert.match(refused.stderr, '--app shop deletes that application')
  assert.match(refused.stderr, 'no plan: what is told above stands against it; nothing was written')
})

for (const [words, message] of [
  ['plan --delete', 'no manifests were given'],
  ['plan --delete -f - --prune', '--prune cannot be used with --delete'],
  ['plan --delete -f - --offline', '--offline cannot be used with --delete'],
  ['plan -f - --delete-crds', '--delete-crds needs --delete'],
] as const) {
  test(`"${words}" is wrong usage`, async () => {
    const run = await createSession().run(words, [configMap('c')])
    assert.is(run.exitCode, 2)
    assert.match(run.stderr, message)
  })
}

test.run()
