import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { githubCommand } from '../../../src/report/ci/github-command.ts'
import type { SyncEventBody } from '../../../src/sync/events.ts'
import { events, task } from '../build-events.ts'
import { BEGIN, TASKS, tell } from './ci-lab.ts'

const test = suite('annotations')

const { migrate, web } = TASKS
const failed = {
  type: 'operation-completed',
  phase: 'Failed',
  message: 'one or more synchronization tasks completed unsuccessfully',
  reason: 'completed',
  durationMs: 1500,
  phases: [],
} as const
const diagnosis = { cause: 'exit code 3: no column "price_cent"', hint: 'look', pods: [], events: [] }

/** The commands among the lines but groups. */
function commands(list: ReturnType<typeof events>, aside?: ReturnType<typeof events>): readonly string[] {
  const told = tell(list, 'github', aside === undefined ? {} : { aside })
  return told.lines.split('\n').filter((line) => line.startsWith('::') && !/^::(?:end)?group/.test(line))
}

test('a failed task is an error at its manifest, with its cause, and stands before the summary', () => {
  const list = events(
    ...BEGIN,
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'task-completed', ...migrate, outcome: 'Failed', message: 'BackoffLimitExceeded' },
    { type: 'failure-diagnosed', ...migrate, diagnosis },
    failed,
  )
  assert.equal(commands(list), [
    '::error file=deploy/migrate.yaml,line=3,col=1,title=Job shop/migrate (PreSync wave -1)::exit code 3: no column "price_cent"%0Ahint: look%0ABackoffLimitExceeded',
  ])
  const { lines } = tell(list, 'github')
  assert.match(lines, /^::error [^]*^ +\S+ +failed: Job shop\/migrate[^]*Failed in /m)
})

test('each refused manifest is an error at the place that the server names', () => {
  const failures = [migrate, web].map((ref, index) => ({
    task: ref,
    message: 'no such field',
    reason: 'Invalid',
    location: { source: 'a,b:c%.yaml', line: 10 + index, column: 7 },
  }))
  assert.equal(commands(events(...BEGIN, { type: 'gate-failed', failures }, { ...failed, reason: 'gate' })), [
    '::error file=a%2Cb%3Ac%25.yaml,line=10,col=7,title=Job shop/migrate (PreSync wave -1)::no such field',
    '::error file=a%2Cb%3Ac%25.yaml,line=11,col=7,title=Deployment shop/web (Sync wave 1)::no such field',
  ])
})

test('what is wrong in the input is told at its place; a source that is no file is named in the text', () => {
  const found = (source: string, severity: 'error' | 'warning' | 'note'): SyncEventBody => ({
    type: 'diagnostic',
    diagnostic: { code: 'CODE', severity, message: 'wrong', hint: 'right', location: { source, line: 2, column: 4 } },
  })
  const aside = events(
    found('x.yaml', 'warning'),
    found('x.yaml', 'error'),
    found('<stdin>', 'error'),
    found('x.yaml', 'note'),
    failed,
  )
  assert.equal(commands([], aside), [
    '::error file=x.yaml,line=2,col=4,title=CODE::wrong%0Aright',
    '::error title=CODE::<stdin>:2 wrong%0Aright',
    '::warning file=x.yaml,line=2,col=4,title=CODE::wrong%0Aright',
  ])
})

test('what ended a run beside its tasks is an error without a place', () => {
  const locked = { ...failed, message: 'Lease is held by ci@other', reason: 'locked' } as const
  assert.equal(commands(events(...BEGIN, locked)), [
    '::error title=kubectl-hooksync::Locked: Lease is held by ci@other',
  ])
  assert.equal(commands(events(...BEGIN)), ['::error title=kubectl-hooksync::how the run ended is not known'])
})

test('no more errors than GitHub keeps of a step', () => {
  const many = Array.from({ length: 300 }, (_, index): SyncEventBody => ({
    type: 'apply-failed',
    ...task(`ConfigMap shop/c${index}`),
    message: 'refused',
  }))
  const told = commands(events(...BEGIN, ...many, failed))
  assert.is(told.length, 10)
  assert.is(told.at(-1), '::error title=kubectl-hooksync::291 more are in the log of this step and in its summary')
})

test('nobody else can write a command, end one or leave its property', () => {
  const evil = 'a%0A\r\n::error::pwn\n##[error]x,file=y:z::stop-commands::t\u001b[0Ksection_start:1:x\r\u001b[0K'
  const key = { ...migrate.key, name: evil }
  const list = events(
    ...BEGIN,
    { type: 'resource-applied', ...migrate, key, change: 'created' },
    { type: 'task-completed', ...migrate, key, outcome: 'Failed', message: evil },
    { type: 'failure-diagnosed', ...migrate, key, diagnosis: { ...diagnosis, cause: evil } },
    { type: 'log-line', ...migrate, key, pod: 'p', container: 'c', line: evil },
    { ...failed, message: evil },
  )
  for (const system of ['github', 'gitlab'] as const) {
    const { lines } = tell(list, system)
    const marks = lines.split('\n').filter((line) => /^\s*::|##\[/.test(line))
    assert.is(marks.length, system === 'github' ? 1 : 0, lines)
    assert.is(/section_(?:start|end):\d+:[\w.-]+(?:\[[^\]]*\])?\r/.test(lines), false)
    assert.is(lines.includes('\r'), false)
  }
})

test('a command is written as GitHub documents it', () => {
  assert.is(githubCommand('group', {}, 'a: b, 100%'), '::group::a: b, 100%25')
  assert.is(
    githubCommand('error', { file: 'a,b:c', line: 1, col: undefined, title: '5% \r\n' }, 'x\r\ny::z'),
    '::error file=a%2Cb%3Ac,line=1,title=5%25 %0D%0A::x%0D%0Ay::z',
  )
})

test.run()
