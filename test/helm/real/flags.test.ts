// time limit: 300 s
// What Helm's own flags change, for both majors side by side.
import { randomBytes } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stringField } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { SHOP, dataOf, driveWrites, history, isThere, listObjects, resourceVersions, withHelm } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'
import { withChart } from './small-chart.ts'

const test = suite('Helm 3 and 4: what their flags change')
const plane = withControlPlane(test)
const three = withHelm(test, plane, { major: 3, label: 'flags-three' })
const four = withHelm(test, plane, { major: 4, label: 'flags-four' })

const TYPO = `apiVersion: v1
kind: ConfigMap
metadata: {name: plain, annotations: {argocd.argoproj.io/sync-wave: "1"}}
bogus: 1
data: {color: "{{ .Values.color }}"}
`

const FILES = { 'values.yaml': 'color: blue\n', 'templates/app.yaml': TYPO }

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** A client-side release: Helm itself drops the field, with a warning of the server. */
async function isDropped(scene: Scene, words: readonly string[]): Promise<void> {
  const deploy = (chart: string, ...more: readonly string[]): ReturnType<Scene['rendered']> =>
    scene.rendered(['upgrade', '--install', 'demo', chart, ...words, ...more])
  const plain = async () => {
    const objects = await listObjects(scene.plane, scene.namespace, 'configmaps')
    return objects.find(({ metadata }) => metadata.name === 'plain')
  }
  await withChart(FILES, async (chart) => {
    const strict = await deploy(chart)
    assert.is(strict.exitCode, 1)
    assert.match(strict.stderr, `ConfigMap ${scene.namespace}/plain: .bogus: field not declared in schema`)
    assert.match(
      strict.stderr,
      'mend it, or give --disable-openapi-validation to Helm: then unknown fields are dropped',
    )
    assert.equal(driveWrites(strict.requests), [])
    assert.not.ok(await isThere(scene, 'lease/hooksync-demo'))
    const lax = await deploy(chart, '--disable-openapi-validation')
    assert.is(lax.exitCode, 0, lax.stderr)
    assert.equal(driveWrites(lax.requests), ['create configmaps plain'])
    assert.match(scene.lab.lastLog(), `warning: ConfigMap ${scene.namespace}/plain: unknown field "bogus"`)
    const before = await resourceVersions(scene.plane, scene.namespace, 'configmaps')
    const again = await deploy(chart, '--disable-openapi-validation')
    assert.is(again.exitCode, 0, again.stderr)
    assert.equal(await resourceVersions(scene.plane, scene.namespace, 'configmaps'), before)
  })
  await withChart({ ...FILES, 'templates/app.yaml': TYPO.replace('bogus: 1\n', '') }, async (chart) => {
    const mended = await deploy(chart, '--set', 'color=green')
    assert.is(mended.exitCode, 0, mended.stderr)
    assert.is(stringField(await plain(), 'data', 'color'), 'green')
    assert.is(stringField(await plain(), 'metadata', 'annotations', LAST_APPLIED), undefined)
  })
}

three(
  'an unknown field is refused; --disable-openapi-validation drops it, and a later upgrade heals',
  async (scene) => {
    await isDropped(scene, ['--no-hooks'])
  },
)

four('the same on a client-side release of Helm 4', async (scene) => {
  await withChart({ 'templates/none.yaml': '# nothing here\n' }, async (chart) => {
    await scene.plain(['install', 'demo', chart, '--server-side=false'])
  })
  await isDropped(scene, [])
})

four('on a server-side release an unknown field is refused with that flag, too, as Helm refuses it', async (scene) => {
  await withChart(FILES, async (chart) => {
    const words = ['install', 'demo', chart, '--disable-openapi-validation']
    const run = await scene.rendered(words)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, '.bogus: field not declared in schema')
    assert.not.match(run.stderr, 'mend it')
    assert.equal(driveWrites(run.requests), [])
    const alone = await scene.lab.helm([...words, '-n', scene.namespace])
    assert.is(alone.exitCode, 1)
    assert.match(alone.stderr, '.bogus: field not declared in schema')
  })
})

/** More than a Secret holds, however it is packed. */
const LARGE = Object.fromEntries(
  ['one', 'two'].map((name) => {
    const text = randomBytes(500_000).toString('base64')
    return [
      `templates/${name}.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {text: ${text}}\n`,
    ]
  }),
)

