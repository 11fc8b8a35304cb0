// What --grace does: at a signal the hooks that run are ended as Argo CD's terminate ends them, and nothing else is written.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { LockLost } from '../../src/sync/end.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { Happening, SyncRun } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('grace of signals')

const signalAt = (at: number, name: string): Happening => ({ at, what: ({ signal }) => signal(name) })
const GRACE = { graceMs: 30_000 }
const HOUR = { 'run-for': '1h' }

const left = (run: SyncRun): readonly string[] =>
  told(run, 'interrupted')
    .at(-1)
    ?.stillRunning.map(({ key }) => key.name) ?? []

for (const [name, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${name}: the hook that runs is deleted, completed ones and resources stay, no SyncFail, exit code ${exitCode}`, async () => {
    const lab = createLab()
    const set = [
      job('done', { hook: 'PreSync', wave: '-1', policy: 'HookSucceeded' }),
      configMap('c', { wave: '-1' }),
      job('mig', { hook: 'Sync', lab: HOUR }),
      job('sf', { hook: 'SyncFail' }),
    ]
    const run = await lab.sync(set, { options: GRACE, happenings: [signalAt(9000, name)] })
    assert.is(run.exitCode, exitCode)
    assert.is(run.took, 9000)
    assert.equal(written(run), ['create Job/done', 'create ConfigMap/c', 'create Job/mig', 'delete Job/mig'])
    assert.equal(left(run), [])
    assert.is(run.summary.message, 'Operation terminated')
    assert.equal(
      told(run, 'resource-deleted').map(({ key, reason, outcome }) => [key.name, reason, outcome]),
      [['mig', 'Terminated', 'requested']],
    )
    assert.equal(
      told(run, 'task-completed').map(({ key, outcome, message }) => [key.name, outcome, message]),
      [
        ['done', 'Succeeded', 'Reached expected number of succeeded pods'],
        ['c', 'Succeeded', 'c created'],
        ['mig', 'Failed', 'Terminated'],
      ],
    )
    assert.ok(warnings(run).includes(`${name}: the hooks that run are ended (--grace); a second signal leaves at once`))
    assert.ok(lab.live('Job', 'done'))
  })
}

for (const policy of [OUR_POLICY, ARGO_POLICY]) {
  test(`scenario 84: what has completed stays whatever its policy, ${policy.differs ? '' : 'also in compat mode'}`, async () => {
    const lab = createLab()
    const set = [
      job('c1', { hook: 'PreSync', policy: 'HookFailed' }),
      job('r1', { hook: 'PreSync', policy: 'HookSucceeded', lab: HOUR }),
      job('r2', { hook: 'PreSync', lab: HOUR }),
    ]
    const run = await lab.sync(set, { options: { ...GRACE, policy }, happenings: [signalAt(20_000, 'SIGINT')] })
    const creates = ['create Job/c1', 'create Job/r1', 'create Job/r2']
    assert.equal(written(run), [...creates, 'delete Job/r1', 'delete Job/r2'])
    assert.equal(left(run), [])
    assert.ok(lab.live('Job', 'c1'))
  })
}

test('a resource that is not ready is left as it is, and named', async () => {
  const lab = createLab()
  const run = await lab.sync(
    [job('h', { hook: 'Sync', lab: HOUR }), deployment('web', { lab: { 'ready-after': '1h' } })],
    {
      options: GRACE,
      happenings: [signalAt(5000, 'SIGINT')],
    },
  )
  assert.equal(written(run), ['create Deployment/web', 'create Job/h', 'delete Job/h'])
  assert.equal(left(run), ['web'])
})

for (const [why, reason] of [
  ['SIGHUP', 'SIGHUP'],
  ['a lost lock', new LockLost('the lock was taken', 'taken')],
] as const) {
  test(`after ${why} nothing more is written`, async () => {
    const interrupt = new AbortController()
    const lab = createLab()
    const run = await lab.sync([job('mig', { hook: 'PreSync', lab: HOUR })], {
      options: { ...GRACE, signal: interrupt.signal },
      happenings: [{ at: 4000, what: () => interrupt.abort(reason) }],
    })
    assert.equal(written(run), ['create Job/mig'])
  })
}

test('out of time nothing more is written either', async () => {
  const options = { ...GRACE, timeoutMs: 4000 }
  const run = await createLab().sync([job('mig', { hook: 'PreSync', lab: HOUR })], { options })
  assert.is(run.exitCode, 6)
  assert.equal(written(run), ['create Job/mig'])
})

/** A cluster that never answers a delete. */
const deaf = {
  through: (cluster: ReturnType<typeof createLab>['cluster']) => ({
    ...cluster,
    delete: () => new Promise<never>(() => {}),
  }),
}

test('a cluster that does not answer is given up when the grace is over, and what may still run is named', async () => {
  const run = await createLab().sync([job('mig', { hook: 'PreSync', lab: HOUR })], {
    ...deaf,
    options: GRACE,
    happenings: [signalAt(4000, 'SIGINT')],
  })
  assert.is(run.exitCode, 130)
  assert.equal(left(run), ['mig'])
  assert.ok(run.took >= 34_000 && run.took <= 35_000, `${run.took}`)
})

test('who cannot wait leaves at once, and is told what is left', async () => {
  const leave = new AbortController()
  const run = await createLab().sync([job('mig', { hook: 'PreSync', lab: HOUR })], {
    ...deaf,
    options: { ...GRACE, leave: leave.signal },
    happenings: [signalAt(4000, 'SIGINT'), { at: 6000, what: () => leave.abort('SIGINT') }],
  })
  assert.is(run.exitCode, 130)
  assert.equal(left(run), ['mig'])
  assert.ok(run.took <= 7000, `${run.took}`)
})

test('a delete that is refused is told, and the hook is named', async () => {
  const forbidden = new ClusterError('jobs is forbidden', { reason: 'Forbidden', status: 403 })
  const lab = createLab({ faults: { beforeRequest: ({ verb }) => (verb === 'delete' ? forbidden : undefined) } })
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: HOUR })], {
    options: GRACE,
    happenings: [signalAt(4000, 'SIGINT')],
  })
  assert.equal(left(run), ['mig'])
  assert.equal(
    told(run, 'resource-deleted').map(({ outcome, message }) => [outcome, message]),
    [['refused', 'jobs is forbidden']],
  )
})

for (const [compat, policy, exitCode, deleted] of [
  [false, 'HookFailed', '1', true],
  [false, 'HookFailed', '0', false],
  [true, 'HookFailed', '0', true],
  [true, 'HookSucceeded', '0', false],
] as const) {
  test(`scenario 85: a ${policy} hook found to have just ended with ${exitCode}${compat ? ', in compat mode,' : ''} is ${deleted ? '' : 'not '}deleted`, async () => {
    const lab = createLab()
    const run = await lab.sync(
      [
        job('mig', {
          hook: 'PreSync',
          policy,
          lab: { 'run-for': '6s', ...(exitCode === '0' ? {} : { 'exit-code': exitCode }) },
        }),
      ],
      {
        // Its watch is silent: only reading it tells that it has ended.
        through: (cluster) => ({
          ...cluster,
          watch: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
        }),
        options: compat ? { ...GRACE, policy: ARGO_POLICY } : GRACE,
        happenings: [signalAt(9000, 'SIGINT')],
      },
    )
    assert.is(run.exitCode, 130)
    assert.equal(left(run), [])
    assert.equal(
      told(run, 'task-completed').map(({ outcome }) => outcome),
      [exitCode === '0' ? 'Succeeded' : 'Failed'],
    )
    assert.equal(
      told(run, 'resource-deleted').map(({ reason }) => reason),
      deleted ? ['HookFailed'] : [],
    )
  })
}

test('--sync-fail-on-interrupt runs the SyncFail hooks in the grace', async () => {
  const lab = createLab()
  const set = [
    job('mig', { hook: 'Sync', lab: HOUR }),
    deployment('web', { lab: { 'ready-after': '1h' } }),
    job('sf', { hook: 'SyncFail', lab: { 'run-for': '5s' } }),
  ]
  const options = { ...GRACE, syncFailOnInterrupt: true }
  const run = await lab.sync(set, { options, happenings: [signalAt(4000, 'SIGINT')] })
  assert.is(run.exitCode, 130)
  assert.equal(written(run), ['create Deployment/web', 'create Job/mig', 'delete Job/mig', 'create Job/sf'])
  assert.equal(left(run), ['web'])
  assert.is(told(run, 'task-completed').at(-1)?.outcome, 'Succeeded')
  assert.equal(
    run.events.flatMap((event) => {
      if (event.type === 'interrupted')
        return [`${event.syncFail ?? ''} ${event.stillRunning.map(({ key }) => key.name).join()}`]
      return event.type === 'wave-started' ? [event.phase] : []
    }),
    ['Sync', 'ahead web', 'SyncFail', 'over web'],
  )
  assert.ok(run.took < 15_000, `${run.took}`)
})

test('a SyncFail hook that takes longer than the grace is left, and named', async () => {
  const set = [job('mig', { hook: 'Sync', lab: HOUR }), job('sf', { hook: 'SyncFail', lab: HOUR })]
  const options = { ...GRACE, syncFailOnInterrupt: true }
  const run = await createLab().sync(set, { options, happenings: [signalAt(4000, 'SIGINT')] })
  assert.equal(left(run), ['sf'])
  assert.equal(
    told(run, 'interrupted').map(({ at, syncFail }) => [at - (run.events[0]?.at ?? 0), syncFail]),
    [
      [4000, 'ahead'],
      [34_000, 'over'],
    ],
  )
  const over = 'the 30s of --grace are over: what the SyncFail hooks do is not waited for any more'
  assert.is(warnings(run).at(-1), over)
  assert.ok(run.took >= 34_000 && run.took <= 35_000, `${run.took}`)
})

test('before anything was written no SyncFail hook runs', async () => {
  const interrupt = new AbortController()
  interrupt.abort('SIGINT')
  const options = { ...GRACE, syncFailOnInterrupt: true, signal: interrupt.signal }
  const run = await createLab().sync([configMap('c'), job('sf', { hook: 'SyncFail' })], { options })
  assert.equal(written(run), [])
  assert.equal(
    told(run, 'interrupted').map(({ syncFail }) => syncFail),
    [undefined],
  )
})

test.run()
