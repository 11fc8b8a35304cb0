// A cluster that cannot be used any more, and time that is over: what was written is kept, what still runs or may be there is named.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { present } from '../report/present-plain.ts'
import { createLab, told } from '../support/run-sync.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('cluster lost')

test('what others of a group have done is kept when one of them ends the sync, and what runs is named', async () => {
  const lab = createLab()
  const hooks = ['a', 'b', 'c'].map((name) => job(name, { hook: 'PreSync', lab: { 'run-for': '1h' } }))
  const away = new ClusterError('connect ECONNREFUSED', { reason: 'Unreachable' })
  const run = await lab.sync([...hooks, configMap('x')], {
    through: (cluster) => ({
      ...cluster,
      apply: async (ref, object, how) => {
        if (object.metadata.name === 'c' && how.dryRun !== true) throw away
        return cluster.apply(ref, object, how)
      },
    }),
  })
  assert.is(run.exitCode, 4)
  assert.equal(
    told(run, 'cluster-lost').map(({ stillRunning }) => stillRunning.map(({ key }) => key.name)),
    [['a', 'b']],
  )
  const text = present(run.events)
  assert.match(text, /the cluster cannot be used: no further work is started\n/)
  assert.match(
    text,
    /still running in the cluster: Job demo\/a \(PreSync wave 0\)\n.*kubectl -n demo delete job\/a\n.*still running in the cluster: Job demo\/b/,
  )
})

test('a watch that is forbidden in the middle of a wait: what runs is named', async () => {
  const lab = createLab()
  const forbidden = new ClusterError('jobs.batch is forbidden', { reason: 'Forbidden', status: 403 })
  const broken: Cluster['watch'] = () => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        await lab.clock.sleep(5000)
        throw forbidden
      },
    }),
  })
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } })], {
    through: (cluster) => ({ ...cluster, watch: broken }),
  })
  assert.is(run.exitCode, 4)
  assert.equal(
    told(run, 'cluster-lost').map(({ message, stillRunning }) => [message, ...stillRunning.map(({ key }) => key.name)]),
    [['jobs.batch is forbidden', 'mig']],
  )
})

test('a write that is under way at the end of the time is told as such', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync' }), configMap('c')], {
    options: { timeoutMs: 5000 },
    through: (cluster) => ({
      ...cluster,
      apply: (ref, object, how) =>
        object.metadata.name === 'mig' && how.dryRun !== true ? new Promise(() => {}) : cluster.apply(ref, object, how),
    }),
  })
  assert.is(run.exitCode, 6)
  assert.equal(
    told(run, 'write-unanswered').map(({ key, message }) => `${key.name}: ${message}`),
    ['mig: sent, and no answer came before the end: it may be there'],
  )
})

test.run()
