import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unfinishedJunit } from '../../../src/report/ci/junit.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { readXml } from '../../support/read-xml.ts'
import type { XmlElement } from '../../support/read-xml.ts'
import { events, task } from '../build-events.ts'
import { BEGIN, TASKS, tell } from './ci-lab.ts'

const test = suite('junit')

const { migrate, settings, web } = TASKS
const ended = {
  type: 'operation-completed',
  phase: 'Failed',
  message: 'failed',
  reason: 'completed',
  durationMs: 2500,
  phases: [],
} as const

/** A line a case: `classname name time: outcome "message" | output`. */
function cases(...bodies: readonly (SyncEventBody | number)[]): readonly string[] {
  const report = readXml(tell(events(...bodies), undefined).junit)
  return report.children.flatMap(({ children }) => children.map(caseText))
}

function caseText({ attributes, children }: XmlElement): string {
  const parts = children.map((child) =>
    child.name === 'system-out' ? `| ${child.text}` : `${child.name} "${child.attributes['message']}"`,
  )
  return [`${attributes['classname']} ${attributes['name']} ${attributes['time']}`, ...parts].join(' ')
}

test('a suite takes as long as its phase, for its cases run side by side', () => {
  const list = events(
    ...BEGIN,
    { type: 'resource-applied', ...settings, change: 'created' },
    { type: 'resource-applied', ...migrate, change: 'created' },
    4000,
    { type: 'task-completed', ...settings, outcome: 'Succeeded', message: '' },
    { ...ended, durationMs: 4000, phases: [{ phase: 'Sync', durationMs: 3000 }] },
  )
  const suites = readXml(tell(list, undefined).junit).children.map(({ attributes }) => attributes)
  assert.is(suites.find(({ name }) => name === 'Sync')?.['time'], '3.000')
})

test('each hook and resource is a case, with its time, its log and why it failed', () => {
  assert.equal(
    cases(
      ...BEGIN,
      { type: 'resource-applied', ...migrate, change: 'created' },
      { type: 'log-line', ...migrate, pod: 'migrate-x', container: 'm', line: 'one' },
      { type: 'log-line', ...migrate, pod: 'migrate-x', container: 'm', line: 'two' },
      1500,
      { type: 'task-completed', ...migrate, outcome: 'Succeeded', message: 'done' },
      { type: 'resource-applied', ...settings, change: 'created' },
      { type: 'task-completed', ...settings, outcome: 'Succeeded', message: 'no health rule' },
      { type: 'resource-applied', ...web, change: 'created' },
      1000,
      { type: 'task-completed', ...web, outcome: 'Failed', message: 'deadline' },
      { type: 'failure-diagnosed', ...web, diagnosis: { cause: 'no such image', pods: [], events: [] } },
      ended,
    ),
    [
      'PreSync.wave -1 Job shop/migrate 1.500 | migrate-x/m | one\nmigrate-x/m | two',
      'Sync.wave 0 ConfigMap shop/settings 0.000',
      'Sync.wave 1 Deployment shop/web 1.000 failure "no such image"',
      'SyncFail.wave 0 Job shop/notify 0.000 skipped "runs only after a failure"',
    ],
  )
})

test('the numbers of the report are those of its cases', () => {
  const list = events(
    ...BEGIN,
    { type: 'apply-failed', ...migrate, message: 'refused' },
    { type: 'diagnostic', diagnostic: { code: 'CODE', severity: 'error', message: 'wrong' } },
    ended,
  )
  const report = readXml(tell(list, undefined).junit)
  const { name, tests, failures, errors, skipped, time } = report.attributes
  assert.equal(
    { name, tests, failures, errors, skipped, time },
    { name: 'kubectl-hooksync', tests: '5', failures: '2', errors: '0', skipped: '3', time: '2.500' },
  )
  assert.equal(
    report.children.map(({ attributes }) => [attributes['name'], attributes['tests'], attributes['timestamp']]),
    [
      ['PreSync', '1', '2023-11-14T22:13:20'],
      ['Sync', '2', '2023-11-14T22:13:20'],
      ['SyncFail', '1', '2023-11-14T22:13:20'],
      ['run', '1', '2023-11-14T22:13:20'],
    ],
  )
})

test('what a run out of time waited for has failed; what nobody saw the end of is skipped', () => {
  const blockers = [{ ...web, what: 'health' as const, message: '0 of 2 available' }]
  assert.equal(
    cases(
      ...BEGIN,
      { type: 'resource-applied', ...migrate, change: 'created' },
      { type: 'resource-applied', ...web, change: 'created' },
      1000,
      { type: 'timed-out', milliseconds: 1000, blockers },
      { ...ended, reason: 'timeout' },
    ),
    [
      'PreSync.wave -1 Job shop/migrate 1.000 skipped "the run ended before it was known how it fares"',
      'Sync.wave 0 ConfigMap shop/settings 0.000 skipped "not run"',
      'Sync.wave 1 Deployment shop/web 1.000 failure "--timeout was over: waited for health: 0 of 2 available"',
      'SyncFail.wave 0 Job shop/notify 0.000 skipped "runs only after a failure"',
    ],
  )
})

