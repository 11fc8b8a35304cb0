// A drive that loses its lock: from then on the release is another run's, and nothing of ours may touch it, not even to undo it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ObjectRef } from '../../../src/cluster/port.ts'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { stringField } from '../../../src/object/kube-object.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { CONFIG_MAP, driven, revision } from './driven.ts'

const test = suite('drive: the lock is lost')

const hookJob = (name: string, phase: string, lab: string): string => `apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: {argocd.argoproj.io/hook: ${phase}}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {${lab}}}
    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
`

async function refTo(world: SimulatedCluster, kind: string, name: string): Promise<ObjectRef> {
  const group = kind === 'Lease' ? 'coordination.k8s.io' : ''
  const type = await world.cluster.resolve({ group, version: 'v1', kind })
  if (type === undefined) throw new Error(`no ${kind}`)
  return { type, namespace: 'default', name }
}

async function takeOver(world: SimulatedCluster): Promise<void> {
  const body = { spec: { holderIdentity: 'other' } }
  await world
    .user('other')
    .patch(await refTo(world, 'Lease', 'hooksync-demo'), { type: 'merge', body }, { fieldManager: 'other' })
}

async function deleteLock(world: SimulatedCluster): Promise<void> {
  await world.user('other').delete(await refTo(world, 'Lease', 'hooksync-demo'), { propagation: 'Background' })
}

/** What somebody does to the lock while the migration runs, and what the drive says of it. */
const LOSSES = [
  ['taken over', takeOver, 'the lock default/hooksync-demo was taken by other'],
  ['deleted', deleteLock, 'the lock default/hooksync-demo was deleted by somebody'],
] as const

for (const [what, lose, message] of LOSSES) {
  test(`a lock that is ${what} in the middle stops the drive before its next step`, async () => {
    const world = createSimulatedCluster()
    const losing = world.clock.sleep(2000).then(() => lose(world))
    const migration = hookJob('migrate', 'PreSync', 'lab/run-for: 60s')
    const { answer, log, writes } = await driven(world, `${migration}---\n${CONFIG_MAP}`)
    await losing
    assert.match(log, `${message}: no further work is started\n`)
    assert.match(log, 'waited for completion of Job default/migrate')
    assert.not.ok(writes.includes('apply ConfigMap/settings'), writes.join())
    assert.match(answer.stdout, message)
  })
}

const OLD = CONFIG_MAP.replace('a: b', 'a: old')

/** A cluster with revision 1 of the release, in which `settings` says `old`. */
function withRevision(): SimulatedCluster {
  const world = createSimulatedCluster()
  const settings: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'settings',
      namespace: 'default',
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'demo', 'meta.helm.sh/release-namespace': 'default' },
    },
    data: { a: 'old' },
  }
  world.seed([revision(1, 'deployed', OLD), settings])
  return world
}

function settingOf(world: SimulatedCluster): string | undefined {
  return stringField(
    world.snapshot().find(({ metadata }) => metadata.name === 'settings'),
    'data',
    'a',
  )
}

/** Another run takes the lock and writes its own version. */
async function beginOther(world: SimulatedCluster): Promise<void> {
  await takeOver(world)
  const body = { data: { a: 'newer' } }
  const settings = await refTo(world, 'ConfigMap', 'settings')
  await world.user('other').patch(settings, { type: 'merge', body }, { fieldManager: 'other' })
}

const NEW = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\n'

for (const major of [3, 4] as const) {
  test(`Helm ${major} with --atomic: the new holder's work stays, nothing is recorded, nobody is to roll back`, async () => {
    const world = withRevision()
    const losing = world.clock.sleep(2000).then(() => beginOther(world))
    const smoke = hookJob('smoke', 'PostSync', 'lab/run-for: 60s')
    const { answer, writes } = await driven(world, [CONFIG_MAP, NEW, smoke].join('---\n'), {
      major,
      orders: { rollbackOnFailure: true },
    })
    await losing
    assert.is(settingOf(world), 'newer')
    assert.is(answer.rollBackTo, undefined)
    assert.equal(
      writes.filter((write) => !write.startsWith('patch')),
      ['apply ConfigMap/new', 'apply ConfigMap/settings', 'apply Job/smoke'],
    )
    const told = `${answer.stdout}${answer.stderr}`
    assert.not.match(told, 'SyncFailed')
    assert.match(told, 'the lock default/hooksync-demo was taken by other')
    assert.match(told, 'created and left, in no release: ConfigMap default/new\n')
    assert.match(told, 'changed and left, in no revision: ConfigMap default/settings\n')
    assert.match(told, 'nothing is rolled back: another run may have begun\n')
  })
}

test('a lock that is lost while a failed drive is undone ends the undoing', async () => {
  const world = withRevision()
  const smoke = hookJob('smoke', 'PostSync', 'lab/run-for: 1s, lab/exit-code: "1"')
  let failed = false
  const undoing: SimulatedCluster = {
    ...world,
    cluster: {
      ...world.cluster,
      apply: async (ref, object, options) => {
        if (failed && object.metadata.name === 'settings') {
          await takeOver(world)
          // The lock is renewed every five seconds.
          await world.clock.sleep(6000)
        }
        failed ||= object.metadata.name === 'smoke' && options.dryRun !== true
        return world.cluster.apply(ref, object, options)
      },
    },
  }
  const { answer } = await driven(undoing, [CONFIG_MAP, NEW, smoke].join('---\n'), {
    major: 3,
    orders: { rollbackOnFailure: true },
  })
  assert.match(answer.stderr, 'put back as in revision 1: ConfigMap default/settings\n')
  assert.match(answer.stderr, 'left as it is: ConfigMap default/new (stopped: the lock default/hooksync-demo was taken')
  assert.ok(world.snapshot().some(({ metadata }) => metadata.name === 'new'))
  assert.is(answer.rollBackTo, undefined)
})

test('what a fault of ours has left half done is undone before the lock is given back', async () => {
  const world = withRevision()
  const faulty: SimulatedCluster = {
    ...world,
    cluster: {
      ...world.cluster,
      apply: (ref, object, options) => {
        if (object.metadata.name === 'smoke' && options.dryRun !== true) throw new TypeError('a fault')
        return world.cluster.apply(ref, object, options)
      },
    },
  }
  const smoke = hookJob('smoke', 'PostSync', 'lab/run-for: 1s')
  const { answer } = await driven(faulty, [CONFIG_MAP, smoke].join('---\n'), {
    major: 3,
    orders: { rollbackOnFailure: true },
  })
  assert.match(answer.stderr, 'this is a fault of kubectl-hooksync: TypeError: a fault')
  assert.match(answer.stderr, 'put back as in revision 1: ConfigMap default/settings\n')
  const done = world.audit.filter(({ dryRun }) => !dryRun).map(({ verb, kind }) => `${verb} ${kind}`)
  assert.equal(done.slice(-2), ['apply ConfigMap', 'delete Lease'])
})

test.run()
