// Slips with an application, on a real API server: none of them deletes what was not meant.
// time limit: 240 s
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { inFolder, kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import type { WitnessedRun } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('slips')
const real = withControlPlane(test)

const maps = (count: number): readonly KubeObject[] =>
  Array.from({ length: count }, (_, index) => configMap(`c${index}`))

const deletes = ({ writes }: WitnessedRun): readonly string[] => writes.filter((write) => write.startsWith('delete'))

real('seven of ten objects that leave the manifests are too many', async (plane) => {
  const namespace = await makeNamespace(plane, 'brake')
  const args = ['-f', '-', '-n', namespace, '--app', 'brake', '--prune']
  assert.is((await sync(plane, args, { input: stream(...maps(10)) })).exitCode, 0)
  const few = stream(...maps(3))
  const run = await sync(plane, args, { input: few })
  assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
  assert.match(run.stdout, 'PRUNE_LIMIT')
  const plan = await sync(plane, ['plan', ...args], { input: few })
  assert.equal(plan.writes, [])
  for (const { metadata } of maps(10).slice(3))
    assert.match(plan.stdout, new RegExp(`prune +ConfigMap .*${metadata.name}`))
  const meant = await sync(plane, [...args, '--prune-limit', '7'], { input: few })
  assert.is(meant.exitCode, 0, meant.stdout + meant.stderr)
  assert.is(deletes(meant).length, 7)
})

real('ten hooks that leave the manifests are too many, too', async (plane) => {
  const namespace = await makeNamespace(plane, 'brake-hooks')
  const hook = (at: number): KubeObject =>
    object('ConfigMap', `h${at}`, { annotations: annotate({ hook: 'PreSync' }), fields: { data: { a: 'b' } } })
  const hooks = Array.from({ length: 10 }, (_, at) => hook(at))
  const args = ['-f', '-', '-n', namespace, '--app', 'brake-hooks', '--prune', '--prune-hooks']
  assert.is((await sync(plane, args, { input: stream(configMap('c'), ...hooks) })).exitCode, 0)
  const input = stream(configMap('c'))
  const run = await sync(plane, args, { input })
  assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
  assert.match(run.stdout, "10 of the app's 11 objects would be pruned")
  const meant = await sync(plane, [...args, '--prune-limit', '10'], { input })
  assert.equal([meant.exitCode, deletes(meant).length], [0, 10], meant.stdout + meant.stderr)
})

real('a Namespace with Prune=true takes nothing that the manifests name, nor the inventory', async (plane) => {
  const namespace = await makeNamespace(plane, 'home')
  const ours = (name: string): KubeObject =>
    object('Namespace', name, { annotations: annotate({ options: 'Prune=true' }) })
  const there = object('ConfigMap', 'there', { namespace: 'beside', fields: { data: { a: 'b' } } })
  const args = ['-f', '-', '-n', namespace, '--app', 'home', '--prune', '--prune-limit', '100%']
  const first = await sync(plane, args, { input: stream(ours('home'), ours('beside'), there, configMap('c')) })
  assert.is(first.exitCode, 0, first.stdout + first.stderr)
  const run = await sync(plane, args, { input: stream(there, configMap('c')) })
  assert.equal([run.exitCode, run.writes], [0, []], run.stdout + run.stderr)
  assert.match(run.stdout, 'ConfigMap beside/there is kept, and would go with it')
  const emptied = await sync(plane, [...args, '--allow-empty'], { input: '' })
  assert.is(emptied.exitCode, 0, emptied.stdout + emptied.stderr)
  assert.ok(deletes(emptied).includes('delete namespaces beside'), emptied.stdout)
  assert.is((await live(plane, 'namespace/home'))?.metadata.deletionTimestamp, undefined)
})

real('misspelt words that are to keep objects keep them', async (plane) => {
  const namespace = await makeNamespace(plane, 'misspelt')
  const own = ['-n', namespace, '--app', 'misspelt']
  assert.is((await sync(plane, ['-f', '-', ...own], { input: stream(...maps(3)) })).exitCode, 0)
  const mark = async (name: string, value: string): Promise<string> =>
    kubectl(plane, ['annotate', '-n', namespace, 'configmap', name, `argocd.argoproj.io/sync-options=${value}`])
  await mark('c1', 'Prune=False;Delete=False')
  await mark('c2', 'prune = false')
  const args = ['-f', '-', ...own, '--prune', '--prune-limit', '100%']
  const run = await sync(plane, args, { input: stream(...maps(1)) })
  assert.equal([run.exitCode, run.writes], [0, []], run.stdout + run.stderr)
  assert.match(run.stdout, 'prune = false is not read, and argocd.argoproj.io/sync-options: Prune=false may be meant')
  const removed = await sync(plane, ['delete', ...own, '--yes'])
  assert.is(removed.exitCode, 0, removed.stdout + removed.stderr)
  assert.ok(await live(plane, 'configmap/c1', '-n', namespace))
  assert.not(await live(plane, 'configmap/c2', '-n', namespace))
})

real('before a namespace goes it is told what others have in it, and what is to be kept', async (plane) => {
  const namespace = await makeNamespace(plane, 'along')
  const own = ['-n', namespace, '--app', 'along']
  const input = stream(object('Namespace', 'along-too'), configMap('c'))
  assert.is((await sync(plane, ['-f', '-', ...own], { input })).exitCode, 0)
  const inside = (name: string, annotations: Readonly<Record<string, string>>): KubeObject =>
    object('ConfigMap', name, { namespace: 'along-too', annotations })
  const theirs = inside('theirs', { 'argocd.argoproj.io/tracking-id': 'blog:/ConfigMap:along-too/theirs' })
  await kubectl(plane, ['create', '-f', '-'], stream(theirs, inside('kept', annotate({ options: 'Delete=false' }))))
  const words = ['--delete-namespaces', ...own]
  for (const args of [
    ['plan', '--delete', ...words],
    ['delete', ...words, '--dry-run=server'],
    ['delete', ...words],
  ]) {
    const { stdout, stderr, writes } = await sync(plane, args)
    assert.equal(writes, [], stdout)
    assert.match(stdout + stderr, 'with Namespace along-too goes what others have, or is to be kept, 2 in all')
    assert.match(stdout + stderr, 'ConfigMap along-too/kept (Delete=false)')
    assert.match(stdout + stderr, "ConfigMap along-too/theirs (Argo CD's application blog tracks it)")
  }
})

real('an empty folder prunes nothing', async (plane) => {
  const namespace = await makeNamespace(plane, 'emptied')
  const own = ['-n', namespace, '--app', 'emptied', '--prune']
  assert.is((await sync(plane, ['-f', '-', ...own], { input: stream(...maps(4)) })).exitCode, 0)
  await inFolder(async (folder) => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    const run = await sync(plane, ['-f', empty, ...own])
    assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
    assert.match(run.stdout + run.stderr, 'EMPTY_FOLDER')
    const allowed = await sync(plane, ['-f', empty, ...own, '--allow-empty'])
    assert.equal([allowed.exitCode, allowed.writes], [3, []], allowed.stdout + allowed.stderr)
    assert.match(allowed.stdout, 'PRUNE_LIMIT')
  })
})