test('how a run was ended by a signal is a case of its own', () => {
  const report = cases(
    ...BEGIN,
    { type: 'resource-applied', ...migrate, change: 'created' },
    {
      type: 'waiting',
      message: 'no',
      blockers: [{ ...migrate, what: 'completion', message: 'running: 1 active ← ErrImagePull: no such image' }],
    },
    500,
    {
      type: 'interrupted',
      signal: 'SIGTERM',
      stillRunning: [migrate],
    },
    { ...ended, reason: 'interrupted', signal: 'SIGTERM', message: 'Operation terminated' },
  )
  assert.is(
    report[0],
    'PreSync.wave -1 Job shop/migrate 0.500 skipped "it still runs in the cluster; nobody saw how it ends"',
  )
  assert.is(
    report.at(-1),
    'run Sync 0.000 error "Interrupted by SIGTERM at PreSync/migrate: ErrImagePull: no such image"',
  )
})

test('a hook that this run ended is said to have been, and after what', () => {
  const terminated = [
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'resource-deleted', ...migrate, reason: 'Terminated', outcome: 'requested' },
    { type: 'task-completed', ...migrate, outcome: 'Failed', message: 'Terminated' },
  ] as const
  const blockers = [{ ...migrate, what: 'completion' as const, message: '1 pod runs' }]
  for (const [list, says] of [
    [[{ ...ended, reason: 'interrupted', signal: 'SIGINT' }], 'ended by this run after SIGINT'],
    [
      [
        { type: 'timed-out', milliseconds: 1000, blockers },
        { ...ended, reason: 'timeout' },
      ],
      'ended by this run: --timeout was over: waited for completion: 1 pod runs',
    ],
    [[ended], 'ended by this run'],
  ] as const) {
    assert.is(cases(...BEGIN, ...terminated, ...list)[0], `PreSync.wave -1 Job shop/migrate 0.000 failure "${says}"`)
  }
})

test('two of one kind and name are told apart by their group', () => {
  const [a, b] = [task('a.io/Job shop/x'), task('b.io/Job shop/x')]
  const tasks = [a, b].map((ref) => ({ ...ref, action: 'apply' as const, hookTypes: [], deletePolicies: [] }))
  assert.equal(cases({ type: 'plan-built', tasks }, { ...ended, phase: 'Succeeded' }), [
    'Sync.wave 0 a.io/Job shop/x 0.000 skipped "not run"',
    'Sync.wave 0 b.io/Job shop/x 0.000 skipped "not run"',
  ])
})

test('a run with nothing to do has one case, for a report without any counts as none', () => {
  assert.equal(cases({ ...ended, phase: 'Succeeded', message: 'nothing to do' }), [
    'run Succeeded: nothing to do 0.000',
  ])
})

test('the report is XML whatever a name or a log holds, and its end is no other', () => {
  const hostile =
    ']]></system-out></testcase><!-- & &amp; &#0; "\' \u0000\u0001\u001b[31m\u000b\ufffe\uffff\ud800 \u0085 \u{1f600} \r\n\t'
  const key = { ...migrate.key, name: hostile }
  const list = events(
    ...BEGIN,
    { type: 'resource-applied', ...migrate, key, change: 'created' },
    { type: 'log-line', ...migrate, key, pod: hostile, container: 'c', line: hostile },
    { type: 'task-completed', ...migrate, key, outcome: 'Failed', message: hostile },
    { type: 'failure-diagnosed', ...migrate, key, diagnosis: { cause: hostile, hint: hostile, pods: [], events: [] } },
    { type: 'apply-failed', ...task('ConfigMap shop/c'), key, message: hostile },
    { ...ended, message: hostile },
  )
  const report = readXml(tell(list, undefined).junit)
  assert.is(report.children.flatMap(({ children }) => children).length, 5)
  const [first] = report.children[0]?.children ?? []
  assert.ok(
    first?.children.find(({ name }) => name === 'system-out')?.text.includes(']]></system-out></testcase><!-- & &amp;'),
  )
})

test('a log without end costs no memory without end, and its last lines are kept', () => {
  const line = (index: number): SyncEventBody => ({
    type: 'log-line',
    ...migrate,
    pod: 'p',
    container: 'c',
    line: `${index} ${'x'.repeat(index === 5 ? 1_000_000 : 100)}`,
  })
  const lines = Array.from({ length: 10_000 }, (_, index) => line(index))
  const { junit } = tell(events(...BEGIN, ...lines, ended), undefined)
  assert.ok(junit.length < 200_000, String(junit.length))
  assert.ok(junit.includes('p/c | 9999 x'))
  assert.match(junit, /<system-out>\(\d+ earlier lines left out\)/)
})

test('while a run goes on its report says that it has not ended', () => {
  const report = readXml(unfinishedJunit())
  assert.is(report.attributes['errors'], '1')
  assert.is(report.children[0]?.children[0]?.children[0]?.attributes['type'], 'unfinished')
})

test('a report that cannot be written in the end is a warning', () => {
  assert.equal(tell(events(...BEGIN, ended), 'github', { broken: true }).warnings, [
    '--junit cannot be written: the disk is full',
    'the summary of the step cannot be written: the disk is full',
  ])
})

test.run()
