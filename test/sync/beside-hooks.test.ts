// What stands beside hooks, or is a hook twice: everything written is looked at while anything is awaited, and nothing is
// applied onto what this run has deleted.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { createLab, told, written } from '../support/run-sync.ts'
import { deployment, job } from '../support/workloads.ts'

const test = suite('beside hooks')

const COMPAT = { policy: ARGO_POLICY, wait: false }
const UNSUCCESSFUL = 'one or more synchronization tasks completed unsuccessfully'

for (const [title, options] of [
  ['by default', {}],
  ['with --no-wait', { wait: false }],
  ['with --argo-compat', COMPAT],
] as const) {
  test(`a Deployment that runs out of time beside a Sync hook fails the sync, ${title}`, async () => {
    const input = [
      job('slow', { hook: 'Sync', lab: { 'run-for': '6s' } }),
      deployment('web', { spec: { progressDeadlineSeconds: 1 }, lab: { 'not-ready': 'true' } }),
    ]
    const lab = createLab()
    const run = await lab.sync(input, { options })
    assert.equal([run.exitCode, run.summary.message], [1, UNSUCCESSFUL])
    assert.equal(
      run.summary.failures.map(({ task, message }) => `${task.key.name}: ${message}`),
      ['web: no progress for 1s: 0 of 1 updated replicas available'],
    )
    // Once more, when nothing has to be written: what is there is looked at all the same.
    assert.is((await lab.sync(input, { options })).exitCode, 1)
  })
}

test('with --no-wait a Deployment beside a Sync hook is not awaited', async () => {
  const web = deployment('web', { lab: { 'not-ready': 'true' } })
  const run = await createLab().sync([job('slow', { hook: 'Sync', lab: { 'run-for': '6s' } }), web], {
    options: { wait: false },
  })
  assert.is(run.exitCode, 0, run.summary.message)
})

for (const policy of ['HookFailed', 'HookFailed,BeforeHookCreation']) {
  for (const options of [{}, COMPAT]) {
    test(`a hook of PreSync and SyncFail that ${policy} deletes is made anew${'wait' in options ? ' in compat mode' : ''}`, async () => {
      const lab = createLab()
      const run = await lab.sync(
        [
          job('both', { hook: 'PreSync,SyncFail', policy, wave: '-1', lab: { 'run-for': '3s' } }),
          job('fails', { hook: 'PreSync', lab: { 'exit-code': '1' } }),
        ],
        { options },
      )
      assert.equal([run.exitCode, run.summary.message], [1, UNSUCCESSFUL])
      assert.equal(written(run), [
        'create Job/both',
        'create Job/fails',
        'delete Job/both',
        'create Job/both',
        'delete Job/both',
      ])
      const ends = told(run, 'task-completed').map(({ task, outcome }) => `${task} ${outcome}`)
      assert.is(ends.at(-1), 'SyncFail batch/Job demo/both Succeeded')
    })
  }
}

test('a hook that HookFailed could not delete is applied onto, and does not block its SyncFail task', async () => {
  const lab = createLab({
    faults: {
      beforeRequest: ({ verb, key }) =>
        verb === 'delete' && key.name === 'both'
          ? new ClusterError('jobs "both" is forbidden', { reason: 'Forbidden', status: 403 })
          : undefined,
    },
  })
  const run = await lab.sync([
    job('both', { hook: 'PreSync,SyncFail', policy: 'HookFailed', wave: '-1' }),
    job('fails', { hook: 'PreSync', lab: { 'exit-code': '1' } }),
  ])
  assert.equal([run.exitCode, written(run)], [1, ['create Job/both', 'create Job/fails']])
})

test.run()
