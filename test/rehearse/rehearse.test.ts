// Whole rehearsals: what is told, in which time, and what each fault leads to.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFailFast } from '../../src/hook/fail-fast.ts'
import { stringField } from '../../src/object/kube-object.ts'
import { USUAL_WORLD } from '../../src/rehearse/world.ts'
import { completions, story, warnings, written } from './story.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('rehearse')

const POD = 'spec: {restartPolicy: Never, containers: [{name: main, image: shop/tools:1}]}'
const SHOP = `
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec: {backoffLimit: 1, template: {${POD}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: green}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, annotations: {argocd.argoproj.io/sync-wave: "1"}}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template: {metadata: {labels: {app: api}}, spec: {containers: [{name: main, image: shop/api:1}]}}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: smoke
  annotations: {argocd.argoproj.io/hook: PostSync, argocd.argoproj.io/hook-delete-policy: HookSucceeded}
spec: {backoffLimit: 0, template: {${POD}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: tell, annotations: {argocd.argoproj.io/hook: SyncFail}}
spec: {template: {${POD}}}
`

test('a sync runs through in virtual time, and leaves what a real one leaves', async () => {
  const run = await story(SHOP)
  assert.equal(completions(run), [
    '11s Succeeded Job shop/migrate',
    '11s Succeeded ConfigMap shop/settings',
    '16s Succeeded Deployment shop/api',
    '27s Succeeded Job shop/smoke',
  ])
  assert.equal(written(run), [
    'created Job shop/migrate',
    'created ConfigMap shop/settings',
    'created Deployment shop/api',
    'created Job shop/smoke',
    'deleted Job shop/smoke',
  ])
  assert.equal(
    run.left.filter(({ kind }) => kind === 'Job' || kind === 'Deployment').map(({ metadata }) => metadata.name),
    ['api', 'migrate'],
  )
  assert.is(run.exitCode, 0)
})

test('the first thing that is told is that it is a rehearsal, and all events have one count', async () => {
  const { events } = await story(SHOP)
  const [first, second] = events
  assert.equal(first?.type === 'diagnostic' ? first.diagnostic : undefined, {
    code: 'REHEARSAL',
    severity: 'note',
    message: 'this runs on an empty simulated cluster in virtual time; no cluster is touched',
  })
  assert.is(second?.type === 'sync-started' ? second.server : undefined, 'simulated')
  assert.equal(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  )
})

test('two rehearsals of the same are the same', async () => {
  assert.equal((await story(SHOP)).events, (await story(SHOP)).events)
})

test('a failing hook runs SyncFail, and nothing of the Sync phase is written', async () => {
  const run = await story(SHOP, { faults: [['fail', 'Job/migrate']] })
  assert.equal(written(run), ['created Job shop/migrate', 'created Job shop/tell'])
  assert.is(run.exitCode, 1)
  const why = run.events.find((event) => event.type === 'failure-diagnosed')
  assert.match(
    why?.type === 'failure-diagnosed' ? why.diagnosis.cause : '',
    'simulated: --fail Job/migrate made this container fail',
  )
})

test('a Job survives the failure of one pod, as long as its backoffLimit allows it', async () => {
  const once = await story(SHOP, { faults: [['fail', 'Job/migrate@1']] })
  assert.is(completions(once)[0], '31s Succeeded Job shop/migrate')
  const both = [['fail', 'Job/migrate@1'] as const, ['fail', 'Job/migrate@2'] as const]
  assert.is(completions(await story(SHOP, { faults: both }))[0], '31s Failed Job shop/migrate')
  const second = await story(SHOP, { faults: [['fail', 'Job/migrate@2']] })
  assert.is(second.exitCode, 0)
  assert.equal(
    second.unused.map((fault) => fault.do),
    ['fail'],
  )
})

test('a Deployment that never gets ready fails at its own deadline', async () => {
  const run = await story(SHOP, { faults: [['never-ready', 'Deployment/api']] })
  assert.equal(completions(run).slice(2), ['611s Failed Deployment shop/api', '622s Succeeded Job shop/tell'])
})

