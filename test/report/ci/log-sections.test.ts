import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ciSystem } from '../../../src/report/ci/ci-system.ts'
import { events } from '../build-events.ts'
import { present, text } from '../present-plain.ts'
import { BEGIN, TASKS, tell } from './ci-lab.ts'

const test = suite('log sections')

const { migrate, settings } = TASKS
const run = events(
  ...BEGIN,
  { type: 'phase-started', phase: 'PreSync' },
  { type: 'wave-started', phase: 'PreSync', wave: -1, tasks: [migrate] },
  1500,
  { type: 'resource-applied', ...migrate, change: 'created' },
  { type: 'task-completed', ...migrate, outcome: 'Succeeded', message: 'done' },
  { type: 'phase-started', phase: 'Sync' },
  { type: 'wave-started', phase: 'Sync', wave: 0, tasks: [settings] },
  { type: 'resource-applied', ...settings, change: 'created' },
  { type: 'wave-started', phase: 'Sync', wave: 1, tasks: [settings, settings] },
  { type: 'operation-completed', phase: 'Succeeded', message: 'ok', reason: 'completed', durationMs: 1500, phases: [] },
)
const isMark = (line: string): boolean => /^(?:::|section_)/.test(line)

test('each wave is a group of GitHub, and how the run ends stands in none', () => {
  const marked = tell(run, 'github').lines.split('\n')
  assert.equal(
    marked.flatMap((line, index) => (isMark(line) ? [`${line} < ${marked[index + 1]?.trim()}`] : [])),
    [
      '::group::PreSync wave -1: 1 task < 0.0s  PreSync wave -1: 1 task',
      '::endgroup:: < ::group::Sync wave 0: 1 task',
      '::group::Sync wave 0: 1 task < 1.5s  Sync wave 0: 1 task',
      '::endgroup:: < ::group::Sync wave 1: 2 tasks',
      '::group::Sync wave 1: 2 tasks < 1.5s  Sync wave 1: 2 tasks',
      '::endgroup:: < 1.5s  Succeeded in 1.5s: 2 created',
    ],
  )
})

test('each wave is a section of GitLab, folded where it has no hook', () => {
  const end = '\r\u001b[0K'
  assert.equal(
    tell(run, 'gitlab')
      .lines.split('\n')
      .filter((line) => isMark(line)),
    [
      `section_start:1700000000:hooksync_PreSync_-1_1700000000000${end}PreSync wave -1: 1 task`,
      `section_end:1700000001:hooksync_PreSync_-1_1700000000000${end}`,
      `section_start:1700000001:hooksync_Sync_0_1700000001500[collapsed=true]${end}Sync wave 0: 1 task`,
      `section_end:1700000001:hooksync_Sync_0_1700000001500${end}`,
      `section_start:1700000001:hooksync_Sync_1_1700000001500[collapsed=true]${end}Sync wave 1: 2 tasks`,
      `section_end:1700000001:hooksync_Sync_1_1700000001500${end}`,
    ],
  )
})

test('the lines between the marks are those of a run without a CI system', () => {
  for (const system of ['github', 'gitlab'] as const) {
    const between = tell(run, system)
      .lines.split('\n')
      .filter((line) => !isMark(line))
    assert.is(between.join('\n'), present(run), system)
  }
  assert.is(tell(run, undefined).lines, present(run))
})

test('a run that breaks off closes its group', () => {
  const broken = run.slice(0, 5)
  assert.ok(tell(broken, 'github').lines.includes(text('::endgroup::')))
  assert.ok(/section_end:1700000001:hooksync_PreSync_-1_1700000000000/.test(tell(broken, 'gitlab').lines))
})

test('the CI system is that of the runner, unless --ci says which', () => {
  const rows = [
    ['auto', {}, undefined],
    ['auto', { CI: 'true' }, undefined],
    ['auto', { GITHUB_ACTIONS: 'true' }, 'github'],
    ['auto', { GITLAB_CI: 'true' }, 'gitlab'],
    ['auto', { GITHUB_ACTIONS: 'false' }, undefined],
    ['none', { GITHUB_ACTIONS: 'true' }, undefined],
    ['gitlab', { GITHUB_ACTIONS: 'true' }, 'gitlab'],
    ['github', {}, 'github'],
  ] as const
  for (const [mode, env, system] of rows) assert.is(ciSystem(mode, env), system, `${mode} ${JSON.stringify(env)}`)
})

test.run()
