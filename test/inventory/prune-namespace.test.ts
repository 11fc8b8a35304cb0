// A Namespace that left the manifests: what is in it is not deleted in passing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('prune and namespaces')

const SYNC = '-f - --app shop --prune --prune-limit 100%'

const namespace = (options?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'other',
    ...(options === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-options': options } }),
  },
})
const inside = { ...configMap('in'), metadata: { name: 'in', namespace: 'other' } }

for (const [options, isThere] of [
  [undefined, true],
  ['Prune=true', false],
] as const) {
  test(`a Namespace with ${options ?? 'no word of its own'} ${isThere ? 'stays, and is told' : 'is pruned'}`, async () => {
    const session = createSession()
    const first = await session.run(SYNC, [namespace(options), inside, configMap('c')])
    assert.is(first.exitCode, 0, first.stdout)
    const run = await session.run(SYNC, [configMap('c'), inside])
    assert.is(run.writes.includes('deleted Namespace/other'), !isThere, run.stdout)
    if (!isThere) return
    assert.is(run.exitCode, 0, run.stdout)
    assert.match(
      run.stdout,
      'not pruned Namespace other (Sync wave 0): ignored (no prune): all that is in it would go with it',
    )
    assert.ok(session.lab.live('ConfigMap', 'in'))
  })
}

test('with --argo-compat it goes as any object', async () => {
  const session = createSession()
  await session.run(`${SYNC} --argo-compat`, [namespace(), configMap('c')])
  const run = await session.run(`${SYNC} --argo-compat`, [configMap('c')])
  assert.ok(run.writes.includes('deleted Namespace/other'), run.stdout)
})

test.run()
