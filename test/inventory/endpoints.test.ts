// Endpoints bear the labels of their Service, an app's mark included: they are the Service's, and only applied ones are the app's.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createShop } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('endpoints')

const core = (kind: string, name: string, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'demo', ...metadata },
})

const WEB: KubeObject = { ...core('Service', 'web'), spec: { ports: [{ port: 80 }] } }

/** A Service whose Endpoints its controller has made, and Endpoints that are applied. */
async function shop(): Promise<Session> {
  const session = await createShop([configMap('c'), WEB, core('Endpoints', 'outside')])
  const { labels = {} } = session.lab.live('Service', 'web')?.metadata ?? {}
  assert.ok(labels['applyset.kubernetes.io/part-of'])
  await session.lab.put([core('Endpoints', 'web', { labels })])
  return session
}

test('those of a Service are neither told, nor counted, nor pruned; applied ones are', async () => {
  const session = await shop()
  const told = await session.run('-f - --app shop', [configMap('c'), WEB])
  assert.match(told.stdout, 'not pruned Endpoints demo/outside')
  assert.not.match(told.stdout, 'Endpoints demo/web')
  const run = await session.run('-f - --app shop --prune --prune-limit 1', [configMap('c'), WEB])
  assert.is(run.exitCode, 0, run.stdout)
  assert.equal(
    run.writes.filter((write) => write.startsWith('deleted')),
    ['deleted Endpoints/outside'],
  )
})

test('a deletion leaves them to their Service, and its inventory does not wait for them', async () => {
  const session = await shop()
  const run = await session.run('delete --app shop --yes')
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(run.stdout, '3 objects deleted, and the inventory, ConfigMap demo/hooksync-shop\n')
})

test.run()
