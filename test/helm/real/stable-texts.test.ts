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

/** A hook that has run before, and an object, each with this text. */
function withText(text: string, annotation = ''): Readonly<Record<string, string>> {
  const hook = 'argocd.argoproj.io/hook: PreSync, argocd.argoproj.io/hook-delete-policy: BeforeHookCreation'
  const spec = 'template: {spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}}'
  return {
    'templates/job.yaml': `apiVersion: batch/v1\nkind: Job\nmetadata: {name: before, annotations: {${hook}, a: ${text}}}\nspec: {${spec}}\n`,
    'templates/app.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, annotations: {${annotation}}}\ndata: {a: ${text}}\n`,
  }
}

for (const annotation of ['', 'argocd.argoproj.io/hook: Skip']) {
  real(
    `a character that Helm cannot send fails the release before anything is written: ${annotation}`,
    async (scene) => {
      await withChart(withText('a', annotation), async (chart) => {
        const { exitCode, stderr } = await scene.rendered(['install', 'demo', chart])
        assert.is(exitCode, 0, stderr)
      })
      await withChart(withText('"\\x7f \\uFFFF"', annotation), async (chart) => {
        for (const run of [wrapped, async (where: Scene, ...words: readonly string[]) => where.rendered(words)]) {
          const { exitCode, stderr, requests } = await run(scene, 'upgrade', 'demo', chart)
          assert.is(exitCode, 1)
          assert.match(
            stderr,
            "FORBIDDEN_CHARACTER Helm's server-side apply cannot send the character U+007F in data.a (ConfigMap app)",
          )
          assert.equal(driveWrites(requests), [])
        }
        const mended = await wrapped(scene, 'upgrade', 'demo', chart, '--server-side=false')
        assert.is(mended.exitCode, 0, mended.stdout + mended.stderr)
      })
    },
  )
}

real('a hook is made with every character that is written in it, for Helm never sends it', async (scene) => {
  const files = { ...withText('"\\x7f \\uFFFF"'), 'templates/app.yaml': withText('a')['templates/app.yaml'] ?? '' }
  await withChart(files, async (chart) => {
    for (const words of ['install', 'upgrade']) {
      const { exitCode, stderr } = await scene.rendered([words, 'demo', chart])
      assert.is(exitCode, 0, stderr)
    }
    const [job] = await listObjects(scene.plane, scene.namespace, 'jobs')
    assert.is(job?.metadata.annotations?.['a'], '\x7f \uffff')
  })
})

test.run()
