// What others make of an app's objects on a real API server while its hooks run: it is not deleted any more.
// time limit: 120 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ProgramRun } from '../support/program.ts'
import { kubectl, live, makeNamespace, startSync, stream, sync } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('since the plan was made')
const real = withControlPlane(test)

/** An app of four objects of which a run deletes some, when another app has taken one of them, and one is protected by a word. */
async function meanwhile(
  plane: ControlPlane,
  namespace: string,
  { words, hook, protect }: { readonly words: readonly string[]; readonly hook: string; readonly protect: string },
): Promise<ProgramRun> {
  const args = ['-f', '-', '-n', namespace, '--app', 'shop']
  const names = ['c', 'old', 'taken', 'kept']
  const made = await sync(plane, args, { input: stream(...names.map((name) => configMap(name))) })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const slow = job('slow', { hook: { hook }, lab: { 'lab/run-for': '6s' } })
  const running = startSync(plane, [...words, ...args], { input: stream(slow, configMap('c')) })
  await running.told(/created Job/)
  const taking = ['-f', '-', '-n', namespace, '--app', 'blog', '--take-ownership']
  const taken = await sync(plane, taking, { input: stream(configMap('taken')) })
  assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
  await kubectl(plane, ['annotate', '-n', namespace, 'configmap/kept', `argocd.argoproj.io/sync-options=${protect}`])
  const run = await running.ended
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.is(await live(plane, 'configmap/old', '-n', namespace), undefined)
  for (const name of ['taken', 'kept']) assert.ok(await live(plane, `configmap/${name}`, '-n', namespace), run.stdout)
  return run
}

real('a prune leaves what another app took, and what is protected, during a PreSync hook', async (plane) => {
  const namespace = await makeNamespace(plane, 'since')
  const words = ['--prune', '--prune-limit', '100%']
  const { stdout } = await meanwhile(plane, namespace, { words, hook: 'PreSync', protect: 'Prune=false' })
  assert.match(stdout, 'ConfigMap since/taken: ignored (no prune): app blog has it, since the plan was made')
  assert.match(stdout, 'ConfigMap since/kept: ignored (no prune): Prune=false, since the plan was made')
})

real('so does a deletion during a PreDelete hook, and its inventory tells of what is kept', async (plane) => {
  const namespace = await makeNamespace(plane, 'since-gone')
  const words = ['delete', '--yes']
  const { stdout } = await meanwhile(plane, namespace, { words, hook: 'PreDelete', protect: 'Delete=false' })
  assert.match(stdout, 'not deleted ConfigMap since-gone/taken: it is kept: app blog has it, since')
  assert.match(stdout, 'not deleted ConfigMap since-gone/kept: it is kept: Delete=false, since')
  assert.match(
    stdout,
    'the inventory, ConfigMap since-gone/hooksync-shop, stays: it tells of ConfigMap since-gone/kept\n',
  )
})

real('without an application it leaves what Argo CD and Helm took, and its events end once', async (plane) => {
  const namespace = await makeNamespace(plane, 'since-plain')
  const args = ['-f', '-', '-n', namespace]
  const objects = ['old', 'argo', 'helm'].map((name) => configMap(name))
  const made = await sync(plane, args, { input: stream(...objects) })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const slow = job('slow', { hook: { hook: 'PreDelete' }, lab: { 'lab/run-for': '6s' } })
  const words = ['delete', '--yes', '-o', 'json', ...args]
  const running = startSync(plane, words, { input: stream(slow, ...objects) })
  await running.told(/"change":"created"/)
  const annotate = async (name: string, ...marks: readonly string[]): Promise<unknown> =>
    kubectl(plane, ['annotate', '-n', namespace, `configmap/${name}`, ...marks])
  await annotate('argo', `argocd.argoproj.io/tracking-id=web:/ConfigMap:${namespace}/argo`)
  await annotate('helm', 'meta.helm.sh/release-name=blog', `meta.helm.sh/release-namespace=${namespace}`)
  await kubectl(plane, ['label', '-n', namespace, 'configmap/helm', 'app.kubernetes.io/managed-by=Helm'])
  const run = await running.ended
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.is(await live(plane, 'configmap/old', '-n', namespace), undefined)
  for (const name of ['argo', 'helm']) assert.ok(await live(plane, `configmap/${name}`, '-n', namespace), run.stdout)
  assert.match(run.stdout, "it is kept: since the plan was made, Argo CD's application web tracks it")
  assert.match(run.stdout, 'it is kept: since the plan was made, Helm release blog of namespace since-plain owns it')
  assert.is(run.stdout.split('"operation-completed"').length, 2)
})

test.run()
