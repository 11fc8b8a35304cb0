// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { driveWrites, withHelm, writesOf } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'
import { withChart } from './small-chart.ts'
import { wrappedIn } from './wrapper-stories.ts'

const test = suite('Helm where files and words are not as usual')
const plane = withControlPlane(test)

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`

/** A chart with another one beside it in `beside/`, which it needs. */
const WITH_DEPENDENCY = {
  'Chart.yaml':
    'apiVersion: v2\nname: small\nversion: 1.0.0\ndependencies:\n- {name: beside, version: 1.0.0, repository: "file://beside"}\n',
  'templates/a.yaml': configMap('small-a'),
  'beside/Chart.yaml': 'apiVersion: v2\nname: beside\nversion: 1.0.0\n',
  'beside/templates/b.yaml': configMap('small-b'),
}

for (const major of [3, 4] as const) {
  const real = withHelm(test, plane, { major, label: `odd-${major}` })
  const upgrade = (chart: string, ...more: readonly string[]) => ['upgrade', '-i', 'demo', chart, ...more]
  const wrappedChart = async (scene: Scene, env: Readonly<Record<string, string>>, more: readonly string[] = []) => {
    let run = { exitCode: undefined as number | undefined, stderr: '', writes: [] as readonly string[] }
    await withChart(WITH_DEPENDENCY, async (chart) => {
      const { exitCode, stderr, requests } = await wrappedIn(scene, env, upgrade(chart, ...more))
      run = { exitCode, stderr, writes: driveWrites(requests) }
    })
    return run
  }

  real(`Helm ${major}, --dependency-update: what Helm prints before is read past`, async (scene) => {
    const run = await wrappedChart(scene, {}, ['--dependency-update'])
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(run.writes.toSorted(), ['create configmaps small-a', 'create configmaps small-b'])
  })

  real(`Helm ${major}, HELM_DRIVER=memory without data: Helm's own words and status`, async (scene) => {
    const run = await wrappedIn(scene, { HELM_DRIVER: 'memory' }, upgrade('/nonexistent'))
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'Unable to read memory driver data')
    assert.equal(writesOf(run.requests), [])
  })

  real(`Helm ${major}: no folder for logs is not a reason to stop`, async (scene) => {
    const run = await wrappedChart(scene, { XDG_STATE_HOME: '/proc/nope' }, ['--dependency-update'])
    assert.is(run.exitCode, 0, run.stderr)
    assert.match(run.stderr, /log \/\S+\/kubectl-hooksync\/demo-\S+\.log\n/)
  })

  real(`Helm ${major}: a renderer that can keep no log says so and goes on`, async (scene) => {
    await withChart({ 'templates/a.yaml': configMap('small-a') }, async (chart) => {
      const event = major === 3 ? ['--post-renderer-args', '--assume-no-helm-hooks', '--no-hooks'] : []
      const env = { XDG_STATE_HOME: '/proc/nope', TMPDIR: '/proc/nope' }
      const run = await scene.rendered(upgrade(chart, ...event), { env })
      assert.is(run.exitCode, 0, run.stdout + run.stderr)
      assert.equal(driveWrites(run.requests), ['create configmaps small-a'])
    })
  })
}

test.run()