real('one file of an application, or some of its files, do not delete all of it', async (plane) => {
  const namespace = await makeNamespace(plane, 'one-file')
  await inFolder(async (folder) => {
    for (const one of maps(3)) writeFileSync(join(folder, `${one.metadata.name}.yaml`), stream(one))
    writeFileSync(join(folder, 'hooksync.yaml'), `app: one-file\nnamespace: ${namespace}\n`)
    assert.is((await sync(plane, ['-f', folder])).exitCode, 0)
    for (const part of [
      ['-f', join(folder, 'c0.yaml')],
      ['-f', folder, '--include', 'c0.yaml'],
      ['-f', folder, '--exclude', 'c1.yaml'],
    ]) {
      const run = await sync(plane, ['delete', ...part, '--yes'])
      assert.equal([run.exitCode, run.writes], [2, []], run.stdout + run.stderr)
    }
    const meant = await sync(plane, ['delete', '-f', folder, '--yes'])
    assert.equal([meant.exitCode, deletes(meant).length], [0, 4], meant.stdout + meant.stderr)
  })
})

real('one file of an application, or another folder, with its settings named, prune nothing of it', async (plane) => {
  const namespace = await makeNamespace(plane, 'named-settings')
  await inFolder(async (folder) => {
    const [place, other] = [join(folder, 'deploy'), join(folder, 'other')]
    for (const one of [place, other]) mkdirSync(one)
    for (const one of maps(3)) writeFileSync(join(place, `${one.metadata.name}.yaml`), stream(one))
    writeFileSync(join(other, 'other.yaml'), stream(configMap('other')))
    const settings = join(place, 'hooksync.yaml')
    writeFileSync(settings, `app: named\nnamespace: ${namespace}\nprune: true\npruneLimit: 100%\n`)
    assert.is((await sync(plane, ['-f', place])).exitCode, 0)
    for (const part of [join(place, 'c0.yaml'), other]) {
      const run = await sync(plane, ['-f', part, '--config', settings])
      assert.equal([run.exitCode, run.writes], [2, []], run.stdout + run.stderr)
      const removed = await sync(plane, ['delete', '-f', part, '--config', settings, '--yes'])
      assert.equal([removed.exitCode, removed.writes], [2, []], removed.stdout + removed.stderr)
    }
    // A stream is what who pipes it says.
    const piped = await sync(plane, ['-f', '-', '--config', settings], { input: stream(...maps(2)) })
    assert.equal([piped.exitCode, deletes(piped)], [0, ['delete configmaps c2']], piped.stdout + piped.stderr)
  })
})