test('a Deployment whose pods crash fails at its own deadline, a slow one only takes longer', async () => {
  const crashing = await story(SHOP, { faults: [['fail', 'Deployment/api']] })
  assert.equal(completions(crashing)[2], '611s Failed Deployment shop/api')
  const slow = await story(SHOP, { faults: [['slow', 'Deployment/api=5m']] })
  assert.equal(completions(slow)[2], '311s Succeeded Deployment shop/api')
})

test('a hook that never ends is given up when time is over', async () => {
  const run = await story(SHOP, { faults: [['never-ready', 'Job/migrate']], sync: { timeoutMs: 600_000 } })
  assert.is(run.exitCode, 6)
  assert.is(run.durationMs, 600_000)
  assert.equal(written(run), ['created Job shop/migrate'])
})

test('a hook that somebody deletes while it runs fails; one that goes when it is complete counts', async () => {
  const gone = await story(SHOP, { faults: [['vanish', 'Job/migrate']] })
  assert.is(gone.exitCode, 1)
  assert.match(gone.summary.message, 'batch/Job/migrate was deleted by somebody while it ran')
  const eaten = await story(SHOP, { faults: [['vanish', 'Job/migrate=complete']] })
  assert.is(eaten.exitCode, 0)
  assert.not.ok(eaten.left.some(({ metadata }) => metadata.name === 'migrate'))
})

test('a refused write fails the sync in the words of the server, after a dry run that passed', async () => {
  const run = await story(SHOP, { faults: [['reject', 'ConfigMap/settings=quota exceeded']] })
  assert.equal(written(run), ['created Job shop/migrate', 'created Job shop/tell'])
  assert.equal(
    run.summary.failures.map(({ message }) => message),
    ['quota exceeded'],
  )
})

test('a field that somebody else sets at the same moment is taken, and without force it is a conflict', async () => {
  const forced = await story(SHOP, { faults: [['conflict', 'ConfigMap/settings']] })
  const taken = forced.events.find((event) => event.type === 'field-taken')
  assert.equal(taken?.type === 'field-taken' ? [taken.manager, taken.field] : [], ['kubectl-edit', '.data.colour'])
  assert.is(forced.exitCode, 0)
  const refused = await story(SHOP, { faults: [['conflict', 'ConfigMap/settings']], sync: { forceConflicts: false } })
  assert.match(refused.summary.failures[0]?.message ?? '', 'conflict with "kubectl-edit"')
  assert.is(refused.exitCode, 1)
})

test('a cut of the connection only takes time while the run waits, however long it is', async () => {
  for (const span of ['20s', '10m']) {
    const run = await story(SHOP, { faults: [['disconnect', `${span}@PreSync`]] })
    assert.is(run.exitCode, 0)
    assert.ok(run.events.some((event) => event.type === 'warning' && /simulated by --disconnect/.test(event.message)))
  }
})

test('a request gets through a short cut, and is given up in a long one: the code of the cluster', async () => {
  const text =
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n'
  const short = await story(text, { faults: [['disconnect', '20s']] })
  // The real client's pauses, with an even chance: 150 ms, doubled up to 6 s, nine of them.
  assert.equal([short.exitCode, short.durationMs], [0, 21_450])
  const long = await story(text, { faults: [['disconnect', '10m']] })
  assert.equal([long.exitCode, long.durationMs], [4, 27_450])
  assert.equal(written(long), ['created ServiceAccount shop/a'])
})

test('an interrupt ends the run right after the first write of its wave', async () => {
  const run = await story(SHOP, { faults: [['interrupt', 'wave 1']] })
  assert.is(run.exitCode, 130)
  assert.is(written(run).at(-1), 'created Deployment shop/api')
  const told = run.events.find((event) => event.type === 'interrupted')
  assert.equal(told?.type === 'interrupted' ? told.stillRunning.map(({ key }) => key.name) : [], ['api'])
})

