// time limit: 300 s
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { SHOP, dataOf, driveWrites, history, listObjects, resourceVersions, withHelm } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'
import { withChart } from './small-chart.ts'

const test = suite('Helm 4: a sync that fails')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'failure' })

const SCHEMA = "PreSync: Job %/demo-schema: container 'main' exited with code 3: ERROR: schema went wrong"

const upgrade = (...more: readonly string[]): readonly string[] => ['upgrade', '--install', 'demo', SHOP, ...more]

async function installed(scene: Scene): Promise<void> {
  const run = await scene.rendered(upgrade())
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
}

const statuses = async ({ lab, namespace }: Scene): Promise<readonly string[]> =>
  (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))

real('a PreSync hook that fails: nothing of Sync is written, the release is failed with its cause', async (scene) => {
  const { plane, lab, namespace } = scene
  await installed(scene)
  const before = await resourceVersions(plane, namespace, 'configmaps,deployments')
  const run = await scene.rendered(upgrade('--set', 'color=green,fail=schema'))
  const cause = SCHEMA.replace('%', namespace)
  assert.is(run.exitCode, 1)
  assert.equal(driveWrites(run.requests), [
    'delete jobs demo-schema',
    'create jobs demo-schema',
    'create jobs demo-alarm',
  ])
  assert.equal(await resourceVersions(plane, namespace, 'configmaps,deployments'), before)
  const [, last] = await history(lab, 'demo', namespace)
  const description = (last ?? '').replace('2 failed: ', '')
  const log = /(?<=log ~\/\.local\/state\/kubectl-hooksync\/)demo-\w+\.log/.exec(description)?.[0] ?? 'no log'
  const told = `${cause}; log ~/.local/state/kubectl-hooksync/${log} (hooksync/sync)`
  const error = `pre-upgrade hooks failed: invalid resource name "${told}": [may not contain '/']`
  assert.is(description, `Upgrade "demo" failed: ${error}`)
  assert.match(run.stderr, `Error: UPGRADE FAILED: ${error}\n`)
  assert.match(readFileSync(join(lab.logFolder, log), 'utf8'), '| ERROR: schema went wrong\n')
})

real('after a failed upgrade the next one passes, and so does rollback', async (scene) => {
  const { plane, namespace } = scene
  await installed(scene)
  assert.is((await scene.rendered(upgrade('--set', 'color=green,fail=schema'))).exitCode, 1)
  const run = await scene.rendered(upgrade('--set', 'color=green'))
  assert.is(run.exitCode, 0, run.stderr)
  await scene.plain(['rollback', 'demo', '1'])
  assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'blue')
  assert.equal(await statuses(scene), ['1 superseded', '2 failed', '3 superseded', '4 deployed'])
})

real('--rollback-on-failure rolls a failed upgrade back', async (scene) => {
  const { plane, namespace } = scene
  await installed(scene)
  const run = await scene.rendered(upgrade('--set', 'color=green,fail=smoke', '--rollback-on-failure'))
  assert.is(run.exitCode, 1)
  assert.match(
    run.stderr,
    `PostSync: Job ${namespace}/demo-smoke: container 'main' exited with code 3: ERROR: smoke went wrong`,
  )
  assert.equal(await statuses(scene), ['1 superseded', '2 failed', '3 deployed'])
  assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'blue')
})