real('a Service that kubectl expose made of a member is neither pruned nor deleted', async (plane) => {
  const namespace = await makeNamespace(plane, 'exposed')
  const args = ['-n', namespace, '--app', 'exposed']
  const web = object('Service', 'web', { fields: { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } })
  assert.is((await sync(plane, ['-f', '-', ...args], { input: stream(web, configMap('a')) })).exitCode, 0)
  await kubectl(plane, ['expose', 'service', 'web', '--name', 'byhand', '--port', '8080', '-n', namespace])
  const pruned = await sync(plane, ['-f', '-', ...args, '--prune'], { input: stream(web) })
  assert.equal([pruned.exitCode, deletes(pruned)], [0, ['delete configmaps a']], pruned.stdout + pruned.stderr)
  assert.match(
    pruned.stdout,
    `Service ${namespace}/byhand bears the label of app exposed, but no hooksync.dev/tracking-id of its own, as a copy`,
  )
  const removed = await sync(plane, ['delete', ...args, '--yes'])
  assert.is(removed.exitCode, 0, removed.stdout + removed.stderr)
  assert.ok(await live(plane, 'service/byhand', '-n', namespace))
  assert.is(await live(plane, 'service/web', '-n', namespace), undefined)
})

real('neither a Job made from a CronJob nor what a backup brings to another namespace is a member', async (plane) => {
  const [namespace, other] = [await makeNamespace(plane, 'made-from'), await makeNamespace(plane, 'restored')]
  const args = ['-n', namespace, '--app', 'made-from']
  const once = job('once')
  const spec = { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: once['spec'] ?? {} } }
  const cronJob = { ...object('CronJob', 'nightly', { fields: { spec } }), apiVersion: 'batch/v1' }
  const there = { ...configMap('there'), metadata: { name: 'there', namespace: other } }
  const input = stream(cronJob, once, configMap('a'), there)
  const made = await sync(plane, ['-f', '-', ...args, '--wait=false'], { input })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  await kubectl(plane, ['create', 'job', 'byhand', '--from=cronjob/nightly', '-n', namespace])
  const { labels = {}, annotations = {} } = (await live(plane, 'configmap/a', '-n', namespace))?.metadata ?? {}
  const backup = { ...configMap('a'), metadata: { name: 'a', namespace: other, labels, annotations } }
  await kubectl(plane, ['create', '-f', '-'], stream(backup))
  const pruned = await sync(plane, ['-f', '-', ...args, '--wait=false', '--prune', '--prune-limit', '100%'], { input })
  assert.equal([pruned.exitCode, deletes(pruned)], [0, []], pruned.stdout + pruned.stderr)
  assert.match(
    pruned.stdout,
    `ConfigMap ${other}/a bears the label of app made-from, but no hooksync.dev/tracking-id of its own, as a copy`,
  )
  const removed = await sync(plane, ['delete', ...args, '--yes'])
  assert.is(removed.exitCode, 0, removed.stdout + removed.stderr)
  assert.not.match(removed.writes.join('\n'), 'byhand')
  assert.ok(await live(plane, 'configmap/a', '-n', other))
})

