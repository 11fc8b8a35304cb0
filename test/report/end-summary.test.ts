// The summary at the end of a run, as plain lines: causes, what is left, and the last line.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Diagnosis } from '../../src/diagnose/diagnosis.ts'
import type { TaskRef } from '../../src/plan/task-ref.ts'
import { rowsOf } from '../../src/report/wrap-lines.ts'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { events, task } from './build-events.ts'
import { present, text } from './present-plain.ts'

const test = suite('end summary')

type Completed = Extract<SyncEventBody, { readonly type: 'operation-completed' }>

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)
const web = task('apps/Deployment shop/web')
const notify = task('batch/Job shop/notify', 'SyncFail')

const STARTED = {
  type: 'sync-started',
  namespace: 'shop',
  context: 'arn:aws:eks:eu 1',
  revision: '1a2b3c4',
  dryRun: 'none',
  version: '0.1.0',
} as const

function plan(...tasks: readonly TaskRef[]): SyncEventBody {
  const planned = tasks.map((ref) => ({ ...ref, action: 'apply' as const, hookTypes: [], deletePolicies: [] }))
  return { type: 'plan-built', tasks: planned }
}

function ended(end: Partial<Completed> = {}): Completed {
  const phases = [{ phase: 'PreSync', durationMs: 100_000 }] as const
  return {
    type: 'operation-completed',
    phase: 'Failed',
    message: 'no',
    reason: 'completed',
    durationMs: 102_000,
    phases,
    ...end,
  }
}

function failed(ref: TaskRef, diagnosis: Diagnosis): readonly SyncEventBody[] {
  const message = 'BackoffLimitExceeded: Job has reached the specified backoff limit'
  return [
    { type: 'resource-applied', ...ref, change: 'created' },
    { type: 'task-completed', ...ref, outcome: 'Failed', message },
    { type: 'failure-diagnosed', ...ref, diagnosis },
  ]
}

function exited(code: number, log: string, cause: string): Diagnosis {
  const container = { name: 'main', init: false, restarts: 0, logLines: ['starting', log] }
  const ran = { ...container, state: 'terminated', exitCode: code, reason: 'OOMKilled' } as const
  return {
    cause,
    causedBy: { pod: 'p', container: 'main' },
    pods: [{ name: 'p', phase: 'Failed', containers: [ran] }],
    events: [],
    hint: 'raise its memory limit',
  }
}

/** The lines from the last time on. */
function summary(shown: string): readonly string[] {
  const lines = shown.trimEnd().split('\n')
  return lines.slice(lines.findLastIndex((line) => /^ *\+?[\d.]+(ms|s|m\d\ds) /.test(line)))
}

const lastLine = (...list: readonly SyncEventBody[]): string =>
  present(events(...list))
    .trimEnd()
    .split('\n')
    .at(-1)
    ?.replace(/^ *(0\.0s)? */, '') ?? ''

test('a success names what it could not delete', () => {
  const message = 'admission webhook "keep" denied the request'
  const list = events(
    plan(migrate),
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'task-completed', ...migrate, outcome: 'Succeeded', message: 'done' },
    { type: 'resource-deleted', ...migrate, reason: 'HookSucceeded', outcome: 'refused', message },
    ended({ phase: 'Succeeded', durationMs: 3000 }),
  )
  assert.is(
    `${summary(present(list)).join('\n')}\n`,
    text(
      '   0.0s  left in the cluster: Job shop/migrate (PreSync wave -1): admission',
      '             webhook "keep" denied the request',
      '           to end it: kubectl -n shop delete job/migrate',
      '         Succeeded in 3.0s: 1 created',
    ),
  )
})

test('of a time of its own that was over the summary says so, and not once more what was waited for', () => {
  const cause = 'container "main" still runs: begins'
  const words = 'not done after 14s (hooksync.dev/timeout)'
  const message = `${words}: running: 1 active ← Pod migrate-cpc55 Running ← container "main" still runs`
  const container = { name: 'main', init: false, restarts: 0, logLines: ['begins'], state: 'running' } as const
  const pods = [{ name: 'migrate-cpc55', phase: 'Running', containers: [container] }]
  const list = events(
    plan(migrate),
    { type: 'task-completed', ...migrate, outcome: 'Failed', message, givenUp: { by: 'timeout', words } },
    { type: 'failure-diagnosed', ...migrate, diagnosis: { cause, pods, events: [] } },
    ended(),
  )
  const lines = summary(present(list)).map((line) => line.trim())
  assert.equal(lines.slice(1, 3), [`cause: ${cause}`, `reason: ${words}`])
  const verdict = `Failed in 1m42s at PreSync/migrate: ${words}: ${cause} · `
  assert.ok(lines.at(-1)?.startsWith(verdict), lines.at(-1))
})

