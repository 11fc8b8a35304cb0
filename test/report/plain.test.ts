import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPlainPresenter } from '../../src/report/plain.ts'
import { createStyle } from '../../src/report/style.ts'
import { events, manualTicker, memoryOutput, task } from './build-events.ts'
import { present, text } from './present-plain.ts'

const test = suite('plain')

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)
const settings = task('ConfigMap shop/settings')
const web = task('apps/Deployment shop/web')
const smoke = task('batch/Job shop/smoke', 'PostSync')
const notify = task('batch/Job shop/notify', 'SyncFail')
const location = { source: 'deploy/migrate.yaml', line: 3, column: 1 }
const planned = [migrate, settings, web, smoke, notify].map((ref) => ({
  ...ref,
  action: 'apply' as const,
  hookTypes: [],
  deletePolicies: [],
}))
const started = {
  type: 'sync-started',
  namespace: 'shop',
  context: 'kind-dev',
  server: 'https://127.0.0.1:6443',
  revision: '1a2b3c4',
  dryRun: 'none',
  version: '0.1.0',
} as const

function successfulSync() {
  const waiting = { type: 'waiting', message: 'waiting for completion of hook batch/Job/migrate' } as const
  return events(
    started,
    20,
    { type: 'plan-built', tasks: planned },
    80,
    { type: 'gate-passed', checked: 4, durationMs: 85 },
    { type: 'phase-started', phase: 'PreSync' },
    { type: 'wave-started', phase: 'PreSync', wave: -1, tasks: [migrate] },
    { type: 'resource-deleted', ...migrate, reason: 'BeforeHookCreation', outcome: 'requested' },
    { type: 'resource-deleted', ...migrate, reason: 'BeforeHookCreation', outcome: 'absent' },
    { type: 'resource-applied', ...migrate, change: 'created' },
    { ...waiting, blockers: [{ ...migrate, what: 'completion', message: '1 active' }] },
    1000,
    { ...waiting, blockers: [{ ...migrate, what: 'completion', message: '1 active' }] },
    1000,
    { type: 'health-changed', ...migrate, status: 'Healthy', message: 'Job completed' },
    { type: 'task-completed', ...migrate, outcome: 'Succeeded', message: 'Job completed' },
    { type: 'phase-started', phase: 'Sync' },
    { type: 'wave-started', phase: 'Sync', wave: 0, tasks: [settings, web] },
    { type: 'resource-applied', ...settings, change: 'unchanged' },
    { type: 'task-completed', ...settings, outcome: 'Succeeded', message: 'no health rule' },
    { type: 'field-taken', key: web.key, manager: 'kubectl-edit', field: '.spec.replicas', from: '5', to: '2' },
    { type: 'resource-applied', ...web, change: 'configured' },
    { type: 'health-changed', ...web, status: 'Progressing', message: '0 of 2 available' },
    500,
    { type: 'health-changed', ...web, status: 'Healthy', message: '2 of 2 available' },
    { type: 'task-completed', ...web, outcome: 'Succeeded', message: '2 of 2 available' },
    120_000,
    {
      type: 'operation-completed',
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      reason: 'completed',
      durationMs: 122_600,
      phases: [
        { phase: 'PreSync', durationMs: 2000 },
        { phase: 'Sync', durationMs: 500 },
      ],
    },
  )
}

test('a sync that succeeds is told from its plan to its phases', () => {
  assert.is(
    present(successfulSync()),
    text(
      '   0.0s  kubectl-hooksync 0.1.0: sync to namespace shop, context kind-dev,',
      '             server https://127.0.0.1:6443, revision 1a2b3c4',
      '   0.0s  Plan: 4 tasks (PreSync 1, Sync 2, PostSync 1) and 1 SyncFail hook',
      '   0.1s  Dry run: 4 manifests accepted by the server in 85ms',
      '   0.1s  PreSync wave -1: 1 task',
      '   0.1s    deleted Job shop/migrate (BeforeHookCreation)',
      '   0.1s    created Job shop/migrate',
      '   2.1s    completed Job shop/migrate in 2.0s',
      '   2.1s  Sync wave 0: 2 tasks',
      '   2.1s    took .spec.replicas of Deployment shop/web from kubectl-edit: 5 → 2',
      '   2.1s    configured Deployment shop/web',
      '   2.6s    completed Deployment shop/web in 500ms: 2 of 2 available',
      '  2m03s  Succeeded in 2m03s: 1 deleted, 1 created, 1 unchanged, 1 configured, 1 field taken from other managers · PreSync 2.0s, Sync 500ms',
    ),
  )
})

