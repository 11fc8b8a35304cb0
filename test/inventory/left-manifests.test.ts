// What left the manifests of an app: what is told of it where nobody asked to prune it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('left the manifests')

const SYNC = '-f - --app shop'

async function synced(...objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  assert.is((await session.run(SYNC, objects)).exitCode, 0)
  return session
}

for (const format of ['plain', 'terminal']) {
  test(`it is told, with what deletes it at the end, and stays (${format})`, async () => {
    const session = await synced(configMap('c'), configMap('old'), configMap('older'))
    const run = await session.run(`${SYNC} -o ${format}`, [configMap('c')])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.match(run.stdout, 'not pruned ConfigMap demo/old: ignored (requires pruning)\n')
    assert.is(run.stdout.split('2 objects left the manifests: --prune deletes them\n').length, 2)
    assert.equal(run.writes, [])
  })
}

test('what would stay all the same is not among what --prune deletes', async () => {
  const session = await synced(configMap('c'), configMap('old'), configMap('no', { options: 'Prune=false' }))
  const run = await session.run(SYNC, [configMap('c')])
  assert.match(run.stdout, 'demo/no: ignored (requires pruning), and it would stay: Prune=false')
  assert.match(run.stdout, '2 objects left the manifests: --prune deletes 1 of them\n')
  const plan = await session.run(`plan ${SYNC}`, [configMap('c')])
  assert.match(plan.stdout, 'ConfigMap demo/no (pruning was not asked for; Prune=false)')
  assert.match(plan.stdout, 'ConfigMap demo/old (pruning was not asked for)')
})

for (const words of ['--prune --prune-limit 100%', '']) {
  test(`nothing is said of it at the end ${words === '' ? 'where nothing left' : 'of a run that prunes'}`, async () => {
    const session = await synced(configMap('c'), configMap('no', { options: 'Prune=false' }))
    const objects = words === '' ? [configMap('c'), configMap('no')] : [configMap('c')]
    const run = await session.run(`${SYNC} ${words}`, objects)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.not.match(run.stdout, 'left the manifests')
  })
}

test('with a selector nothing can be pruned: what it leaves out has not left the manifests', async () => {
  const session = await synced(configMap('c'), configMap('d'))
  const refused = await session.run(`${SYNC} --prune --prune-limit 100% -l tier=x`, [configMap('c'), configMap('d')])
  assert.is(refused.exitCode, 2)
  assert.equal(refused.writes, [])
  assert.match(refused.stderr, '--prune cannot be used with --selector')
})

test.run()
