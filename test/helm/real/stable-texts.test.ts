// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { driveWrites, listObjects, resourceVersions, withHelm } from './helm-lab.ts'
import type { Scene, WitnessedHelm } from './helm-lab.ts'
import { withChart } from './small-chart.ts'
import { wrapped } from './wrapper-stories.ts'

const test = suite('texts that Helm 4 would read otherwise')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'texts' })

/** Behind `- `, at the end of a document, by the name of the Deployment that has it as an argument. */
const TEXTS = {
  'folded-deeper': '>\n    one\n      deeper\n    two\n',
  'folded-kept': '>+\n    one\n\n\n',
  'literal-kept': '|+\n    one\n\n\n',
  'literal-tab': '|\n    one\t\n',
  'double-breaks': '"\\N and one\\N\\Ntwo\\L"\n',
  'single-lines': "'one\n\n      two\n\n      '\n",
  'plain-lines': 'one\n    two\n\n    three\n',
  literal: '|\n    one\n',
}

const CHART = Object.fromEntries(
  Object.entries(TEXTS).map(([name, text]) => [
    `templates/${name}.yaml`,
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 0
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
${indented(text)}`,
  ]),
)

function indented(text: string): string {
  const lines = `containers:\n- name: main\n  image: nginx\n  args:\n  - ${text}`
  return lines.replaceAll(/^(?=.)/gm, '      ')
}

async function generations({ plane, namespace }: Scene): Promise<Readonly<Record<string, unknown>>> {
  const objects = await listObjects(plane, namespace, 'deployments')
  return Object.fromEntries(objects.map((object) => [object.metadata.name, field(object, 'metadata', 'generation')]))
}

const ONCE = Object.fromEntries(Object.keys(TEXTS).map((name) => [name, 1]))

const WAYS: Readonly<Record<string, (scene: Scene, chart: string) => Promise<WitnessedHelm>>> = {
  renderer: (scene, chart) => scene.rendered(['upgrade', '-i', 'demo', chart]),
  wrapper: (scene, chart) => wrapped(scene, 'upgrade', '-i', 'demo', chart),
  'wrapper, client-side': (scene, chart) => wrapped(scene, 'upgrade', '-i', 'demo', chart, '--server-side=false'),
}

for (const [way, run] of Object.entries(WAYS)) {
  real(`${way}: the same upgrade three times writes every text once, and Helm nothing after us`, async (scene) => {
    await withChart(CHART, async (chart) => {
      const first = await run(scene, chart)
      assert.is(first.exitCode, 0, first.stdout + first.stderr)
      assert.equal(await generations(scene), ONCE)
      const before = await resourceVersions(scene.plane, scene.namespace, 'deployments')
      for (const _ of [2, 3]) {
        const again = await run(scene, chart)
        assert.is(again.exitCode, 0, again.stdout + again.stderr)
        assert.equal(await generations(scene), ONCE)
        assert.equal(await resourceVersions(scene.plane, scene.namespace, 'deployments'), before)
      }
    })
  })
}

real('a character that Helm cannot send fails the release before anything is written', async (scene) => {
  const bell = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bell}\ndata: {a: "\\x7f"}\n'
  await withChart({ 'templates/bell.yaml': bell }, async (chart) => {
    const run = await wrapped(scene, 'upgrade', '-i', 'demo', chart)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'control characters are not allowed')
    assert.equal(driveWrites(run.requests), [])
  })
})

test.run()