test('the last line quotes a log so that it is plain where it ends, whatever quotes are in it', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['no such table', '"no such table"'],
    ['column "a" does not exist', `'column "a" does not exist'`],
    [`it's "a" not found`, '`it\'s "a" not found`'],
    ['cannot `a` "b" \'c\' \\d', '"cannot `a` \\"b\\" \'c\' \\\\d"'],
  ]
  for (const [log, told] of cases) {
    const line = lastLine(STARTED, plan(migrate, web), ...failed(migrate, exited(3, log, 'it was ended')), ended())
    assert.ok(line.includes(`exit code 3 ${told} · 0 of 2 tasks done`), line)
  }
})

test('of a hook whose pods are gone the line that tells most is told, neither a sidecar nor what was left out', () => {
  const own = { type: 'log-line', ...migrate, pod: 'migrate-x', container: 'main' } as const
  const said: readonly SyncEventBody[] = [
    { ...own, line: 'ERROR: no such table' },
    { ...own, line: 'bye' },
    { ...own, line: '7 lines were left out', leftOut: 7 },
    { ...own, line: 'copied', container: 'copy' },
    { ...own, line: 'error: bye', container: 'proxy', role: 'sidecar' },
  ]
  const list = [...said, ...failed(migrate, { cause: '1 pod failed (its pods are gone)', pods: [], events: [] })]
  const lines = summary(present(events(STARTED, plan(migrate), ...list, ended()))).map((line) => line.trim())
  assert.ok(lines.includes('log: ERROR: no such table'), lines.join('\n'))
})

test('noise at the end of a log is not what it is told by, in any line', () => {
  const list = events(
    STARTED,
    plan(migrate, web),
    ...failed(migrate, exited(3, 'error: no such table\nbye\n}', 'it was ended')),
    ended(),
  )
  const shown = summary(present(list)).join('\n')
  assert.match(shown, '           log: error: no such table\n')
  assert.match(shown, 'exit code 3 "error: no such table" · ')
})

test('under a failure stand its cause, exit code, reason, last log line and hint, each once, and the command that shows more', () => {
  const diagnosis = exited(137, 'column price_cent does not exist', 'container "main" of pod p was ended')
  const list = events(STARTED, plan(migrate, web, notify), ...failed(migrate, diagnosis), ended())
  assert.equal(summary(present(list)), [
    '   0.0s  failed: Job shop/migrate (PreSync wave -1)',
    '           cause: container "main" of pod p was ended',
    '           exit code 137, reason OOMKilled',
    '           log: column price_cent does not exist',
    '           reason: BackoffLimitExceeded',
    '           hint: raise its memory limit',
    "           see: kubectl --context 'arn:aws:eks:eu 1' -n shop logs job/migrate",
    '         not run: 1 task (Sync 1)',
    '         objects: 1 created',
    '         time: PreSync 1m40s',
    '         Failed in 1m42s at PreSync/migrate: OOMKilled, exit code 137 "column price_cent does not exist" · 0 of 2 tasks done · nothing of Sync was touched',
  ])
})

test('what its cause says is not said again, and equal failures are told together', () => {
  const others = [1, 2, 3, 4, 5, 6].map((number) => task(`batch/Job shop/m${number}`, 'PreSync'))
  const cause = 'container "main" exited with code 137 (OOMKilled): out of it'
  const list = others.flatMap((ref) => failed(ref, exited(137, 'out of it', cause)))
  assert.equal(summary(present(events(plan(...others), ...list, ended()))).slice(0, -1), [
    '   0.0s  failed: Job shop/m1 (PreSync wave 0)',
    '           cause: container "main" exited with code 137 (OOMKilled): out of it',
    '           reason: BackoffLimitExceeded',
    '           hint: raise its memory limit',
    '           likewise: Job shop/m2 (PreSync wave 0), Job shop/m3 (PreSync wave 0),',
    '               Job shop/m4 (PreSync wave 0), Job shop/m5 (PreSync wave 0) and 1',
    '               more',
    '           see: kubectl -n shop logs job/m1',
    '         objects: 6 created',
    '         time: PreSync 1m40s',
  ])
})

for (const number of [1, 2, 5, 40]) {
  test(`${number} failures and all that is left fit on a small screen, with the first cause and the last line`, () => {
    const jobs = Array.from({ length: number }, (_, at) => task(`batch/Job shop/m${at}`, 'PreSync'))
    const list = jobs.flatMap((ref, at) =>
      failed(ref, exited(1, `line ${at}`, `cause ${at} ${'of many words '.repeat(9)}`)),
    )
    const stillRunning = Array.from({ length: number }, (_, at) => task(`batch/Job shop/r${at}`, 'PreSync'))
    const broken = { type: 'cluster-lost', message: 'gone', stillRunning } as const
    const lines = summary(present(events(plan(...jobs), ...list, broken, ended({ reason: 'cluster' }))))
    const rows = lines.reduce((sum, line) => sum + rowsOf(line, 80), 0)
    assert.ok(rows <= 25, `${rows} rows\n${lines.join('\n')}`)
    assert.match(lines.join('\n'), 'cause 0 of many words')
    assert.match(lines.join('\n'), 'kubectl -n shop delete job/r0')
    assert.match(
      lines.at(-1) ?? '',
      /^ {9}Lost the cluster after 1m42s: no · before that, PreSync\/m0 failed: OOMKilled, exit code 1 "line 0"/,
    )
  })
}

