// What bears the mark of an app, or is named beside it, and is none of its members: a deletion leaves it, and tells what it has to.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('what a deletion leaves to others')

const DELETE = 'delete --app shop --yes'

async function synced(objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  return session
}

const copyOf = ({ lab }: Session, name: string): KubeObject => {
  const { labels = {}, annotations = {} } = lab.live('ConfigMap', name)?.metadata ?? { name }
  return { ...configMap('copy'), metadata: { name: 'copy', labels, annotations } }
}

test('copies, and what another object owns, are left alone, and the inventory does not stay for them', async () => {
  const session = await synced([configMap('c'), configMap('o')])
  await session.lab.put([configMap('theirs')])
  const uid = session.lab.live('ConfigMap', 'theirs')?.metadata.uid ?? ''
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'theirs', uid }
  await session.lab.put([copyOf(session, 'c')])
  await session.lab.patch('ConfigMap', 'o', { metadata: { ownerReferences: [owner] } })
  const dry = await session.run('plan --delete --app shop')
  assert.match(dry.stdout, 'ConfigMap demo/hooksync-shop: goes last')
  const run = await session.run(DELETE)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(run.writes, ['deleted ConfigMap/c', 'deleted ConfigMap/hooksync-shop'])
  assert.match(run.stdout, ': 1 object deleted, and the inventory, ConfigMap demo/hooksync-shop\n')
  assert.ok(session.lab.live('ConfigMap', 'copy'))
  assert.ok(session.lab.live('ConfigMap', 'o'))
})

const STAY = 'ConfigMap demo/a, ConfigMap demo/b are in no inventory of app shpo, and stay'

test('with --app what the manifests name goes only if it is a member: all else stays, and is told', async () => {
  const session = createSession()
  const named = [configMap('a'), configMap('b'), job('mig', { hook: 'PreSync' })]
  await session.run('-f -', named)
  for (const words of [
    'plan --delete',
    'delete --yes',
    'delete --dry-run=server',
    'rehearse --delete --against-cluster',
  ]) {
    const run = await session.run(`${words} --app shpo -f -`, named)
    assert.equal([run.exitCode, run.writes], [0, []], words + run.stdout + run.stderr)
    assert.match(run.stdout + run.stderr, STAY)
    assert.match(run.stdout + run.stderr, 'without --app, delete -f deletes what the manifests name')
  }
})

test('what somebody else has made stays beside the members, and the question says so', async () => {
  const session = await synced([configMap('c')])
  await session.lab.put([configMap('made'), copyOf(session, 'c')])
  const named = [configMap('c'), configMap('made'), configMap('copy'), configMap('never')]
  const asked = await session.run('delete --app shop -f -', named)
  const told = 'ConfigMap demo/made, ConfigMap demo/copy are in no inventory of app shop, and stay'
  assert.match(asked.stderr, told)
  const run = await session.run(`${DELETE} -f -`, named)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, told)
  assert.equal(run.writes, ['deleted ConfigMap/c', 'deleted ConfigMap/hooksync-shop'])
})

test.run()
