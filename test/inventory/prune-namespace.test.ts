// A Namespace that left the manifests: what is in it, and what still is of the app, is not deleted in passing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { defined } from '../../src/object/defined.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createSession } from '../support/command-session.ts'
import { bare, configMap, job } from '../support/workloads.ts'

const test = suite('prune and namespaces')

const SYNC = '-f - --app shop --prune --prune-limit 100%'

const namespace = (options?: string, wave?: string): KubeObject =>
  bare('v1', 'Namespace', 'other', { ...defined({ options, wave }) })
const inside = configMap('in', { namespace: 'other' })

const NOT_PRUNED = 'not pruned Namespace other: ignored (no prune): '

test('a Namespace with no word of its own stays, and is told', async () => {
  const session = createSession()
  await session.run(SYNC, [namespace(), inside, configMap('c')])
  const run = await session.run(SYNC, [configMap('c'), inside])
  assert.equal([run.exitCode, run.writes], [0, []], run.stdout)
  assert.match(run.stdout, `${NOT_PRUNED}all that is in it would go with it`)
})

test('a Namespace with Prune=true is pruned, with all of the app that left, too, and with what is nobody’s', async () => {
  const session = createSession()
  await session.run(SYNC, [namespace('Prune=true'), inside, configMap('c')])
  await session.lab.put([configMap('nobody', { namespace: 'other' })])
  const run = await session.run(SYNC, [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout)
  assert.ok(run.writes.includes('deleted Namespace/other'), run.stdout)
})

for (const flags of ['', ' --argo-compat']) {
  test(`what goes with a Namespace is not told as what is left:${flags}`, async () => {
    const session = createSession()
    const left = flags === '' ? [] : [job('left', { hook: 'PreSync', namespace: 'other' })]
    await session.run(SYNC, [namespace('Prune=true'), inside, configMap('c'), ...left])
    const labels = session.lab.live('ConfigMap', 'c')?.metadata.labels ?? {}
    await session.lab.put([{ ...inside, metadata: { name: 'copy', namespace: 'other', labels } }])
    const run = await session.run(`${SYNC}${flags}`, [configMap('c')])
    assert.ok(run.writes.includes('deleted Namespace/other'), run.stdout)
    assert.not.match(run.stdout, /COPY|LEFT_HOOKS/)
  })
}

const HOOK = job('mig', { hook: 'PreSync', namespace: 'other' })

for (const [what, before, after, name] of [
  ['an object that the manifests name', [inside], [inside], 'ConfigMap other/in'],
  ['a hook that they name', [], [HOOK], 'Job other/mig'],
  ['a hook that left, and stays', [HOOK], [], 'Job other/mig'],
  ['a member that stays', [configMap('in', { namespace: 'other', options: 'Prune=false' })], [], 'ConfigMap other/in'],
] as const) {
  test(`a Namespace with Prune=true stays for ${what}`, async () => {
    const session = createSession()
    const first = await session.run(SYNC, [namespace('Prune=true'), configMap('c'), ...before])
    assert.is(first.exitCode, 0, first.stdout)
    const now = [configMap('c'), ...after]
    const plan = await session.run(`plan ${SYNC}`, now)
    assert.match(plan.stdout, `not run   Namespace other (${name} is kept, and would go with it)`)
    assert.match((await session.run('plan -f - --app shop', now)).stdout, `${name} is kept, and would go with it`)
    const run = await session.run(SYNC, now)
    assert.is(run.exitCode, 0, run.stdout)
    assert.match(run.stdout, `${NOT_PRUNED}${name} is kept, and would go with it`)
    assert.ok(session.lab.live('Namespace', 'other'))
  })
}

test('a hook that goes, too, keeps no Namespace', async () => {
  const session = createSession()
  await session.run(SYNC, [namespace('Prune=true'), configMap('c'), HOOK])
  const run = await session.run(`${SYNC} --prune-hooks`, [configMap('c')])
  assert.is(run.exitCode, 0, run.stdout)
  assert.ok(run.writes.includes('deleted Namespace/other'), run.stdout)
})

test('a Namespace of a later wave than what somebody protects in it meanwhile stays', async () => {
  const session = createSession()
  const late = namespace('Prune=true', '5')
  await session.run(SYNC, [late, inside, configMap('c')])
  const slow = job('slow', { hook: 'PreSync', lab: { 'run-for': '20s' } })
  const run = session.run(SYNC, [configMap('c'), slow])
  await session.lab.clock.sleep(5000)
  const annotations = { 'argocd.argoproj.io/sync-options': 'Prune=false' }
  await session.lab.patch('ConfigMap', 'in', { metadata: { annotations } })
  const { exitCode, stdout } = await run
  assert.is(exitCode, 0, stdout)
  assert.match(stdout, 'ignored (no prune): ConfigMap other/in is kept, and would go with it')
  assert.ok(session.lab.live('Namespace', 'other'))
})

for (const words of ['', ' --argo-compat']) {
  test(`the Namespace of the inventory stays, whatever it says${words}`, async () => {
    const session = createSession()
    const home = { ...namespace('Prune=true'), metadata: { ...namespace('Prune=true').metadata, name: 'demo' } }
    await session.run(`${SYNC}${words}`, [home, configMap('c')])
    const run = await session.run(`${SYNC} --allow-empty${words}`, [])
    assert.is(run.exitCode, 0, run.stdout)
    assert.match(run.stdout, 'no prune): ConfigMap demo/hooksync-shop is kept, and would go with it')
    assert.ok(session.lab.live('Namespace', 'demo'))
  })
}

test('with --argo-compat it goes as any object', async () => {
  const session = createSession()
  await session.run(`${SYNC} --argo-compat`, [namespace(), configMap('c')])
  const run = await session.run(`${SYNC} --argo-compat`, [configMap('c')])
  assert.ok(run.writes.includes('deleted Namespace/other'), run.stdout)
})

test.run()
