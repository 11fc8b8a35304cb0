// What a deletion finds when it has its lock: it is planned by that, and who was asked has said yes to no more than he saw.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { bare, configMap, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('a deletion that waits')

const OBJECTS = [job('slow', { hook: 'PreSync', lab: { 'run-for': '6s' } }), configMap('a'), configMap('b')]

test('it deletes what the run that it waited for has made, too', async () => {
  for (const words of ['delete --app shop --yes --wait-lock 60s', 'delete -f - --app shop --yes --wait-lock 60s']) {
    const session = createSession()
    assert.is((await session.run('-f - --app shop', [configMap('a')])).exitCode, 0)
    const first = session.run('-f - --app shop', OBJECTS)
    await session.lab.clock.sleep(2000)
    const run = await session.run(words, words.includes('-f') ? OBJECTS : [])
    assert.is((await first).exitCode, 0)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.is(session.lab.live('ConfigMap', 'b'), undefined, run.stdout)
    assert.is(session.lab.live('ConfigMap', 'hooksync-shop'), undefined, run.stdout)
  }
})

test('who has agreed to one list is not taken to have agreed to a longer one', async () => {
  const session = createSession()
  assert.is((await session.run('-f - --app shop', [configMap('a')])).exitCode, 0)
  const typed = async (): Promise<string> => {
    assert.is((await session.run('-f - --app shop', [configMap('a'), configMap('b')])).exitCode, 0)
    return 'y\n'
  }
  const run = await session.run('delete --app shop', [], { typed })
  assert.is(run.exitCode, 3, run.stdout + run.stderr)
  assert.match(run.stdout, 'since it was asked, more is there to delete: ConfigMap demo/b')
  for (const name of ['a', 'b', 'hooksync-shop']) assert.ok(session.lab.live('ConfigMap', name))
  const again = await session.run('delete --app shop', [], { typed: async () => 'y\n' })
  assert.is(again.exitCode, 0, again.stdout)
  assert.is(session.lab.live('ConfigMap', 'b'), undefined)
})

/** The cluster of a session, in which something happens before the lock is there. */
function beforeLock({ lab }: Session, happens: () => void): Cluster {
  return {
    ...lab.cluster,
    create: async (ref, object, options) => {
      if (ref.type.kind === 'Lease') happens()
      return lab.cluster.create(ref, object, options)
    },
  }
}

test('a deletion that is refused says so, also where there is more to delete by then', async () => {
  const session = createSession()
  const annotations = { 'argocd.argoproj.io/tracking-id': 'blog:/ConfigMap:demo/argo' }
  await session.lab.put([{ ...configMap('argo'), metadata: { name: 'argo', namespace: 'demo', annotations } }])
  const cluster = beforeLock(session, () => void session.lab.put([configMap('new')]))
  const connect = async () => ({ cluster, namespace: 'demo', close: () => {} })
  const typed = (): Promise<string> => Promise.reject(new Error('nobody is asked'))
  const named = [job('pre', { hook: 'PreDelete' }), configMap('argo'), configMap('new')]
  const run = await session.run('delete -f input.yaml', named, { typed, connect })
  assert.is(run.exitCode, 3, run.stdout + run.stderr)
  assert.match(run.stdout, "Argo CD's application blog tracks it")
  assert.not.match(run.stdout, 'since it was asked')
  assert.equal(run.writes, [])
})

/** The lists of a plan are of an app's objects; those of a run are of all that it is about. */
for (const [what, ofApp] of [
  ['while it plans anew', true],
  ['while it looks', false],
] as const) {
  for (const [how, more, exitCode] of [
    ['a signal', '', 130],
    ['the end of its time', '--timeout 20s', 6],
  ] as const) {
    test(`${how} ends a deletion whose lists are never answered ${what} under its lock`, async () => {
      const session = createSession()
      assert.is((await session.run('-f - --app shop', [configMap('a')])).exitCode, 0)
      const interrupt = new AbortController()
      const list: Cluster['list'] = async (type, where, options) => {
        const isOfApp = where.labelSelector !== undefined
        const isLocked = session.lab.live('Lease', 'hooksync-shop') !== undefined
        if (!isLocked || isOfApp !== ofApp) return session.lab.cluster.list(type, where, options)
        if (exitCode === 130) interrupt.abort('SIGINT')
        return new Promise(() => {})
      }
      const connect = async () => ({ cluster: { ...session.lab.cluster, list }, namespace: 'demo', close: () => {} })
      const running = session.run(`delete --app shop --yes ${more}`, [], { connect, signal: interrupt.signal })
      const run = await Promise.race([running, session.lab.clock.sleep(60_000)])
      assert.ok(run, 'it is still there')
      assert.is(run.exitCode, exitCode, run.stdout + run.stderr)
      assert.equal(run.writes, [])
    })
  }
}

