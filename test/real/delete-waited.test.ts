// A deletion on a real API server that waits for a sync: what that has made meanwhile goes, too.
// time limit: 90 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../support/control-plane.ts'
import { live, makeNamespace, startSync, stream } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('a deletion that waits')
const real = withControlPlane(test)

real('it deletes what the sync that it waited for has made', async (plane) => {
  const namespace = await makeNamespace(plane, 'waited')
  const app = ['--app', 'shop', '-n', namespace]
  const slow = job('slow', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '5s' } })
  const first = startSync(plane, ['-f', '-', ...app], { input: stream(slow, configMap('a')) })
  await first.told(/created Job/)
  const run = await startSync(plane, ['delete', ...app, '--yes', '--wait-lock', '60s']).ended
  assert.is((await first.ended).exitCode, 0)
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  for (const name of ['a', 'hooksync-shop']) {
    assert.is(await live(plane, `configmap/${name}`, '-n', namespace), undefined, run.stdout)
  }
})

test.run()
