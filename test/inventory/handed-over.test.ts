// What Argo CD or Helm takes from an app is theirs from then on, and who has taken it back is not asked again.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('handed over')

const SYNC = '-f - --app shop'
const PRUNE = `${SYNC} --prune --prune-limit 100% --prune-hooks`

const hook = (name: string): KubeObject => ({
  ...configMap(name),
  metadata: {
    name,
    annotations: { 'argocd.argoproj.io/hook': 'PostSync', 'argocd.argoproj.io/hook-delete-policy': 'HookFailed' },
  },
})

const OBJECTS = [configMap('stays'), configMap('c'), hook('h')]

const WAYS: readonly (readonly [text: string, metadata: KubeObject['metadata']])[] = [
  [
    "Argo CD's application newapp tracks it",
    { annotations: { 'argocd.argoproj.io/tracking-id': 'newapp:/ConfigMap:demo/c' } },
  ],
  [
    'Helm release newapp of namespace demo owns it',
    {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'newapp', 'meta.helm.sh/release-namespace': 'demo' },
    },
  ],
  ["Argo CD's application newapp tracks it", { labels: { 'app.kubernetes.io/instance': 'newapp' } }],
]

/** A session in which somebody has taken one member and one hook of an app. */
async function handedOver(metadata: KubeObject['metadata']): Promise<Session> {
  const session = createSession()
  const made = await session.run(SYNC, OBJECTS)
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  for (const name of ['c', 'h']) {
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name, namespace: 'demo' },
    }
    await session.lab.put([object], { user: 'argocd-controller', method: 'server-side' })
  }
  return session
}

for (const [at, [text, metadata]] of WAYS.entries()) {
  test(`a sync and a deletion are refused: ${at} ${text}`, async () => {
    const session = await handedOver(metadata)
    for (const words of [SYNC, 'delete --app shop --yes', 'delete -f - --app shop --yes']) {
      const run = await session.run(words, words.includes('-f') ? OBJECTS : [])
      assert.equal([run.exitCode, run.writes], [3, []], run.stdout + run.stderr)
      assert.match(run.stdout, new RegExp(`demo/[ch].*: .*${text}; --take-ownership`))
      for (const name of ['c', 'h']) assert.match(run.stdout, ` demo/${name} (`)
    }
  })

  test(`a prune leaves it, and says who has it: ${at} ${text}`, async () => {
    const session = await handedOver(metadata)
    const plan = await session.run(`plan ${PRUNE}`, [configMap('stays')])
    assert.match(plan.stdout, text)
    const run = await session.run(PRUNE, [configMap('stays')])
    assert.equal([run.exitCode, run.writes], [0, []], run.stdout + run.stderr)
    for (const name of ['c', 'h']) assert.match(run.stdout, new RegExp(`demo/${name}.*ignored \\(no prune\\): ${text}`))
    const taking = await session.run(`${PRUNE} --take-ownership`, [configMap('stays')])
    assert.equal(taking.exitCode, 0, taking.stdout + taking.stderr)
    assert.match(taking.stdout, `warning: ConfigMap demo/c: ${text}: pruned all the same`)
    assert.is(session.lab.live('ConfigMap', 'c'), undefined)
    assert.is(session.lab.live('ConfigMap', 'h'), undefined)
  })

  test(`who has taken it back is asked about nobody but the next: ${at} ${text}`, async () => {
    const session = await handedOver(metadata)
    const taken = await session.run(`${SYNC} --take-ownership`, OBJECTS)
    assert.is(taken.exitCode, 0, taken.stdout + taken.stderr)
    assert.match(taken.stdout, `warning: ConfigMap demo/c: ${text}: taken into app shop`)
    const again = await session.run(SYNC, OBJECTS)
    assert.is(again.exitCode, 0, again.stdout + again.stderr)
    assert.not.match(again.writes.join(), '/c')
    const other = { annotations: { 'argocd.argoproj.io/tracking-id': 'third:/ConfigMap:demo/c' } }
    await session.lab.patch('ConfigMap', 'c', { metadata: other })
    const third = await session.run(SYNC, OBJECTS)
    assert.is(third.exitCode, 3, third.stdout)
    assert.match(third.stdout, "Argo CD's application third tracks it")
  })
}

test('a mark that the manifest itself has is nobody else’s', async () => {
  const session = createSession()
  const object = configMap('c')
  const annotations = { 'argocd.argoproj.io/tracking-id': 'blog:/ConfigMap:demo/c' }
  const objects = [{ ...object, metadata: { ...object.metadata, annotations } }, configMap('stays')]
  for (const [objectsNow, writes] of [
    [objects, 3],
    [objects, 0],
    [[configMap('stays')], 1],
  ] as const) {
    const run = await session.run(PRUNE, objectsNow)
    assert.equal([run.exitCode, run.writes.length], [0, writes], run.stdout + run.stderr)
  }
})

test.run()
