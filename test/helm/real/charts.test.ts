// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { fixturePath } from '../../support/fixtures.ts'
import { driveWrites, history, resourceVersions, withHelm, writesOf } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'
import { withChart } from './small-chart.ts'

const test = suite('Helm 4: charts of all kinds')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'chart' })

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n'

function hook(name: string, annotations: string, log = 'fine', exitCode = 0): string {
  return `apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: {${annotations}}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {${exitCode === 0 ? '' : `lab/exit-code: "${exitCode}", `}lab/log: ${JSON.stringify(log)}}}
    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
`
}

async function deploy(scene: Scene, chart: string, ...more: readonly string[]): ReturnType<Scene['rendered']> {
  return scene.rendered(['upgrade', '--install', 'demo', chart, ...more])
}

real('a chart that renders nothing is a release', async (scene) => {
  await withChart({ 'templates/none.yaml': '# nothing here\n' }, async (chart) => {
    assert.is((await scene.rendered(['template', 'demo', chart])).exitCode, 0)
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(driveWrites(run.requests), [])
  })
})

real('a chart of hooks only: they run, and Helm keeps an empty manifest', async (scene) => {
  await withChart({ 'templates/hook.yaml': hook('only', 'argocd.argoproj.io/hook: PreSync') }, async (chart) => {
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(driveWrites(run.requests), ['create jobs only'])
    assert.equal(await history(scene.lab, 'demo', scene.namespace), ['1 deployed: Install complete'])
  })
})

real('a chart without hooks and waves is driven too: it is checked, applied and awaited', async (scene) => {
  await withChart({ 'templates/app.yaml': CONFIG_MAP }, async (chart) => {
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(driveWrites(run.requests), ['create configmaps plain'])
  })
})

real('a type whose definition Helm has just installed from crds/ is awaited', async (scene) => {
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.chart.example.com}
spec:
  group: chart.example.com
  names: {kind: Gadget, plural: gadgets}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`
  const files = {
    'crds/gadget.yaml': definition,
    'templates/gadget.yaml': 'apiVersion: chart.example.com/v1\nkind: Gadget\nmetadata: {name: one}\nspec: {size: 1}\n',
  }
  await withChart(files, async (chart) => {
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(driveWrites(run.requests), ['create gadgets one'])
  })
})

real('a message that ends in a template-like name still fails the release', async (scene) => {
  const files = {
    'templates/hook.yaml': hook('loud', 'argocd.argoproj.io/hook: PreSync', 'ERROR: no such file /tmp/_x', 1),
    'templates/app.yaml': CONFIG_MAP,
  }
  await withChart(files, async (chart) => {
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'ERROR: no such file /tmp/_x')
    assert.match((await history(scene.lab, 'demo', scene.namespace)).join(), '1 failed: ')
  })
})

real('a message with colours and blanks at its end arrives whole', async (scene) => {
  const log = '\u001b[31mERROR: red as a rose\u001b[0m   '
  const files = {
    'templates/hook.yaml': hook('loud', 'argocd.argoproj.io/hook: PreSync', log, 1),
    'templates/app.yaml': CONFIG_MAP,
  }
  await withChart(files, async (chart) => {
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'exited with code 1: ERROR: red as a rose')
  })
})

real('a wrong annotation is told with its place, and nothing is written or recorded', async (scene) => {
  const files = {
    'templates/hook.yaml': hook('wrong', '"argocd.argoproj.io/hook": PreSinc'),
    'templates/app.yaml': CONFIG_MAP,
  }
  await withChart(files, async (chart) => {
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type')
    assert.match(run.stderr, 'nothing was changed')
    assert.equal(
      writesOf(run.requests).filter((write) => !write.includes(' leases ')),
      [],
    )
  })
})

real('an object that the server refuses is found before anything is written', async (scene) => {
  const files = {
    'templates/app.yaml': CONFIG_MAP,
    'templates/bad.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 99999}]}\n',
  }
  await withChart(files, async (chart) => {
    const run = await deploy(scene, chart)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, `hooksync: Service ${scene.namespace}/bad: `)
    assert.equal(driveWrites(run.requests), [])
  })
})

real('the demo chart: hooks of both kinds, waves, a sub-chart, a definition, a List', async (scene) => {
  const chart = fixturePath('helm', 'chart')
  const { plane, lab, namespace } = scene
  const run = await deploy(scene, chart)
  assert.is(run.exitCode, 0, run.stderr)
  const types = 'configmaps,deployments,services,serviceaccounts,widgets.demo.hooksync.dev'
  const before = await resourceVersions(plane, namespace, types)
  const again = await deploy(scene, chart)
  assert.is(again.exitCode, 0, again.stderr)
  const after = await resourceVersions(plane, namespace, types)
  assert.equal(after, before)
  await scene.plain(['test', 'demo'])
  const failed = await deploy(scene, chart, '--set', 'fail=migrate')
  assert.is(failed.exitCode, 1)
  await scene.plain(['rollback', 'demo', '1'])
  await scene.plain(['uninstall', 'demo', '--wait'])
  assert.equal(await resourceVersions(plane, namespace, 'deployments,services,widgets.demo.hooksync.dev'), {})
  assert.equal(lab.major, 4)
})

test.run()
