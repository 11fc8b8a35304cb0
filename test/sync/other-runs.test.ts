// Two runs of the same manifests at once: no lock keeps them apart, so each tells what it sees of the other.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { present } from '../report/present-plain.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('other runs')

const set = [job('mig', { hook: 'PreSync', lab: { 'run-for': '30s' } }), configMap('c')]

test('a hook that still runs is told before it is deleted, and its run says who may have deleted it', async () => {
  const lab = createLab()
  const later = async () => {
    await lab.clock.sleep(5000)
    return lab.sync(set)
  }
  const [first, second] = await Promise.all([lab.sync(set), later()])
  assert.equal([first.exitCode, second.exitCode], [1, 0])
  assert.equal(warnings(second), [
    'mig: still runs, made 5s ago by kubectl-hooksync: it is deleted now, and made anew (BeforeHookCreation)',
  ])
  assert.is(told(second, 'warning')[0]?.hint, 'if that is another run, it fails now: let only one run deploy at a time')
  assert.equal(
    first.summary.failures.map(({ message }) => message),
    ['batch/Job/mig was deleted by somebody while it ran'],
  )
  assert.equal(warnings(first), [
    "mig: there is another one now, made 0s ago by kubectl-hooksync: another run of these manifests may have deleted this run's",
  ])
})

test('a hook that has ended is deleted without a word', async () => {
  const lab = createLab()
  await lab.sync(set)
  const run = await lab.sync(set)
  assert.equal([run.exitCode, warnings(run)], [0, []])
})

test('what a policy could not delete is in the summary of a sync that succeeded', async () => {
  const refused = new ClusterError('an error on the server', { reason: 'ServerError', status: 500 })
  const lab = createLab({ faults: { beforeRequest: ({ verb }) => (verb === 'delete' ? refused : undefined) } })
  const run = await lab.sync([job('mig', { hook: 'PreSync', policy: 'HookSucceeded' })])
  assert.is(run.exitCode, 0)
  assert.equal(written(run), ['create Job/mig'])
  assert.match(
    present(run.events, 'normal', 200),
    /left in the cluster: Job demo\/mig \(PreSync wave 0\): an error on the server\n +to end it: kubectl -n demo delete job\/mig\n +Succeeded in .*: 1 created/,
  )
})

test.run()
