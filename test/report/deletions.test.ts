// When plain lines say that something is deleted: when it is gone, or when nobody waits for it and nothing holds it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TaskRef } from '../../src/plan/task-ref.ts'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { events, task } from './build-events.ts'
import { present } from './present-plain.ts'

const test = suite('deletions')

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)
const settings = task('ConfigMap shop/settings')
const web = task('apps/Deployment shop/web')
const smoke = task('batch/Job shop/smoke', 'PostSync')

const asked = (ref: TaskRef, reason: 'Prune' | 'Delete' | 'BeforeHookCreation' | 'HookSucceeded', held?: string) =>
  ({
    type: 'resource-deleted',
    ...ref,
    reason,
    outcome: 'requested',
    ...(held === undefined ? {} : { held: [held] }),
  }) as const
const ended = { type: 'operation-completed', phase: 'Succeeded', message: 'done', reason: 'completed' } as const
const outOfTime = (ref: TaskRef): SyncEventBody => ({
  type: 'timed-out',
  milliseconds: 0,
  blockers: [{ ...ref, what: 'deletion', message: 'being deleted: held by the finalizer a/b' }],
})

const deletions: readonly (readonly [string, readonly (SyncEventBody | number)[], readonly string[]])[] = [
  [
    'a hook that is made anew is told as deleted when it is gone',
    [asked(migrate, 'BeforeHookCreation', 'a/b'), 2000, { type: 'resource-applied', ...migrate, change: 'created' }],
    ['   2.0s    deleted Job shop/migrate (BeforeHookCreation)', '   2.0s    created Job shop/migrate'],
  ],
  [
    'what is pruned is told when it is gone',
    [
      asked(settings, 'Prune', 'a/b'),
      asked(web, 'Delete'),
      1000,
      { type: 'task-completed', ...web, outcome: 'Succeeded', message: 'deleted' },
      2000,
      { type: 'task-completed', ...settings, outcome: 'Succeeded', message: 'pruned' },
    ],
    ['   1.0s    deleted Deployment shop/web', '   3.0s    deleted ConfigMap shop/settings (Prune)'],
  ],
  [
    'a held hook that nobody waits for is told as that, and another as deleted',
    [asked(migrate, 'HookSucceeded', 'a/b'), asked(smoke, 'HookSucceeded')],
    [
      '   0.0s    deleting Job shop/migrate (HookSucceeded): held by the finalizer a/b',
      '   0.0s    deleted Job shop/smoke (HookSucceeded)',
    ],
  ],
  [
    'what is not gone at the end is not told as deleted',
    [asked(migrate, 'BeforeHookCreation'), asked(settings, 'Prune'), outOfTime(migrate)],
    ['   0.0s    not gone yet ConfigMap shop/settings (Prune)'],
  ],
]
for (const [title, list, lines] of deletions) {
  test(title, () => {
    const out = present(
      events({ type: 'plan-built', tasks: [] }, ...list, { ...ended, durationMs: 0, phases: [] }),
      'normal',
      200,
    )
    const told = out
      .split('\n')
      .filter((line) => /delet|creat|gone/.test(line) && !/Succeeded in|waited for|being deleted|objects:/.test(line))
    assert.equal(
      told.map((line) => line.replace(/ \((?:PreSync|PostSync|Sync) wave -?\d\)/, '')),
      lines,
    )
  })
}

test.run()
