// A member from which somebody took its label: the sync that names it takes it back, whatever else is asked for.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createShop } from '../support/command-session.ts'
import { configMap, deployment } from '../support/workloads.ts'

const test = suite('a member without its label')

const PART_OF = 'applyset.kubernetes.io/part-of'
const IGNORED = '--ignore-difference ConfigMap:/metadata/labels'

for (const flags of [
  '',
  '--prune',
  '--argo-compat',
  '--sync-option ApplyOutOfSyncOnly=true',
  `--sync-option ApplyOutOfSyncOnly=true ${IGNORED}`,
  `--sync-option RespectIgnoreDifferences=true ${IGNORED}`,
]) {
  test(`is a member again after a sync with "${flags}", which tells of it as changed`, async () => {
    const objects = [configMap('c'), deployment('web')]
    const session = await createShop(objects)
    const id = session.lab.live('ConfigMap', 'c')?.metadata.labels?.[PART_OF]
    await session.lab.patch('ConfigMap', 'c', { metadata: { labels: { [PART_OF]: null } } })
    const run = await session.run(`-f - --app shop ${flags}`, objects)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.match(run.stdout, 'configured ConfigMap demo/c')
    assert.is(session.lab.live('ConfigMap', 'c')?.metadata.labels?.[PART_OF], id)
    const pruned = await session.run('-f - --app shop --prune --prune-limit 1', [deployment('web')])
    assert.ok(pruned.writes.includes('deleted ConfigMap/c'), pruned.stdout)
  })
}

test('is told as none by a deletion that names it, and stays', async () => {
  const session = await createShop([configMap('c'), deployment('web')])
  await session.lab.patch('ConfigMap', 'c', { metadata: { labels: { [PART_OF]: null } } })
  const run = await session.run('delete --app shop --yes -f -', [configMap('c')])
  assert.equal(run.writes, ['deleted Deployment/web', 'deleted ConfigMap/hooksync-shop'])
  assert.match(run.stdout, 'ConfigMap demo/c is in no inventory of app shop, and stays')
})

test.run()
