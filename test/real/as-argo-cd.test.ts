// What Argo CD does and is easily done otherwise, on a real API server.
// time limit: 240 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../support/control-plane.ts'
import { makeNamespace, stream, sync } from './lab.ts'
import { deployment, job } from './workload.ts'

const test = suite('as Argo CD')
const real = withControlPlane(test)

const NEVER_READY = {
  metadata: { labels: { app: 'web' }, annotations: { 'lab/never-ready': 'true' } },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
}

for (const [name, flags] of [
  ['default', []],
  ['no-wait', ['--no-wait']],
  ['compat', ['--argo-compat']],
] as const) {
  real(`a Deployment that runs out of time beside a Sync hook fails the sync: ${name}`, async (plane) => {
    const namespace = await makeNamespace(plane, `beside-${name}`)
    const input = stream(
      job('slow', { hook: { hook: 'Sync' }, lab: { 'lab/run-for': '5s' } }),
      deployment('web', { progressDeadlineSeconds: 1, template: NEVER_READY }),
    )
    const run = await sync(plane, ['-f', '-', '-n', namespace, ...flags], { input })
    assert.is(run.exitCode, 1, run.stdout)
    assert.match(run.stdout, 'failed Deployment')
  })
}

test.run()