real('an application under another name neither takes nor prunes what the first one has', async (plane) => {
  const namespace = await makeNamespace(plane, 'renamed')
  const args = ['-f', '-', '-n', namespace, '--prune', '--prune-limit', '100%']
  const input = stream(...maps(3))
  assert.is((await sync(plane, [...args, '--app', 'old'], { input })).exitCode, 0)
  const refused = await sync(plane, [...args, '--app', 'new'], { input })
  assert.equal([refused.exitCode, refused.writes.filter((write) => write.includes(' c'))], [3, []], refused.stdout)
  assert.match(refused.stdout, 'app old')
  const taken = await sync(plane, [...args, '--app', 'new', '--take-ownership'], { input })
  assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
  // The old one has nothing any more, and so nothing to prune.
  const emptied = await sync(plane, [...args, '--app', 'old', '--allow-empty'], { input: '' })
  assert.is(emptied.exitCode, 0, emptied.stdout + emptied.stderr)
  assert.equal(deletes(emptied), [])
  for (const { metadata } of maps(3)) assert.ok(await live(plane, `configmap/${metadata.name}`, '-n', namespace))
})

real(
  'a namespace that is gone with the inventory: what is elsewhere stays, and is the application’s again',
  async (plane) => {
    const [namespace, other] = [await makeNamespace(plane, 'gone'), await makeNamespace(plane, 'gone-too')]
    const there = object('ConfigMap', 'there', { namespace: other, fields: { data: { a: 'b' } } })
    const args = ['-f', '-', '-n', namespace, '--app', 'gone', '--prune']
    const input = stream(there, ...maps(3))
    assert.is((await sync(plane, args, { input })).exitCode, 0)
    await kubectl(plane, ['delete', 'namespace', namespace])
    const removed = await sync(plane, ['delete', '-n', namespace, '--app', 'gone', '--yes'])
    assert.equal([removed.exitCode, removed.writes], [0, []], removed.stdout + removed.stderr)
    const lost = await sync(plane, args, { input })
    assert.equal(lost.writes, [], lost.stdout)
    assert.is(lost.exitCode, 3, lost.stdout)
    assert.match(
      lost.stdout,
      `ConfigMap ${namespace}/hooksync-gone, is gone, though ConfigMap ${other}/there bears its mark`,
    )
    const again = await sync(plane, [...args, '--create-namespace', '--take-ownership'], { input })
    assert.is(again.exitCode, 0, again.stdout + again.stderr)
    assert.equal(deletes(again), [])
    assert.ok(await live(plane, 'configmap/there', '-n', other))
  },
)

real('of 2,000 objects one that leaves the manifests is pruned, and a thousand are not', async (plane) => {
  const namespace = await makeNamespace(plane, 'many')
  const args = ['-f', '-', '-n', namespace, '--app', 'many', '--prune']
  const first = await sync(plane, args, { input: stream(...maps(2000)) })
  assert.is(first.exitCode, 0, first.stdout.slice(-2000) + first.stderr)
  const half = await sync(plane, args, { input: stream(...maps(1000)) })
  assert.equal([half.exitCode, half.writes], [3, []], half.stdout.slice(-2000))
  const less = await sync(plane, args, { input: stream(...maps(1999)) })
  assert.equal([less.exitCode, less.writes], [0, ['delete configmaps c1999']], less.stdout.slice(-2000))
  const removed = await sync(plane, ['delete', '-n', namespace, '--app', 'many', '--yes'])
  assert.is(removed.exitCode, 0, removed.stdout.slice(-2000))
  assert.is(new Set(deletes(removed)).size, 2000)
})

test.run()