real('a failed first install is a release that can be upgraded', async (scene) => {
  const run = await scene.rendered(upgrade('--set', 'fail=migrate'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, 'ERROR: migrate went wrong')
  assert.equal(await statuses(scene), ['1 failed'])
  const again = await scene.rendered(upgrade('--reset-values'))
  assert.is(again.exitCode, 0, again.stderr)
  assert.equal(await statuses(scene), ['1 superseded', '2 deployed'])
})

real('--rollback-on-failure of a first install removes what our Sync had created', async (scene) => {
  const { plane, namespace } = scene
  const run = await scene.rendered(upgrade('--set', 'fail=smoke', '--rollback-on-failure'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, 'ERROR: smoke went wrong')
  const left = Object.keys(await resourceVersions(plane, namespace, 'configmaps,deployments'))
  assert.equal(left, ['ConfigMap demo-farewell'])
})

real('a failed PreSync hook with --rollback-on-failure: Helm rolls back, and nothing had changed', async (scene) => {
  const { plane, namespace } = scene
  await installed(scene)
  const run = await scene.rendered(upgrade('--set', 'color=green,fail=schema', '--rollback-on-failure'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, SCHEMA.replace('%', namespace))
  assert.equal(await statuses(scene), ['1 superseded', '2 failed', '3 deployed'])
  assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'blue')
})

const WAVES = `apiVersion: v1
kind: ConfigMap
metadata: {name: before}
data: {color: {{ .Values.color }}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: middle, annotations: {argocd.argoproj.io/hook: Sync, argocd.argoproj.io/sync-wave: "1"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: { {{- if .Values.fail }} lab/exit-code: "3", {{ end -}} lab/log: "ERROR: the middle went wrong"}}
    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: after, annotations: {argocd.argoproj.io/sync-wave: "2"}}
data: {color: {{ .Values.color }}}
`

// Not by a Deployment out of time: Helm's own rollback then reads the old condition and fails, with us and without.
real('a failure in the middle of Sync with --rollback-on-failure: Helm rolls back what was changed', async (scene) => {
  const { plane, namespace } = scene
  const files = { 'values.yaml': 'color: blue\nfail: false\n', 'templates/waves.yaml': WAVES }
  await withChart(files, async (chart) => {
    const first = await scene.rendered(['install', 'demo', chart])
    assert.is(first.exitCode, 0, first.stderr)
    const set = ['--set', 'color=green,fail=true']
    const run = await scene.rendered(['upgrade', 'demo', chart, ...set, '--rollback-on-failure'])
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, `Sync: Job ${namespace}/middle: container 'main' exited with code 3`)
    const changed = driveWrites(run.requests).filter((write) => write.includes(' configmaps '))
    assert.equal(changed, ['apply configmaps before'])
    assert.equal(await statuses(scene), ['1 superseded', '2 failed', '3 deployed'])
    assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'before', 'color'), 'blue')
  })
})

real('a failure in the middle of Sync: later waves are not written, the release is failed', async (scene) => {
  const { plane, namespace } = scene
  await installed(scene)
  const run = await scene.rendered(upgrade('--set', 'color=green,fail=web'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, `Sync: Deployment ${namespace}/demo-web: `)
  assert.equal(await statuses(scene), ['1 deployed', '2 failed'])
  const objects = await listObjects(plane, namespace, 'configmaps')
  assert.is(dataOf(objects, 'demo-settings', 'color'), 'green')
  assert.is(dataOf(objects, 'demo-last', 'color'), 'blue')
})

real('with --no-hooks a failure is told and not recorded, and what was created is named', async (scene) => {
  const { namespace, plane } = scene
  const run = await scene.rendered(upgrade('--set', 'fail=web', '--no-hooks'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, `Sync: Deployment ${namespace}/demo-web: `)
  assert.match(
    run.stderr,
    `created and left, in no release: ConfigMap ${namespace}/demo-settings, Deployment ${namespace}/demo-web`,
  )
  const { stdout } = await plane.kubectl(['get', 'secrets', '-n', namespace, '-l', 'owner=helm', '-o', 'name'])
  assert.is(stdout, '')
})

real('with --no-hooks and --rollback-on-failure what was created is deleted again', async (scene) => {
  const { namespace, plane } = scene
  const run = await scene.rendered(upgrade('--set', 'fail=web', '--no-hooks', '--rollback-on-failure'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, `deleted what this run had created: ConfigMap ${namespace}/demo-settings`)
  assert.equal(await resourceVersions(plane, namespace, 'configmaps,deployments'), {})
})

real('--timeout bounds the drive', async (scene) => {
  const run = await scene.rendered(upgrade('--set', 'runFor=60s', '--timeout', '8s'))
  assert.is(run.exitCode, 1)
  // Reading, connecting and the gate take their part of the time; on a busy machine seconds.
  assert.match(run.stderr, /out of time after [4-8](?:\.\d)?s: waiting for completion of hook /)
  assert.equal(await statuses(scene), ['1 failed'])
})

real('an unknown kind fails before anything is written, without a record', async (scene) => {
  const { plane, namespace } = scene
  const run = await scene.rendered(upgrade('--set', 'unknownKind=true'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, 'the server does not know Never in example.com/v1')
  assert.match(run.stderr, 'nothing was changed')
  assert.equal(driveWrites(run.requests), [])
  const { stdout } = await plane.kubectl(['get', 'secrets', '-n', namespace, '-l', 'owner=helm', '-o', 'name'])
  assert.is(stdout, '')
})

test.run()