test('a signal ends a deletion that looks up what is left, and is not answered', async () => {
  const session = createSession()
  assert.is((await session.run('-f - --app shop', [configMap('a')])).exitCode, 0)
  const interrupt = new AbortController()
  const resolve: Cluster['resolve'] = async (kind, options) => {
    if (session.lab.live('ConfigMap', 'a') !== undefined) return session.lab.cluster.resolve(kind, options)
    interrupt.abort('SIGINT')
    return new Promise(() => {})
  }
  const connect = async () => ({ cluster: { ...session.lab.cluster, resolve }, namespace: 'demo', close: () => {} })
  const running = session.run('delete --app shop --yes', [], { connect, signal: interrupt.signal })
  const run = await Promise.race([running, session.lab.clock.sleep(60_000)])
  assert.ok(run, 'it is still there')
  assert.is(run.exitCode, 130, run.stdout + run.stderr)
  assert.equal(run.writes, ['deleted ConfigMap/a'])
  assert.ok(session.lab.live('ConfigMap', 'hooksync-shop'))
})

/** An app; a flag; what a sync adds while the deletion asks, and it is to keep; what goes; what stays for it. */
const KEEPING: readonly (readonly [readonly KubeObject[], string, KubeObject, readonly string[], string])[] = [
  [
    [bare('v1', 'Namespace', 'other'), configMap('a')],
    '--delete-namespaces',
    configMap('kept', { namespace: 'other', options: 'Delete=false' }),
    ['deleted ConfigMap/a'],
    'Namespace other is kept: ConfigMap other/kept is kept, and would go with it',
  ],
  [
    [widgetDefinition(), configMap('a')],
    '--delete-crds',
    bare('lab.example.com/v1', 'Widget', 'kept', { options: 'Delete=false' }),
    ['deleted ConfigMap/a'],
    'Widget demo/kept is kept, and would go with it',
  ],
  [
    [bare('v1', 'Namespace', 'demo'), bare('v1', 'Namespace', 'other'), configMap('a')],
    '--delete-namespaces',
    configMap('kept', { namespace: 'other', options: 'Delete=false' }),
    ['deleted ConfigMap/a'],
    'Namespace demo is kept: ',
  ],
]

for (const [objects, flag, kept, deleted, told] of KEEPING) {
  test(`${flag} takes nothing with it that is to stay and came while it asked: ${told}`, async () => {
    const session = createSession()
    assert.is((await session.run('-f - --app shop', objects)).exitCode, 0)
    const typed = async (): Promise<string> => {
      const run = await session.run('-f - --app shop', [...objects, kept])
      assert.is(run.exitCode, 0, run.stdout)
      return 'y\n'
    }
    const run = await session.run(`delete --app shop ${flag}`, [], { typed })
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.match(run.stdout, told)
    assert.equal(
      run.writes.filter((write) => write.startsWith('deleted')),
      deleted,
    )
    assert.ok(session.lab.live(kept.kind, 'kept'))
    assert.ok(session.lab.live('ConfigMap', 'hooksync-shop'))
  })
}

test('what another deletion has deleted meanwhile is no fault', async () => {
  for (const typed of [undefined, async () => 'y\n']) {
    const session = createSession()
    assert.is((await session.run('-f - --app shop', [configMap('a')])).exitCode, 0)
    const slow = job('slow', { hook: 'PreDelete', lab: { 'run-for': '6s' } })
    const first = session.run('delete -f - --app shop --yes', [slow, configMap('a')])
    await session.lab.clock.sleep(2000)
    const yes = typed === undefined ? '--yes' : ''
    const run = await session.run(`delete --app shop --wait-lock 60s ${yes}`, [], { ...(typed && { typed }) })
    assert.is((await first).exitCode, 0)
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.match(run.stdout, 'nothing of app shop is there to delete')
  }
})

test.run()
