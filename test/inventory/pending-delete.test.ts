// A run that ends while what it has deleted is still there: it says what that is, and what holds it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createShop } from '../support/command-session.ts'
import { configMap, deployment } from '../support/workloads.ts'

const test = suite('pending deletions')

function held(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, finalizers: ['example.com/slow'] } }
}

const PRUNE = '-f - --app shop --prune --prune-limit 100%'

const HELD =
  /waited for deletion of ConfigMap demo\/old \((Sync|Delete) wave 0\):\n +being deleted: held by the finalizer example\.com\/slow/g

for (const [words, left] of [
  [PRUNE, [configMap('c')]],
  [PRUNE, [deployment('slow', { lab: { 'ready-after': '1h' } })]],
  ['delete --app shop --yes', []],
] as const) {
  const beside = left.map(({ kind }) => kind).join('')
  test(`the end of the time names it (${words.split(' ')[0]} ${beside})`, async () => {
    const session = await createShop([...left.filter(({ kind }) => kind === 'ConfigMap'), held(configMap('old'))])
    const run = await session.run(`${words} --timeout 10s`, left)
    assert.is(run.exitCode, 6, run.stdout)
    assert.is(run.stdout.match(HELD)?.length, 1, run.stdout)
    assert.match(run.stdout, /objects: .*1 asked to go, and still there\n/)
    assert.not.match(run.stdout, /objects: .*1 (pruned|deleted)/)
  })

  test(`a signal names it (${words.split(' ')[0]} ${beside})`, async () => {
    const session = await createShop([...left.filter(({ kind }) => kind === 'ConfigMap'), held(configMap('old'))])
    const stop = new AbortController()
    const running = session.run(words, left, { signal: stop.signal })
    await session.lab.clock.sleep(5000)
    stop.abort('SIGTERM')
    const run = await running
    assert.is(run.exitCode, 143, run.stdout)
    assert.is(run.stdout.match(HELD)?.length, 1, run.stdout)
  })
}

test('a foreground deletion is told with what it waits for, not with its own finalizer', async () => {
  const session = await createShop([deployment('web')])
  const pod = session.lab.snapshot().find(({ kind }) => kind === 'Pod')
  await session.lab.patch('Pod', pod?.metadata.name ?? '', { metadata: { finalizers: ['example.com/slow'] } })
  const run = await session.run('delete --app shop --yes --timeout 20s')
  assert.is(run.exitCode, 6, run.stdout)
  assert.not.match(run.stdout, 'foregroundDeletion')
  assert.match(
    run.stdout,
    'waited for deletion of Deployment demo/web (Delete wave 0):\n           being deleted, with all that it owns ← Pod',
  )
})

test.run()