test('a failure stands with its card where it happens, and again in the summary with what was not run', () => {
  const message = 'Job has reached the specified backoff limit'
  const list = events(
    { type: 'plan-built', tasks: planned },
    { type: 'resource-applied', ...migrate, change: 'created' },
    3000,
    { type: 'task-completed', ...migrate, outcome: 'Failed', message },
    { type: 'failure-diagnosed', ...migrate, diagnosis: { cause: 'exited with 1', pods: [], events: [] } },
    {
      type: 'operation-completed',
      phase: 'Failed',
      message: 'one or more synchronization tasks completed unsuccessfully',
      reason: 'completed',
      durationMs: 3000,
      phases: [{ phase: 'PreSync', durationMs: 3000 }],
    },
  )
  assert.is(
    present(list),
    text(
      '   0.0s  Plan: 4 tasks (PreSync 1, Sync 2, PostSync 1) and 1 SyncFail hook',
      '   0.0s    created Job shop/migrate (PreSync wave -1)',
      '   3.0s    failed Job shop/migrate (PreSync wave -1): Job has reached the',
      '               specified backoff limit',
      '   3.0s      cause: exited with 1',
      '   3.0s  failed: Job shop/migrate (PreSync wave -1)',
      '           cause: exited with 1',
      '           reason: Job has reached the specified backoff limit',
      '           see: kubectl -n shop describe job/migrate',
      '         not run: 3 tasks (Sync 2, PostSync 1)',
      '         objects: 1 created',
      '         time: PreSync 3.0s',
      '         Failed in 3.0s at PreSync/migrate: exited with 1 · 0 of 4 tasks done · nothing of Sync and PostSync was touched',
    ),
  )
})

test('an interrupt names what still runs in the cluster', () => {
  const list = events(
    { type: 'resource-applied', ...migrate, change: 'created' },
    { type: 'interrupted', signal: 'SIGINT', stillRunning: [migrate] },
    {
      type: 'operation-completed',
      phase: 'Failed',
      message: 'Operation terminated',
      reason: 'interrupted',
      signal: 'SIGINT',
      durationMs: 900,
      phases: [],
    },
  )
  assert.is(
    present(list),
    text(
      '   0.0s    created Job shop/migrate (PreSync wave -1)',
      '   0.0s  SIGINT: no further work is started',
      '   0.0s  still running in the cluster: Job shop/migrate (PreSync wave -1)',
      '           to end it: kubectl -n shop delete job/migrate',
      '         objects: 1 created',
      '         Interrupted by SIGINT after 900ms',
    ),
  )
})

test('a time limit names what was waited for', () => {
  const of = { ...web, what: 'health', health: 'Progressing' } as const
  const blockers = [{ ...of, message: '1 of 2 available', hint: 'check the name of the image' }]
  const list = events(
    { type: 'timed-out', milliseconds: 60_000, blockers },
    {
      type: 'operation-completed',
      phase: 'Failed',
      message: 'Operation terminated',
      reason: 'timeout',
      durationMs: 60_000,
      phases: [],
    },
  )
  assert.is(
    present(list),
    text(
      '   0.0s  out of time after 1m00s: no further work is started',
      '   0.0s  waited for health of Deployment shop/web (Sync wave 0):',
      '           1 of 2 available',
      '           hint: check the name of the image',
      '           see: kubectl -n shop describe deployment/web',
      '         Out of time after 1m00s at Sync/web: 1 of 2 available · nothing was written',
    ),
  )
})

