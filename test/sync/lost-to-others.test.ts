// Answers that were lost while somebody else wrote an object of the same name: his is never taken for this run's.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { createLab, told } from '../support/run-sync.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('lost to others')

const CLOSED = new ClusterError('the server closed the connection', { reason: 'Unreachable', unsure: true })

const migrationThatStays = job('mig', { hook: 'PreSync' })

test("somebody else's object that came meanwhile is not taken for this run's", async () => {
  const lab = createLab()
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    apply: async (ref, object, how) => {
      if (object.metadata.name !== 'c' || how.dryRun === true) return cluster.apply(ref, object, how)
      await lab.put([configMap('c', { data: { other: 'x' } })], { user: 'someone', method: 'server-side' })
      throw CLOSED
    },
  })
  const run = await lab.sync([configMap('c')], { through })
  assert.is(run.exitCode, 4)
  assert.match(run.summary.message, /there is one, made by someone, maybe not by this run/)
})

test("somebody else's object that came and went right before is not taken for this run's", async () => {
  const lab = createLab()
  let answers = 1
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    apply: async (ref, object, how) => {
      if (object.metadata.name !== 'mig' || how.dryRun === true || answers === 0) return cluster.apply(ref, object, how)
      answers -= 1
      await lab.put([migrationThatStays], { user: 'someone', method: 'server-side' })
      await lab.remove('Job', 'mig')
      await cluster.apply(ref, object, how)
      throw CLOSED
    },
  })
  const run = await lab.sync([migrationThatStays], { through })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(
    told(run, 'resource-applied').map(({ change }) => change),
    ['created'],
  )
  const ours = lab.audit.filter(({ user, verb, dryRun }) => user === 'hooksync' && verb === 'apply' && !dryRun)
  assert.is(ours.length, 1)
  assert.is(told(run, 'resource-applied')[0]?.uid, ours[0]?.uid)
})

test("somebody else's object with the very same values is not taken for this run's, where history is lost", async () => {
  const lab = createLab()
  let answers = 1
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    apply: async (ref, object, how) => {
      const answer = await cluster.apply(ref, object, how)
      if (object.metadata.name !== 'mig' || how.dryRun === true || answers === 0) return answer
      answers -= 1
      await lab.remove('Job', 'mig')
      await lab.put([migrationThatStays])
      lab.forgetHistory()
      throw CLOSED
    },
  })
  const run = await lab.sync([migrationThatStays], { through, options: { policy: ARGO_POLICY } })
  assert.is(run.exitCode, 4)
  assert.match(run.summary.message, /there is one, made by .*, maybe not by this run/)
})

test.run()
