// What is stuck where waiting cannot help has failed after the limit of its cause; what recovers has not.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFailFast } from '../../src/hook/fail-fast.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { createLab, told, written } from '../support/run-sync.ts'
import type { SyncRun } from '../support/run-sync.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'
import type { Making } from '../support/workloads.ts'

const test = suite('fail fast')

const UNPULLABLE = { 'image-pull-error': 'ImagePullBackOff' }

const limits = (text: string) => ({ failFast: readFailFast(text, 'test') })

const failFast = (object: KubeObject, text: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, 'hooksync.dev/fail-fast': text } },
})

const settings = configMap('settings', { data: { colour: 'red' } })

/** A Deployment whose pods need a ConfigMap that is not there. */
const needy = (name: string, making: Making = {}): KubeObject => {
  const env = [{ name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }]
  const container = { name: 'main', image: 'a:1', env }
  const labels = { app: name }
  const annotations = Object.fromEntries(
    Object.entries(making.lab ?? {}).map(([word, value]) => [`lab/${word}`, value]),
  )
  const template = { metadata: { labels, annotations }, spec: { containers: [container] } }
  return { ...bare('apps/v1', 'Deployment', name), spec: { replicas: 1, selector: { matchLabels: labels }, template } }
}

/** A Deployment whose pods need a volume that nobody provides. */
const homeless = (name: string, making: Making = {}): KubeObject => {
  const labels = { app: name }
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'nowhere' } }]
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'a:1' }], volumes } }
  // The Deployment's own deadline, 10 minutes, would be over before.
  const spec = { replicas: 1, progressDeadlineSeconds: 7200, selector: { matchLabels: labels }, template }
  return { ...bare('apps/v1', 'Deployment', name, making), spec }
}

const outcomes = (run: SyncRun): readonly string[] =>
  told(run, 'task-completed').map(({ key, outcome, message }) => `${key.name} ${outcome}: ${message}`)