test('all that can be refused, skipped or warned of has its line', () => {
  const excerpt = '    argocd.argoproj.io/hook: PreSinc'
  const diagnostic = {
    code: 'UNKNOWN_HOOK_TYPE',
    severity: 'error',
    message: '"PreSinc" is not a hook type',
    location: { source: 'deploy/migrate.yaml', line: 7, column: 30, excerpt },
    hint: 'did you mean PreSync?',
  } as const
  const list = events(
    { type: 'diagnostic', diagnostic },
    { type: 'diagnostic', diagnostic: { code: 'HOOK_WITHOUT_PHASE', severity: 'note', message: 'never applied' } },
    { type: 'warning', message: 'unknown field "spec.x"\nsecond line', key: web.key, hint: 'remove it' },
    { type: 'apply-failed', ...web, message: 'forbidden', location },
    { type: 'resource-deleted', ...web, reason: 'Prune', outcome: 'refused', message: 'no' },
    { type: 'prune-skipped', ...web, message: 'ignored (no prune)' },
    { type: 'wave-delayed', milliseconds: 2000 },
    { type: 'log-line', ...migrate, pod: 'migrate-x1', container: 'main', line: 'hello' },
  )
  assert.is(
    present(list),
    text(
      '   0.0s  deploy/migrate.yaml:7:30 UNKNOWN_HOOK_TYPE "PreSinc" is not a hook type',
      `           ${excerpt}`,
      `           ${' '.repeat(29)}^`,
      '           did you mean PreSync?',
      '   0.0s  note HOOK_WITHOUT_PHASE never applied',
      '   0.0s  warning: Deployment shop/web: unknown field "spec.x"',
      '             second line',
      '           remove it',
      '   0.0s    refused Deployment shop/web (Sync wave 0) [deploy/migrate.yaml:3]:',
      '               forbidden',
      '   0.0s    not deleted Deployment shop/web (Sync wave 0) (Prune): no',
      '   0.0s    not pruned Deployment shop/web (Sync wave 0): ignored (no prune)',
      '   0.0s    waiting 2.0s before the next wave',
      '   0.0s    migrate-x1/main | hello',
    ),
  )
})

test('--verbose tells unchanged resources, each health and what was gone already', () => {
  const list = events(
    { type: 'resource-applied', ...settings, change: 'unchanged', dryRun: true },
    { type: 'resource-deleted', ...migrate, reason: 'HookSucceeded', outcome: 'absent' },
    { type: 'health-changed', ...web, status: 'Progressing', message: '0 of 2 available' },
    { type: 'task-completed', ...settings, outcome: 'Succeeded', message: 'no health rule' },
  )
  assert.is(present(list), '')
  assert.is(
    present(list, 'verbose'),
    text(
      '   0.0s    unchanged ConfigMap shop/settings (Sync wave 0) (dry run)',
      '   0.0s    gone already Job shop/migrate (PreSync wave -1) (HookSucceeded)',
      '   0.0s    Progressing Deployment shop/web (Sync wave 0): 0 of 2 available',
      '   0.0s    completed ConfigMap shop/settings (Sync wave 0) in 0ms: no health',
      '               rule',
    ),
  )
})

test('colours mark words only when they are wanted', () => {
  const output = memoryOutput()
  const ticker = manualTicker().ticker
  const style = createStyle('coloured')
  const presenter = createPlainPresenter({ output, style, detail: 'normal', now: () => 0, ticker, waiting: 'told' })
  for (const event of events({ type: 'resource-applied', ...web, change: 'created' })) presenter.event(event)
  assert.is(
    output.text,
    '\u001b[2m   0.0s\u001b[22m    \u001b[32mcreated\u001b[39m Deployment shop/web (Sync wave 0)\n',
  )
})

test('names and messages from outside cannot forge a line or a colour', () => {
  const evil = task('ConfigMap shop/a')
  const key = { ...evil.key, name: 'a\u001b[2J\u202eb' }
  const list = events({ type: 'apply-failed', ...evil, key, message: 'no\r\n::error::x\n##[error]y' })
  assert.is(
    present(list),
    text(
      '   0.0s    refused ConfigMap shop/a\\u202eb (Sync wave 0): no',
      '             : :error::x',
      '             # #[error]y',
    ),
  )
})

test.run()