test('the last line says how each end came', () => {
  const begun: readonly SyncEventBody[] = [
    plan(migrate, web),
    { type: 'wave-started', phase: 'PreSync', wave: -1, tasks: [migrate] },
    { type: 'resource-applied', ...migrate, change: 'created' },
  ]
  const message = '0 of 2 available ← pod web-1 Pending ← ImagePullBackOff: no such image'
  const blockers = [{ ...migrate, what: 'completion', message } as const, { ...web, what: 'health', message } as const]
  for (const [list, line] of [
    [
      [...begun, { type: 'timed-out', milliseconds: 1000, blockers }, ended({ reason: 'timeout' })],
      'Out of time after 1m42s at PreSync/migrate: ImagePullBackOff: no such image · 1 more not ready · 0 of 2 tasks done · nothing of Sync was touched',
    ],
    [
      [...begun, ended({ reason: 'interrupted', signal: 'SIGINT' })],
      'Interrupted by SIGINT after 1m42s in PreSync wave -1 · 0 of 2 tasks done · nothing of Sync was touched',
    ],
    [
      [...begun, ended({ reason: 'lock-lost', message: 'the lock was taken' })],
      'Lost the lock after 1m42s in PreSync wave -1: the lock was taken · 0 of 2 tasks done · nothing of Sync was touched',
    ],
    [
      [ended({ reason: 'locked', message: 'ci-7 has the lock' })],
      'Locked after 1m42s: ci-7 has the lock · nothing was written',
    ],
    [
      [ended({ reason: 'cluster', message: 'https://x refused the connection' })],
      'Cluster not usable after 1m42s: https://x refused the connection · nothing was written',
    ],
    [[ended({ reason: 'invalid', message: '2 errors' })], 'Refused in 1m42s: 2 errors · nothing was written'],
    [[...begun, ended({ phase: 'Succeeded' })], 'Succeeded in 1m42s: 1 created'],
    [
      [{ ...STARTED, dryRun: 'server' }, ...begun, ended({ phase: 'Succeeded' })],
      'Succeeded in 1m42s (server dry run, nothing was written): would be 1 created',
    ],
    [
      [{ ...STARTED, operation: 'delete' }, plan(web), ended({ message: 'no object is deleted; the inventory stays' })],
      'Deletion failed in 1m42s: no object is deleted; the inventory stays · nothing was written',
    ],
  ] as const) {
    assert.is(lastLine(...list), line)
  }
})

test('each of a few failures has its cause, or says that it was told above', () => {
  for (const number of [2, 3, 4, 6]) {
    for (const words of [4, 12, 30]) {
      const jobs = Array.from({ length: number }, (_, at) => task(`batch/Job shop/m${at}`, 'PreSync'))
      const list = jobs.flatMap((ref, at) =>
        failed(ref, exited(1, `line ${at}`, `cause ${at} ${'of words '.repeat(words)}`)),
      )
      const lines = summary(present(events(plan(...jobs), ...list, ended())))
      const rows = lines.reduce((sum, line) => sum + rowsOf(line, 80), 0)
      assert.ok(rows <= 25, `${rows} rows\n${lines.join('\n')}`)
      for (const [index, line] of lines.entries()) {
        if (!line.includes('failed: ')) continue
        assert.ok(line.endsWith(': told above') || /^ +(cause: )?cause/.test(lines[index + 1] ?? ''), lines.join('\n'))
      }
      if (number === 3 && words === 4) assert.is(lines.filter((line) => /^ +cause: cause/.test(line)).length, 3)
    }
  }
})

test('a container that ran out of memory is said to have, also while it waits for its next start', () => {
  const ran = { name: 'main', init: false, restarts: 3, logLines: ['loading'], exitCode: 137 }
  const waits = { ...ran, state: 'waiting', reason: 'CrashLoopBackOff' } as const
  const pods = [{ name: 'p', phase: 'Running', containers: [waits] }]
  const cause = 'OOMKilled: container "main" went over its memory limit 64Mi'
  const list = failed(web, { cause, code: 'OutOfMemory', causedBy: { pod: 'p', container: 'main' }, pods, events: [] })
  assert.match(lastLine(plan(web), ...list, ended()), 'at Sync/web: OOMKilled, exit code 137 "loading"')
})

test('what a run out of time waited for is looked at where it says why: in the log of what crashes', () => {
  const waited = { ...web, what: 'health', message: '0 of 2 available' } as const
  const see = (blocker: object): string => {
    const timedOut = { type: 'timed-out', milliseconds: 1000, blockers: [{ ...waited, ...blocker }] } as const
    return (
      summary(present(events(plan(web), timedOut, ended({ reason: 'timeout' })))).find((line) => /see:/.test(line)) ??
      ''
    )
  }
  for (const code of ['CrashLoop', 'ExitCode', 'OutOfMemory']) assert.match(see({ code }), 'kubectl -n shop logs dep')
  for (const code of ['ImagePull', undefined]) assert.match(see({ code }), 'kubectl -n shop describe dep')
})

test.run()
