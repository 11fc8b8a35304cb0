// Whatever bears an application's mark is found again, and its inventory is none of it, on a real API server.
// time limit: 180 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../support/control-plane.ts'
import { everything, kubectl, live, makeNamespace, startSync, stream, sync } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('inventory')
const real = withControlPlane(test)

real('a manifest of the inventory itself is refused before anything is written, as its export is', async (plane) => {
  const namespace = await makeNamespace(plane, 'parent')
  const args = ['-f', '-', '-n', namespace, '--app', 'own']
  const parent = ['get', 'configmap/hooksync-own', '-n', namespace, '-o', 'yaml']
  assert.is((await sync(plane, args, { input: stream(configMap('a'), configMap('b')) })).exitCode, 0)
  const exported = `${stream(configMap('a'))}\n---\n${await kubectl(plane, parent)}`
  for (const words of [
    ['--prune'],
    ['plan'],
    ['rehearse', '--against-cluster'],
    ['rehearse', '--delete', '--against-cluster'],
    ['delete'],
    ['delete', '--yes'],
  ]) {
    const run = await sync(plane, [...words, ...args], { input: exported })
    assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
    assert.match(run.stdout + run.stderr, 'ConfigMap parent/hooksync-own is the inventory of app own itself')
  }
  // As a run could leave it that took it for a member.
  const id = (await live(plane, 'configmap/hooksync-own', '-n', namespace))?.metadata.labels?.[
    'applyset.kubernetes.io/id'
  ]
  await kubectl(plane, ['label', '-n', namespace, 'configmap/hooksync-own', `applyset.kubernetes.io/part-of=${id}`])
  const run = await sync(plane, [...args, '--prune', '--prune-limit', '100%'], { input: stream(configMap('a')) })
  assert.equal([run.exitCode, run.writes], [0, ['delete configmaps b']], run.stdout + run.stderr)
  const last = await sync(plane, ['delete', '-n', namespace, '--app', 'own', '--yes'])
  assert.equal(
    [last.exitCode, last.writes],
    [0, ['delete configmaps a', 'delete configmaps hooksync-own']],
    last.stdout,
  )
})

real('a member whose label somebody took off is taken back, and else not known, as by kubectl', async (plane) => {
  const namespace = await makeNamespace(plane, 'unlabelled')
  const args = ['-f', '-', '-n', namespace, '--app', 'own', '--prune', '--prune-limit', '100%']
  const unlabel = async (name: string): Promise<unknown> =>
    kubectl(plane, ['label', '-n', namespace, `configmap/${name}`, 'applyset.kubernetes.io/part-of-'])
  const input = stream(configMap('a'), configMap('b'))
  assert.is((await sync(plane, args, { input })).exitCode, 0)
  await unlabel('a')
  const planned = await sync(plane, ['plan', ...args], { input })
  assert.match(
    planned.stdout,
    /update +ConfigMap unlabelled\/a\n +metadata\.labels\.applyset\.kubernetes\.io\/part-of: \(none\)/,
  )
  const back = await sync(plane, args, { input })
  assert.match(back.stdout, 'configured ConfigMap unlabelled/a')
  const pruned = await sync(plane, args, { input: stream(configMap('b')) })
  assert.equal([pruned.exitCode, pruned.writes], [0, ['delete configmaps a']], pruned.stdout)
  await unlabel('b')
  const left = await sync(plane, args, { input: stream(configMap('c')) })
  assert.equal([left.exitCode, left.writes], [0, ['create configmaps c']], left.stdout)
  const apply = ['apply', '-n', namespace, '--prune', '--applyset', 'configmaps/theirs', '--server-side', '-f', '-']
  await kubectl(plane, apply, stream(configMap('d'), configMap('e')))
  await unlabel('d')
  await kubectl(plane, apply, stream(configMap('e')))
  for (const name of ['b', 'd']) assert.ok(await live(plane, `configmap/${name}`, '-n', namespace))
})