test('an image that cannot be pulled ends the wait after two minutes: SyncFail runs, exit code 1', async () => {
  const web = deployment('web', { lab: UNPULLABLE })
  const run = await createLab().sync([web, configMap('later', { wave: '1' }), job('sf', { hook: 'SyncFail' })])
  assert.is(run.exitCode, 1)
  assert.equal(written(run), ['create Deployment/web', 'create Job/sf'])
  const text =
    'its image could not be pulled for 2m: given up, limit image-pull=2m (change it with --fail-fast, or hooksync.dev/fail-fast on it)'
  assert.is(outcomes(run)[0], `web Failed: ${text}`)
  assert.ok(run.took >= 120_000 && run.took < 125_000, `${run.took} ms`)
  assert.match(told(run, 'failure-diagnosed')[0]?.diagnosis.cause ?? '', /^ImagePullBackOff: image "/)
  const running = told(run, 'waiting').map(({ blockers: [one] }) => one?.limit)
  // What it is stuck in is known once somebody has looked.
  assert.is(running[0], undefined)
  const limit = running.find((one) => one !== undefined)
  assert.is(limit?.name, 'image-pull=2m', JSON.stringify(running))
  const end = told(run, 'task-completed')[0]?.at ?? 0
  assert.ok(Math.abs((limit?.at ?? 0) - end) < 1000, `${limit?.at} and ${end}`)
  assert.is(run.summary.failures[0]?.message, text)
})

test('a limit that the time of the run does not reach is not promised', async () => {
  const run = await createLab().sync([deployment('web', { lab: UNPULLABLE })], { options: { timeoutMs: 100_000 } })
  assert.is(run.exitCode, 6)
  const promised = told(run, 'waiting').flatMap(({ blockers }) => blockers.flatMap(({ limit }) => limit ?? []))
  assert.equal(promised, [])
})

test('so it is with a hook, whose Job keeps running unless HookFailed deletes it', async () => {
  for (const policy of [undefined, 'HookFailed']) {
    const mig = job('mig', { hook: 'PreSync', lab: UNPULLABLE, ...(policy === undefined ? {} : { policy }) })
    const run = await createLab().sync([mig, configMap('c')])
    assert.equal([run.exitCode, run.took < 125_000], [1, true])
    assert.equal(written(run), ['create Job/mig', ...(policy === undefined ? [] : ['delete Job/mig'])])
  }
})

test('in Argo CD it is waited for, unless somebody says otherwise', async () => {
  const options = { policy: ARGO_POLICY, wait: true, timeoutMs: 400_000 }
  const web = deployment('web', { lab: UNPULLABLE })
  assert.is((await createLab().sync([web], { options })).exitCode, 6)
  assert.is((await createLab().sync([web], { options: { ...options, ...limits('on') } })).exitCode, 1)
  assert.is((await createLab().sync([failFast(web, 'on')], { options })).exitCode, 1)
})

test('one object can be waited for, or given up sooner', async () => {
  const web = (text: string): KubeObject => failFast(deployment('web', { lab: UNPULLABLE }), text)
  const patient = await createLab().sync([web('off')], { options: { timeoutMs: 300_000 } })
  assert.is(patient.exitCode, 6)
  const quick = await createLab().sync([web('image-pull=10s')], { options: limits('off') })
  assert.equal([quick.exitCode, quick.took < 15_000], [1, true])
  assert.match(outcomes(quick)[0] ?? '', 'limit image-pull=10s (change it with hooksync.dev/fail-fast on it)')
})

test('what recovers before its limit has not failed', async () => {
  const lab = createLab({ references: 'needed' })
  const run = await lab.sync([needy('web')], {
    happenings: [{ at: 100_000, what: async () => lab.put([settings]) }],
  })
  assert.equal([run.exitCode, run.took >= 100_000], [0, true], run.summary.message)
})

test('a recovery begins the time anew', async () => {
  const lab = createLab({ references: 'needed' })
  const run = await lab.sync([needy('web', { lab: { 'not-ready': 'true' } })], {
    options: limits('container-config=100s'),
    happenings: [
      { at: 80_000, what: async () => lab.put([settings]) },
      {
        at: 120_000,
        what: async () => {
          await lab.remove('ConfigMap', 'settings')
          await lab.remove('Pod', podOf(lab.snapshot()))
        },
      },
    ],
  })
  assert.is(run.exitCode, 1)
  assert.ok(run.took >= 220_000 && run.took < 245_000, `${run.took} ms`)
})

const podOf = (objects: readonly KubeObject[]): string =>
  objects.find(({ kind, metadata }) => kind === 'Pod' && metadata.name?.startsWith('web-') === true)?.metadata.name ??
  ''

test('a container that cannot be made for two minutes has failed', async () => {
  const run = await createLab({ references: 'needed' }).sync([needy('web')])
  assert.equal([run.exitCode, run.took < 125_000], [1, true])
  assert.match(outcomes(run)[0] ?? '', /^web Failed: its container could not be made for 2m: given up/)
  assert.match(told(run, 'failure-diagnosed')[0]?.diagnosis.cause ?? '', 'configmap "settings" not found')
})

test('a crash loop is given up at its fifth restart', async () => {
  const lab = { restart: 'true', 'exit-code': '3', 'run-for': '1s' }
  const web = deployment('web', { lab, spec: { minReadySeconds: 30 } })
  const run = await createLab().sync([web])
  assert.is(run.exitCode, 1)
  assert.match(
    outcomes(run)[0] ?? '',
    /^web Failed: its container crashes again and again, restarted 5 times: given up, limit crash-loop=5 /,
  )
  const sooner = await createLab().sync([web], { options: limits('crash-loop=2') })
  assert.equal([sooner.exitCode, sooner.took < run.took], [1, true])
})

test('a pod that crashed before is not given up before it was restarted once more', async () => {
  const lab = createLab()
  const web = deployment('web', { lab: { 'crash-loop': 'true', restarts: '200' } })
  await lab.put([web])
  await lab.clock.sleep(5000)
  const run = await lab.sync([web], { options: { timeoutMs: 100_000 } })
  assert.is(run.exitCode, 6)
})

test('pods that the server refuses are given up after two minutes', async () => {
  const run = await createLab({ references: 'needed' }).sync([deployment('web', { serviceAccount: 'nobody' })])
  assert.equal([run.exitCode, run.took < 125_000], [1, true])
  assert.match(
    outcomes(run)[0] ?? '',
    /^web Failed: the server has refused to create its pods for 2m: given up, limit pod-refused=2m/,
  )
})

test('a node may take a quarter of an hour to come', async () => {
  const run = await createLab().sync([homeless('web')], { options: { timeoutMs: 2_400_000 } })
  assert.equal([run.exitCode, run.took >= 900_000, run.took < 905_000], [1, true, true])
  assert.match(outcomes(run)[0] ?? '', 'no node could take its pod for 15m: given up, limit unschedulable=15m')
})

test('looking costs no more requests than without', async () => {
  const count = async (text: string): Promise<number> => {
    let lists = 0
    const options = { timeoutMs: 115_000, ...limits(text) }
    await createLab().sync([deployment('web', { lab: UNPULLABLE })], {
      options,
      through: (cluster) => ({
        ...cluster,
        list: async (...args) => {
          lists += 1
          return cluster.list(...args)
        },
      }),
    })
    return lists
  }
  assert.is(await count('on'), await count('off'))
})

test.run()
