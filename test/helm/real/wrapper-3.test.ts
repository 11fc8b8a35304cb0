// time limit: 300 s
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../../support/control-plane.ts'
import { dataOf, listObjects, withHelm } from './helm-lab.ts'
import { tellWrapperStories, upgrade, wrapped } from './wrapper-stories.ts'

const RANDOM = fileURLToPath(new URL('../../fixtures/charts/random', import.meta.url))

const test = suite('kubectl hooksync helm, with Helm 3')
const real = withHelm(test, withControlPlane(test), { major: 3, label: 'wrapped-3' })

tellWrapperStories(real, 3)

real('the chart’s own hooks stay in the release', async (scene) => {
  assert.is((await wrapped(scene, ...upgrade())).exitCode, 0)
  const { stdout } = await scene.plain(['get', 'hooks', 'demo'])
  assert.equal(
    [...stdout.matchAll(/^ {2}name: (\S+)$/gm)].map(([, name]) => name),
    ['demo-farewell', 'demo-migrate', 'demo-warm'],
  )
  const manifest = await scene.plain(['get', 'manifest', 'demo'])
  assert.equal(
    [...manifest.stdout.matchAll(/^ {2}name: (\S+)$/gm)].map(([, name]) => name),
    ['demo-settings', 'demo-last', 'demo-web'],
  )
})

real(
  'random values: what Helm records is what the drive has applied, though Helm has rendered twice',
  async (scene) => {
    const { plane, namespace } = scene
    const run = await wrapped(scene, 'install', 'demo', RANDOM)
    assert.is(run.exitCode, 0, run.stderr)
    const { stdout } = await scene.plain(['get', 'manifest', 'demo'])
    const word = dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-random', 'word')
    assert.match(word ?? '', /^\w{20}$/)
    assert.match(stdout, `word: ${word}\n`)
  },
)

test.run()