test('a fault that never took effect is told right before the end', async () => {
  const run = await story(SHOP, { faults: [['fail', 'Job/tell']] })
  assert.is(run.exitCode, 0)
  const [warning, end] = run.events.slice(-2)
  assert.is(warning?.type === 'warning' ? warning.message : '', '--fail Job/tell never took effect')
  assert.is(end?.type, 'operation-completed')
})

test('the world says how long things take, by kind and by object', async () => {
  const durations = { ...USUAL_WORLD.durations, imagePull: 40_000, job: 180_000 }
  const objects = [{ kind: 'Job', name: 'smoke', milliseconds: 60_000 }]
  const run = await story(SHOP, { world: { durations, objects } })
  assert.equal(completions(run), [
    '223s Succeeded Job shop/migrate',
    '223s Succeeded ConfigMap shop/settings',
    '265s Succeeded Deployment shop/api',
    '368s Succeeded Job shop/smoke',
  ])
})

test('what is taken for granted is told: namespaces, kinds, and what pods name', async () => {
  const run = await story(`
apiVersion: example.com/v1
kind: Widget
metadata: {name: w, namespace: other}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: main, image: a, envFrom: [{secretRef: {name: token}}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
`)
  assert.is(run.exitCode, 0)
  assert.equal(warnings(run).slice(1), [
    'ASSUMED_NAMESPACE no manifest brings the namespace other; it is taken to exist',
    'ASSUMED_KIND no manifest defines example.com/Widget; the server is taken to serve it',
    'ASSUMED_OBJECT pods need what no manifest brings, and it is taken to exist: PersistentVolumeClaim shop/data, Secret shop/token',
  ])
})

const LATE = `
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec:
  template:
    spec:
      restartPolicy: Never
      serviceAccountName: migrator
      containers: [{name: main, image: a, envFrom: [{configMapRef: {name: settings}}]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: migrator, annotations: {argocd.argoproj.io/hook: PreSync}}
`

test('a hook whose pod needs what only a later phase brings waits in vain, and that is told beforehand', async () => {
  const run = await story(LATE)
  assert.ok(
    warnings(run).includes(
      'Job shop/migrate needs ConfigMap shop/settings, which comes only in Sync wave 0; its pods cannot start before',
    ),
  )
  assert.match(run.summary.failures[0]?.message ?? '', 'its container could not be made for 2m: given up')
  const patient = await story(LATE, { sync: { failFast: readFailFast('off', '') } })
  assert.equal([run.exitCode, patient.exitCode], [1, 6])
  const end = patient.events.find((event) => event.type === 'timed-out')
  assert.match(end?.type === 'timed-out' ? (end.blockers[0]?.message ?? '') : '', 'configmap "settings" not found')
  assert.is((await story(LATE, { references: 'ignored' })).exitCode, 0)
})

test('live objects are there with their status, and what is unchanged is not written', async () => {
  const first = await story(SHOP)
  const again = await story(SHOP, { start: first.left })
  assert.equal(written(again), [
    'deleted Job shop/migrate',
    'created Job shop/migrate',
    'created Job shop/smoke',
    'deleted Job shop/smoke',
  ])
  assert.is(
    stringField(
      again.left.find(({ kind }) => kind === 'Deployment'),
      'metadata',
      'generation',
    ),
    undefined,
  )
})

test('another user can act before and while it runs', async () => {
  const run = await story(SHOP, {
    before: async (world) => {
      const someone = world.user('setup')
      const type = await someone.resolve({ group: '', version: 'v1', kind: 'ConfigMap' })
      assert.ok(type)
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' } }
      await someone.create(...inPlace(type, object), { fieldManager: 'setup' })
    },
    during: async (world, ended) => {
      await world.clock.sleep(2000, ended)
      const someone = world.user('someone')
      const type = await someone.resolve({ group: 'batch', version: 'v1', kind: 'Job' })
      assert.ok(type)
      await someone.delete({ type, namespace: 'shop', name: 'migrate' }, { propagation: 'Background' })
    },
  })
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['created Job shop/migrate', 'created Job shop/tell'])
})

test.run()
