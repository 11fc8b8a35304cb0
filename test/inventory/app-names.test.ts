// How an app is named, in its lock, on its objects and in messages: another name for each parent.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('names of applications')

const leases = ({ lab }: Session): readonly string[] => [
  ...new Set(lab.audit.flatMap(({ kind, name }) => (kind === 'Lease' && name !== undefined ? [name] : []))),
]

test('the inventory of an app, named in full, has its lock and its marks', async () => {
  const session = createSession()
  await session.run('-f - --app shop', [configMap('c')])
  const again = await session.run('-f - --app configmaps/hooksync-shop', [configMap('c')])
  assert.equal([again.exitCode, again.writes], [0, []], again.stdout)
  assert.equal(leases(session), ['hooksync-shop'])
})

test('a name, a ConfigMap and a Secret of that name are three apps', async () => {
  const session = createSession()
  const apps: readonly [string, string][] = [
    ['x', 'x'],
    ['configmap/x', 'configmaps.x'],
    ['secrets/x', 'secrets.x'],
  ]
  for (const [at, [app, name]] of apps.entries()) {
    const own = configMap(`c${at}`)
    const run = await session.run(`-f - --app ${app}`, [own, job(`j${at}`, { hook: 'PreSync' })])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    const metadata = session.lab.live('ConfigMap', `c${at}`)?.metadata
    assert.is(metadata?.labels?.['hooksync.dev/app'], name)
    assert.is(metadata?.annotations?.['hooksync.dev/tracking-id'], `${name}:/ConfigMap:demo/c${at}`)
  }
  assert.equal(leases(session), ['hooksync-x', 'hooksync-configmaps.x', 'hooksync-secrets.x'])
  for (const [at, [app]] of apps.entries()) {
    const run = await session.run(`delete --app ${app} --yes -f -`, [job('j0', { hook: 'PreSync' })])
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.is(session.lab.live('ConfigMap', `c${at}`), undefined)
    assert.is(session.lab.live('Job', 'j0'), undefined, 'the hook of the first app goes with that')
  }
})

test('who is refused what such an app has is told its name as --app takes it', async () => {
  const session = createSession()
  await session.run('-f - --app secrets/x', [configMap('c')])
  const taken = await session.run('-f - --app x', [configMap('c')])
  assert.is(taken.exitCode, 3)
  assert.match(taken.stdout, /it is part of ApplySet applyset-\S+, app secrets\/x; --take-ownership takes it/)
  const deleted = await session.run('delete -f - --yes', [configMap('c')])
  assert.is(deleted.exitCode, 3)
  assert.match(deleted.stdout, '--app secrets/x deletes that application')
  await session.lab.patch('Secret', 'x', { metadata: { annotations: { 'hooksync.dev/checksum': null } } })
  const edited = await session.run('-f - --app secrets/x', [configMap('c')])
  assert.match(edited.stdout, 'the inventory of app secrets/x is in Secret demo/x, and its annotation')
  const gone = await session.run('delete --app configmaps/x --yes')
  assert.match(gone.stdout, 'nothing of app configmaps/x is there to delete')
})

test('a hook of another app of the same name is left alone', async () => {
  const session = createSession()
  await session.run('-f - --app x', [configMap('c'), job('j', { hook: 'PreSync' })])
  const labels = { 'hooksync.dev/hook-of': 'applyset-another-v1' }
  await session.lab.patch('Job', 'j', { metadata: { labels } })
  const run = await session.run('delete --app x --yes -f -', [job('j', { hook: 'PreSync' })])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.ok(session.lab.live('Job', 'j'))
})

test.run()
