// A manifest that names the inventory of its own app: refused before anything is written, and the inventory is none of its own members.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('the inventory among its own manifests')

const PARENT = 'hooksync-shop'
const TOLD =
  /<stdin>:\d+:1 OWN_INVENTORY ConfigMap demo\/hooksync-shop is the inventory of app shop itself, which cannot be one of its objects\n.*\n[\s\S]*take it out of the manifests/

async function synced(): Promise<Session> {
  const session = createSession()
  assert.is((await session.run('-f - --app shop', [configMap('c')])).exitCode, 0)
  return session
}

const COMMANDS = [
  '-f - --app shop',
  '-f - --app configmaps/hooksync-shop --prune',
  '-f - --app shop --dry-run=server',
  'plan -f - --app shop',
  'plan --delete -f - --app shop',
  'rehearse -f - --app shop',
  'rehearse -f - --app shop --against-cluster',
  'rehearse --delete -f - --app shop --against-cluster',
  'delete -f - --app shop --yes',
  'delete -f - --app shop',
]

for (const words of COMMANDS) {
  for (const [what, named] of [
    ['a resource', configMap(PARENT)],
    ['a hook', configMap(PARENT, { hook: 'PreSync' })],
  ] as const) {
    test(`"${words}" refuses it as ${what}`, async () => {
      const session = await synced()
      const before = session.lab.audit.length
      const run = await session.run(words.includes('cluster') ? words : `${words} -n demo`, [configMap('c'), named])
      assert.is(run.exitCode, 3, run.stdout + run.stderr)
      assert.match(run.stdout + run.stderr, TOLD)
      assert.equal(run.writes, [])
      const locked = session.lab.audit.slice(before).some(({ kind }) => kind === 'Lease')
      assert.is(locked, words.startsWith('-f') && !words.includes('dry-run'))
    })
  }
}

test('before there is one it is refused, too, and so is a Secret that is one', async () => {
  const session = createSession()
  const parent = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'own' } }
  const run = await session.run('-f - --app secrets/own', [configMap('c'), parent])
  assert.equal([run.exitCode, run.writes], [3, []], run.stdout)
  assert.match(run.stdout, 'Secret demo/own is the inventory of app secrets/own itself')
  const other = await session.run('-f - --app shop', [configMap('own'), parent])
  assert.is(other.exitCode, 0, other.stdout)
})

for (const [words, what] of [
  ['-f -', 'writes'],
  ['-f - --app other', 'takes'],
  ['delete -f - --yes', 'deletes'],
] as const) {
  test(`that of another application is others' for "${words}", unless --take-ownership ${what} it`, async () => {
    const session = await synced()
    assert.is((await session.run('-f - --app configmaps/named', [configMap('d')])).exitCode, 0)
    const named = [configMap(PARENT), configMap('named')]
    const run = await session.run(words, named)
    assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
    assert.match(run.stdout, /it is the inventory of app shop; --take-ownership/)
    assert.match(run.stdout, /it is the inventory of app configmaps\/named; --take-ownership/)
    const taken = await session.run(`${words} --take-ownership`, named)
    assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
    assert.match(taken.stdout, 'it is the inventory of app shop: ')
  })
}

for (const [label, annotations] of [
  ['applyset.kubernetes.io/part-of', {}],
  ['hooksync.dev/hook-of', { 'argocd.argoproj.io/hook': 'PreSync' }],
] as const) {
  test(`one that was marked with ${label} is neither pruned nor deleted before its time`, async () => {
    const session = createSession()
    const hook = configMap('h', { hook: 'PreSync' })
    assert.is((await session.run('-f - --app shop', [configMap('c'), hook])).exitCode, 0)
    const id = session.lab.live('ConfigMap', PARENT)?.metadata.labels?.['applyset.kubernetes.io/id'] ?? ''
    const tracked = { ...annotations, 'hooksync.dev/tracking-id': `shop:/ConfigMap:demo/${PARENT}` }
    await session.lab.patch('ConfigMap', PARENT, { metadata: { labels: { [label]: id }, annotations: tracked } })
    const prune = await session.run('-f - --app shop --prune --prune-hooks --prune-limit 100%', [configMap('c'), hook])
    assert.is(prune.exitCode, 0, prune.stdout + prune.stderr)
    assert.not.match(prune.stdout, PARENT)
    const run = await session.run('delete --app shop --yes -f -', [job('post', { hook: 'PostDelete' })])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.equal(run.writes.slice(-3), ['created Job/post', 'deleted Job/post', `deleted ConfigMap/${PARENT}`])
  })
}

test.run()
