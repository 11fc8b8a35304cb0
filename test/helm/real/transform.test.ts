// time limit: 300 s
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { execa } from 'execa'
import { withControlPlane } from '../../support/control-plane.ts'
import { RENDERER, SHOP, history, withHelm, writesOf } from './helm-lab.ts'

const test = suite('Helm 4 with --transform')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'transform' })

const TRANSFORM = ['--post-renderer-args', '--transform'] as const

const WARNINGS = [
  'kubectl-hooksync: warning: Helm has no waves: 1 is lost, Helm orders by kind (Deployment demo-web)',
  'kubectl-hooksync: warning: Helm has no waves: 2 is lost, Helm orders by kind (ConfigMap demo-last)',
  'kubectl-hooksync: warning: Helm has no hook for a failure: the object is left out (Job demo-alarm)',
]

real("Argo CD's hooks run as Helm's own, in Helm's order, and we send no request", async (scene) => {
  const run = await scene.rendered(['upgrade', '--install', 'demo', SHOP, ...TRANSFORM])
  assert.is(run.exitCode, 0, run.stderr)
  const writes = writesOf(run.requests)
  assert.equal(
    writes.filter((write) => write.startsWith('hooksync ')),
    [],
  )
  const made = writes.filter((write) => write.startsWith('helm create ') && !write.includes(' secrets '))
  // What is not a hook Helm makes all at once for each kind.
  assert.equal(
    [...made.slice(0, 2), ...made.slice(2, 4).toSorted(), ...made.slice(4)],
    [
      'helm create jobs demo-schema',
      'helm create jobs demo-migrate',
      'helm create configmaps demo-last',
      'helm create configmaps demo-settings',
      'helm create deployments demo-web',
      'helm create jobs demo-warm',
      'helm create jobs demo-smoke',
    ],
  )
  assert.ok(writes.includes('helm delete jobs demo-smoke'))
  assert.equal(await history(scene.lab, 'demo', scene.namespace), ['1 deployed: Install complete'])
})

real('a failed hook of Argo CD fails the release in Helm’s own words', async (scene) => {
  const run = await scene.rendered(['install', 'demo', SHOP, ...TRANSFORM, '--set', 'fail=schema'])
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, 'failed pre-install')
})

real('what Helm cannot express is told on its standard error, which hides ours, and in a file', async (scene) => {
  const { lab, namespace } = scene
  const words = ['template', 'demo', SHOP, '-n', namespace, ...RENDERER, ...TRANSFORM].join(' ')
  const { stdout } = await execa('sh', ['-c', `${lab.path} ${words} 2>&1 >/dev/null | cat`], {
    env: lab.env,
    extendEnv: false,
  })
  assert.equal(stdout.split('\n'), WARNINGS)
  assert.is(readFileSync(join(lab.logFolder, 'demo-plan.log'), 'utf8'), `${WARNINGS.join('\n')}\n`)
})

test.run()