real('what a failed deletion leaves of its hooks is found by the name of the application alone', async (plane) => {
  const [namespace, other] = [await makeNamespace(plane, 'half'), await makeNamespace(plane, 'half-too')]
  const before = await everything(plane)
  const own = ['-n', namespace, '--app', 'half']
  assert.is((await sync(plane, ['-f', '-', ...own], { input: stream(configMap('a')) })).exitCode, 0)
  const failing = job('backup', { hook: { hook: 'PreDelete' }, lab: { 'lab/exit-code': '1' } })
  const input = stream({ ...failing, metadata: { ...failing.metadata, namespace: other } }, configMap('a'))
  const failed = await sync(plane, ['delete', '-f', '-', ...own, '--yes'], { input })
  assert.is(failed.exitCode, 1, failed.stdout + failed.stderr)
  const last = await sync(plane, ['delete', ...own, '--yes'])
  assert.is(last.exitCode, 0, last.stdout + last.stderr)
  assert.ok(last.writes.includes('delete jobs backup'), last.writes.join())
  assert.equal(
    [...(await everything(plane))].filter((line) => !before.has(line)),
    [],
  )
})

real('hooks that a deletion keeps have their inventory, and go when nothing keeps them any more', async (plane) => {
  const namespace = await makeNamespace(plane, 'keeps')
  const before = await everything(plane)
  const own = ['-n', namespace, '--app', 'keeps']
  const kept = job('mig', { hook: { hook: 'PreSync', options: 'Delete=false' } })
  const post = job('post', { hook: { hook: 'PostDelete', policy: 'BeforeHookCreation' } })
  const input = stream(kept, post, configMap('a'))
  assert.is((await sync(plane, ['-f', '-', ...own], { input })).exitCode, 0)
  const stays = 'the inventory, ConfigMap keeps/hooksync-keeps, stays: it tells of Job keeps/mig, Job keeps/post\n'
  const run = await sync(plane, ['delete', '-f', '-', ...own, '--yes'], { input })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, `1 object deleted; ${stays}`)
  const again = await sync(plane, ['delete', '-f', '-', ...own, '--yes'], { input })
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
  assert.match(again.stdout, `nothing of app keeps is there to delete; ${stays}`)
  await kubectl(plane, ['annotate', '-n', namespace, 'job/mig', 'argocd.argoproj.io/sync-options-'])
  const last = await sync(plane, ['delete', ...own, '--yes'])
  assert.is(last.exitCode, 0, last.stdout + last.stderr)
  assert.equal(
    [...(await everything(plane))].filter((line) => !before.has(line)),
    [],
  )
})

real('a namespace that leaves takes its inventory along, and comes anew with one', async (plane) => {
  const namespace = await makeNamespace(plane, 'leaves')
  const args = ['-f', '-', '-n', namespace, '--app', 'own', '--create-namespace']
  const input = stream(configMap('a'))
  assert.is((await sync(plane, args, { input })).exitCode, 0)
  const hold = async (finalizers: readonly string[]): Promise<unknown> => {
    const patch = JSON.stringify({ metadata: { finalizers } })
    return kubectl(plane, ['patch', 'configmap/hooksync-own', '-n', namespace, '--type=merge', '-p', patch])
  }
  await hold(['lab.example.com/hold'])
  await kubectl(plane, ['delete', 'namespace', namespace, '--wait=false'])
  const running = startSync(plane, args, { input })
  await running.told(/waiting for deletion of Namespace/)
  await hold([])
  const { exitCode, stdout } = await running.ended
  assert.is(exitCode, 0, stdout)
  assert.ok(await live(plane, 'configmap/hooksync-own', '-n', namespace))
  const last = await sync(plane, ['delete', '-n', namespace, '--app', 'own', '--yes'])
  assert.equal(
    [last.exitCode, last.writes],
    [0, ['delete configmaps a', 'delete configmaps hooksync-own']],
    last.stdout,
  )
})

test.run()