const refusesTheLarge = async (scene: Scene): Promise<void> => {
  await withChart(LARGE, async (chart) => {
    const words = ['install', 'demo', chart, '--no-hooks']
    const run = await scene.rendered(words)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'Helm cannot record this release: a Secret holds 1048576 bytes')
    assert.equal(driveWrites(run.requests), [])
    const alone = await scene.lab.helm([...words, '-n', scene.namespace])
    assert.is(alone.exitCode, 1)
    assert.match(alone.stderr, 'data: Too long: may not be more than 1048576 bytes')
  })
}

three('a release that is too large for its record is refused before anything is written', refusesTheLarge)
four('a release that is too large for the record of Helm 4 is refused before anything is written', refusesTheLarge)

const RELEASES = ['first', 'second'] as const

four('two releases in one namespace keep out of each other’s way', async (scene) => {
  const { plane: control, lab, namespace } = scene
  const runs = await Promise.all(
    RELEASES.map((name) => lab.helm(['install', name, SHOP, '-n', namespace, '--post-renderer', 'kubectl-hooksync'])),
  )
  for (const run of runs) assert.is(run.exitCode, 0, run.stderr)
  for (const name of RELEASES) {
    assert.equal(await history(lab, name, namespace), ['1 deployed: Install complete'])
    assert.ok(await isThere(scene, `configmap/${name}-settings`))
  }
  const before = await resourceVersions(control, namespace, 'configmaps,deployments')
  await scene.plain(['uninstall', 'first', '--wait'])
  const left = await resourceVersions(control, namespace, 'configmaps,deployments')
  const others = Object.entries(before).filter(([object]) => object.includes('second-'))
  assert.equal(
    Object.entries(left).filter(([object]) => object.includes('second-')),
    others,
  )
  const again = await scene.rendered(['upgrade', 'second', SHOP, '--set', 'color=green'])
  assert.is(again.exitCode, 0, again.stderr)
})

four('--server-side=true and back to false on one release: no conflict, and the values arrive', async (scene) => {
  const { plane: control, namespace } = scene
  for (const [mode, color] of [
    ['true', 'blue'],
    ['false', 'green'],
    ['auto', 'red'],
    ['true', 'yellow'],
  ] as const) {
    const subcommand = color === 'blue' ? ['install'] : ['upgrade']
    const run = await scene.rendered([...subcommand, 'demo', SHOP, `--server-side=${mode}`, '--set', `color=${color}`])
    assert.is(run.exitCode, 0, run.stderr)
    assert.is(dataOf(await listObjects(control, namespace, 'configmaps'), 'demo-settings', 'color'), color)
  }
})

four(
  '--force-replace of a server-side release is refused before anything is written, as Helm refuses it',
  async (scene) => {
    await scene.plain(['install', 'demo', SHOP, '--set', 'hooks=false,helmHooks=false'])
    const words = ['upgrade', 'demo', SHOP, '--force-replace', '--set', 'hooks=false,helmHooks=false,color=green']
    const run = await scene.rendered(words)
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, 'hooksync: Helm refuses --force-replace together with server-side apply')
    assert.equal(driveWrites(run.requests), [])
    const alone = await scene.lab.helm([...words, '-n', scene.namespace])
    assert.is(alone.exitCode, 1)
    assert.match(alone.stderr, /force.?replace/i)
  },
)

const PLAIN_SHOP = ['--set', 'hooks=false,helmHooks=false'] as const

for (const [major, real, force] of [
  [3, three, '--force'],
  [4, four, '--force-replace'],
] as const) {
  real(`${force} of a client-side release of Helm ${major} goes through after our phases`, async (scene) => {
    const { plane: control, namespace } = scene
    await scene.plain(['install', 'demo', SHOP, ...PLAIN_SHOP, ...(major === 4 ? ['--server-side=false'] : [])])
    const run = await scene.rendered([
      'upgrade',
      'demo',
      SHOP,
      force,
      '--no-hooks',
      ...PLAIN_SHOP,
      '--set',
      'color=green',
    ])
    assert.is(run.exitCode, 0, run.stderr)
    assert.is(dataOf(await listObjects(control, namespace, 'configmaps'), 'demo-settings', 'color'), 'green')
    const again = await scene.rendered(['upgrade', 'demo', SHOP, '--no-hooks', ...PLAIN_SHOP, '--set', 'extra=false'])
    assert.is(again.exitCode, 0, again.stderr)
    assert.is(dataOf(await listObjects(control, namespace, 'configmaps'), 'demo-settings', 'extra'), undefined)
  })
}

test.run()
