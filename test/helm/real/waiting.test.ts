// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { driveWrites, withHelm } from './helm-lab.ts'
import { withChart } from './small-chart.ts'
import { wrapped } from './wrapper-stories.ts'

const test = suite('what a Helm release waits for')
const plane = withControlPlane(test)

/** It never gets ready. */
const deployment = (annotations: string): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, annotations: {${annotations}}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {lab/never-ready: "true"}}
    spec: {containers: [{name: main, image: nginx}]}
`

const PLAIN = { 'templates/web.yaml': deployment('') }
const IN_WAVES = { 'templates/web.yaml': deployment('argocd.argoproj.io/sync-wave: "1"') }

for (const major of [3, 4] as const) {
  const real = withHelm(test, plane, { major, label: `waits-${major}` })
  const words = (chart: string, ...more: readonly string[]) => [
    'upgrade',
    '-i',
    'demo',
    chart,
    '--timeout',
    '10s',
    ...more,
  ]

  real(`Helm ${major}: without hooks and waves nothing is awaited, as by Helm alone`, async (scene) => {
    await withChart(PLAIN, async (chart) => {
      const run = await wrapped(scene, ...words(chart))
      assert.is(run.exitCode, 0, run.stderr)
      assert.equal(driveWrites(run.requests), ['create deployments web'])
    })
  })

  real(`Helm ${major}: with Helm's own --wait, or in waves, it is awaited`, async (scene) => {
    await withChart(PLAIN, async (chart) => {
      const run = await wrapped(scene, ...words(chart, '--wait'))
      assert.is(run.exitCode, 1)
      assert.ok(/out of time after 1\d(?:\.\d)?s: /.test(run.stderr), run.stderr)
    })
    await withChart(IN_WAVES, async (chart) => {
      const run = await wrapped(scene, ...words(chart))
      assert.is(run.exitCode, 1)
      assert.ok(/out of time after 1\d(?:\.\d)?s: /.test(run.stderr), run.stderr)
    })
  })

  real(`Helm ${major}: --no-wait awaits no last wave`, async (scene) => {
    await withChart(IN_WAVES, async (chart) => {
      const run = await wrapped(scene, ...words(chart, '--no-wait'))
      assert.is(run.exitCode, 0, run.stderr)
      const flags = ['--post-renderer-args', '--no-wait']
      const again = await scene.rendered(words(chart, ...flags, ...(major === 3 ? ['--no-hooks'] : [])))
      assert.is(again.exitCode, 0, again.stdout + again.stderr)
    })
  })
}

test.run()
