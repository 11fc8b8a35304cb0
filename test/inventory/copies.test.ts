// Copies of an app's objects, which bear its labels: they are none of it, are left alone, and are told.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('copies')

const PRUNE = '-f - --app shop --prune --prune-limit 100%'
const TOLD =
  'COPY ConfigMap demo/byhand bears the label of app shop, but no hooksync.dev/tracking-id of its own, as a copy: left alone'

/** As `kubectl expose` makes a Service: with the labels of what it was made from, and without its annotations. */
async function exposed(): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', [configMap('c'), configMap('d')])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  await session.lab.put([copyOf(session, 'byhand')])
  return session
}

function copyOf({ lab }: Session, name: string): KubeObject {
  const { labels = {} } = lab.live('ConfigMap', 'c')?.metadata ?? {}
  return { ...configMap(name), metadata: { name, labels } }
}

for (const [words, objects, writes] of [
  [PRUNE, [configMap('c')], ['deleted ConfigMap/d']],
  ['-f - --app shop', [configMap('c'), configMap('d')], []],
  [`plan ${PRUNE}`, [configMap('c')], []],
  [`${PRUNE} --dry-run`, [configMap('c')], []],
  [`rehearse --against-cluster ${PRUNE}`, [configMap('c')], []],
  ['delete --app shop --yes', [], ['deleted ConfigMap/c', 'deleted ConfigMap/d', 'deleted ConfigMap/hooksync-shop']],
  ['delete --app shop --yes --dry-run=server', [], []],
  ['plan --delete --app shop', [], []],
] as const) {
  test(`it stays, and is told: ${words}`, async () => {
    const session = await exposed()
    const run = await session.run(words, objects)
    assert.equal([run.exitCode, run.writes.toSorted()], [0, writes], run.stdout + run.stderr)
    assert.match(run.stdout + run.stderr, TOLD)
    assert.ok(session.lab.live('ConfigMap', 'byhand'))
  })
}

test('it counts for no share of --prune-limit', async () => {
  const session = await exposed()
  await session.lab.put(Array.from({ length: 20 }, (_, index) => copyOf(session, `byhand${index}`)))
  const run = await session.run('-f - --app shop --prune', [configMap('e')])
  assert.is(run.exitCode, 3)
  assert.match(run.stdout, "2 of the app's 2 objects would be pruned")
})

test('a manifest that names it takes it in', async () => {
  const session = await exposed()
  const objects = [configMap('c'), configMap('d'), configMap('byhand')]
  const run = await session.run(PRUNE, objects)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.not.match(run.stdout, 'copy')
  const left = await session.run(PRUNE, objects.slice(0, 2))
  assert.equal(left.writes, ['deleted ConfigMap/byhand'])
})

test('what a set has that another tool has kept is its own, though no annotation names it', async () => {
  const session = createSession()
  await session.run('-f - --app configmaps/both', [configMap('a'), configMap('b')])
  const metadata = session.lab.live('ConfigMap', 'a')?.metadata.labels ?? {}
  const label = 'applyset.kubernetes.io/part-of'
  const labels = { [label]: metadata[label] ?? '' }
  const theirs = ['k', 'l'].map((name) => ({ ...configMap(name), metadata: { name, labels } }))
  await session.lab.put(theirs)
  const tooling = { metadata: { annotations: { 'applyset.kubernetes.io/tooling': 'kubectl/v1.36' } } }
  await session.lab.patch('ConfigMap', 'both', tooling)
  const words = '-f - --app configmaps/both --prune --prune-limit 100%'
  const taken = await session.run(`${words} --take-ownership`, [configMap('a'), configMap('b'), configMap('k')])
  assert.equal([taken.exitCode, taken.writes.filter((one) => one.startsWith('deleted'))], [0, ['deleted ConfigMap/l']])
  const later = await session.run(words, [configMap('a'), configMap('b')])
  assert.equal([later.exitCode, later.writes], [0, ['deleted ConfigMap/k']], later.stdout)
})

test.run()
