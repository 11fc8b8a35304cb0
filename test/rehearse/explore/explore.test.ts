// What an exploration finds: which faults it tries, and which of them it calls dangerous, and why.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { condition } from '../../../src/health/condition.ts'
import { verdict as healthVerdict } from '../../../src/health/verdict.ts'
import { stringField } from '../../../src/object/kube-object.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { OUR_POLICY } from '../../../src/policy.ts'
import { formatFault } from '../../../src/rehearse/fault.ts'
import { parseFault } from '../../../src/rehearse/parse-fault.ts'
import { rehearse } from '../../../src/rehearse/rehearse.ts'
import { manifestsOf, USUAL_SYNC } from '../../support/usual-sync.ts'
import { dangersOf, exploration, rowOf } from './exploration.ts'

const test = suite('rehearse/explore')

const POD = 'spec: {restartPolicy: Never, containers: [{name: main, image: shop/tools:1}]}'

function job(name: string, annotations: string): string {
  return `
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: {${annotations}}}
spec: {backoffLimit: 1, template: {${POD}}}
`
}

function deployment(name: string, wave: number): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, annotations: {argocd.argoproj.io/sync-wave: "${wave}"}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: main, image: shop/${name}:1}]}}
`
}

const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: green}\n'
const PRE_SYNC = 'argocd.argoproj.io/hook: PreSync'
const SHOP = [
  job('migrate', PRE_SYNC),
  SETTINGS,
  deployment('api', 1),
  deployment('web', 1),
  job('tell', 'argocd.argoproj.io/hook: SyncFail'),
].join('---\n')

test('every fault that can strike is tried once, and one is rehearsed for all that are alike', async () => {
  const { rows } = await exploration(SHOP)
  assert.equal(
    rows.map(({ fault, alike }) => [fault, ...alike].map(formatFault).join(' = ')),
    [
      '--interrupt "PreSync wave 0"',
      '--disconnect 1m@"PreSync wave 0"',
      '--reject Job/migrate="denied"',
      '--fail Job/migrate',
      '--fail Job/migrate@1',
      '--never-ready Job/migrate',
      '--vanish Job/migrate',
      '--vanish Job/migrate=complete',
      '--interrupt "Sync wave 0"',
      '--disconnect 1m@"Sync wave 0"',
      '--reject ConfigMap/settings="denied"',
      '--interrupt "Sync wave 1"',
      '--disconnect 1m@"Sync wave 1"',
      '--reject Deployment/api="denied" = --reject Deployment/web="denied"',
      '--fail Deployment/api = --fail Deployment/web',
      '--never-ready Deployment/api = --never-ready Deployment/web',
    ],
  )
})

test('each of them can be written on the command line to rehearse it alone', async () => {
  const { rows } = await exploration(SHOP, { settings: { forceConflicts: false } })
  for (const { fault, alike } of rows) {
    for (const tried of [fault, ...alike]) {
      const text = formatFault(tried).slice(`--${tried.do} `.length).replaceAll('"', '')
      assert.equal(parseFault(tried.do, text, manifestsOf(SHOP)), tried)
    }
  }
})

test('a hook of a kind that only an own rule knows can vanish and is left as that says', async () => {
  const rule = (live: KubeObject) => {
    const isReady = condition(live, 'Ready') !== undefined
    const isBroken = stringField(live, 'status', 'phase') === 'Failed'
    return healthVerdict(isBroken ? 'Degraded' : isReady ? 'Healthy' : 'Progressing', undefined, 'own')
  }
  const policy = {
    ...OUR_POLICY,
    ownRules: { ruleFor: ({ kind }: { kind: string }) => (kind === 'Vat' ? rule : undefined) },
  }
  const vat = `apiVersion: lab.example.com/v1\nkind: Vat\nmetadata: {name: v, annotations: {${PRE_SYNC}}}\n`
  const explored = await exploration(`${vat}---\n${SETTINGS}`, { settings: { policy } })
  const left = (fault: string) => rowOf(explored, fault).verdict.left.hooks.map(({ state }) => state)
  assert.equal(
    [explored.faultless.phase, explored.faultless.left.hooks.map(({ state }) => state)],
    ['Succeeded', ['done']],
  )
  assert.equal(left('--fail Vat/v'), ['failed'])
  assert.equal(left('--never-ready Vat/v'), ['unready'])
  assert.equal(left('--vanish Vat/v'), [])
})

test('conflicts are tried where they are errors', async () => {
  const found = await exploration(SETTINGS, { settings: { forceConflicts: false } })
  const { verdict, effect } = rowOf(found, '--conflict ConfigMap/settings')
  assert.equal([effect, verdict.exitCode, verdict.phase], ['struck', 1, 'Failed'])
})

function map(name: string, content: string, annotations = ''): string {
  return `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, annotations: {${annotations}}}, ${content}}\n`
}

test('conflicts are alike where the other writer has the same to change, and tried only where there is something', async () => {
  const text = [
    map('a', 'data: {x: one}'),
    map('b', 'data: {y: two}'),
    map('binary', 'binaryData: {x: eQ==}'),
    map('replaced', 'data: {x: one}', "argocd.argoproj.io/sync-options: 'Replace=true'"),
    map('empty', 'immutable: false'),
  ].join('---\n')
  const { rows } = await exploration(text, { settings: { forceConflicts: false } })
  assert.equal(
    rows
      .filter(({ fault }) => fault.do === 'conflict')
      .map(({ fault, alike, effect }) => [[fault, ...alike].map(formatFault).join(' = '), effect]),
    [
      ['--conflict ConfigMap/a = --conflict ConfigMap/b', 'struck'],
      ['--conflict ConfigMap/binary', 'struck'],
      ['--conflict ConfigMap/replaced', 'struck'],
    ],
  )
})

test('a fault strikes the kind of one group, which is named where there are two', async () => {
  const text = `
{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: main}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: main}}
`
  const found = await exploration(text)
  for (const group of ['postgresql.cnpg.io', 'cluster.x-k8s.io']) {
    const { verdict } = rowOf(found, `--reject Cluster.${group}/main="denied"`)
    assert.equal([verdict.written.created, verdict.exitCode], [1, 1])
  }
})

test('a failure that SyncFail answers before anything of Sync is written is not dangerous', async () => {
  const { verdict } = rowOf(await exploration(SHOP), '--fail Job/migrate')
  assert.equal(verdict.phase, 'Failed')
  assert.equal(verdict.exitCode, 1)
  assert.equal(verdict.written, { created: 2, changed: 0, deleted: 0 })
  assert.equal(verdict.left.sync, { applied: 0, planned: 3 })
  assert.equal(
    verdict.left.hooks.map(({ key, state }) => `${key.name} ${state}`),
    ['migrate failed', 'tell done'],
  )
  assert.equal(verdict.syncFail, 'ran')
  assert.equal(verdict.dangers, [])
})

test('a hook that still runs and a SyncFail hook that never comes are dangerous', async () => {
  assert.equal(dangersOf(await exploration(SHOP), '--never-ready Job/migrate'), [
    'hook-left-running: Job shop/migrate still runs when the sync is over, and nothing stops it',
    'unreachable-cleanup: SyncFail does not run (Job shop/tell): a sync that is out of time runs no hook',
  ])
})

test('a partial Sync is dangerous, and says how partial it is', async () => {
  assert.equal(dangersOf(await exploration(SHOP), '--reject Deployment/api="denied"'), [
    'partial-sync: a partial Sync: 2 of 3 objects are written, one is as before',
  ])
})

test('a policy HookFailed that a timeout keeps from acting is dangerous', async () => {
  const policy = 'argocd.argoproj.io/hook-delete-policy: "HookFailed,BeforeHookCreation"'
  assert.equal(dangersOf(await exploration(job('migrate', `${PRE_SYNC}, ${policy}`)), '--never-ready Job/migrate'), [
    'hook-left-running: Job shop/migrate still runs when the sync is over, and nothing stops it',
    'unreachable-cleanup: HookFailed does not delete Job shop/migrate: a sync that is out of time deletes nothing',
  ])
})

test('a hook that stays failed is dangerous where no policy replaces it, and the next sync does fail', async () => {
  const text = job('migrate', `${PRE_SYNC}, argocd.argoproj.io/hook-delete-policy: HookSucceeded`)
  assert.equal(dangersOf(await exploration(text), '--fail Job/migrate'), [
    'stale-hook: Job shop/migrate stays failed (its only policy is HookSucceeded): the next sync finds it and fails too, until somebody deletes it',
  ])
  const options = { sync: USUAL_SYNC, namespaces: ['shop'] }
  const target = { kind: 'Job', name: 'migrate' }
  const first = await rehearse(manifestsOf(text), { ...options, faults: [{ do: 'fail', target }] }, () => undefined)
  const next = await rehearse(manifestsOf(text), { ...options, start: first.left }, () => undefined)
  assert.equal(next.summary.phase, 'Failed')
})

test('a sync that succeeds although what it wrote never works is dangerous', async () => {
  assert.equal(
    dangersOf(await exploration(deployment('api', 0), { settings: { wait: false } }), '--fail Deployment/api'),
    ['unnoticed: the sync is over, and succeeded, before Deployment/api fails'],
  )
})

test('where the sync fails without any fault, faults that change nothing are told apart', async () => {
  const blocked = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  paused: true
  selector: {matchLabels: {app: api}}
  template: {metadata: {labels: {app: api}}, spec: {containers: [{name: main, image: shop/api:1}]}}
`
  const found = await exploration(blocked)
  assert.equal([found.faultless.exitCode, found.faultless.phase], [6, 'Failed'])
  assert.equal(rowOf(found, '--disconnect 1m@"Sync wave 0"').effect, 'same')
  assert.equal(rowOf(found, '--interrupt "Sync wave 0"').effect, 'struck')
})

test('an interrupt ends the exploration after the rehearsal that is under way', async () => {
  const interrupt = new AbortController()
  interrupt.abort('SIGINT')
  const { rows } = await exploration(SHOP, { signal: interrupt.signal })
  assert.equal(rows, [])
})

test.run()
