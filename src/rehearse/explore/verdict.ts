// One rehearsal → what a user wants to know of it: how it ended, what was written, what is left, what is dangerous. Pure.
import type { Judging } from '../../health/judging.ts'
import type { ExitCode } from '../../errors.ts'
import type { EndReason, OperationPhase } from '../../sync/events.ts'
import { exitCodeOf } from '../../sync/summary.ts'
import { findDangers } from './dangers.ts'
import type { Danger } from './dangers.ts'
import { leftHooks } from './left-hooks.ts'
import type { Left } from './left-hooks.ts'
import { eventsOf } from './story.ts'
import type { Story } from './story.ts'
import { syncFailOf } from './sync-fail.ts'
import type { SyncFailState } from './sync-fail.ts'
import type { Fault } from '../fault.ts'

/** What came of a run. */
export interface Verdict {
  readonly exitCode: ExitCode
  readonly phase: OperationPhase
  readonly reason: EndReason
  /** In Argo CD's words. */
  readonly message: string
  /** In virtual milliseconds. */
  readonly durationMs: number
  readonly written: WriteCounts
  readonly left: Left
  readonly syncFail: SyncFailState
  readonly dangers: readonly Danger[]
}

/** What the server was made to change. */
export interface WriteCounts {
  readonly created: number
  readonly changed: number
  readonly deleted: number
}

/** Judges a rehearsal with one fault, or without any; `judging`: by which rules its run went. */
export function judge(story: Story, judging: Judging, fault?: Fault): Verdict {
  const { summary, durationMs } = story.rehearsal
  const { phase, reason, message } = summary
  const left = { sync: syncProgress(story), hooks: leftHooks(story, judging) }
  const syncFail = syncFailOf(story)
  return {
    exitCode: exitCodeOf(summary),
    phase,
    reason,
    message,
    durationMs,
    written: writtenOf(story),
    left,
    syncFail,
    dangers: findDangers(story, { left, syncFail, fault }),
  }
}

function writtenOf({ rehearsal }: Story): WriteCounts {
  const real = rehearsal.writes.filter(
    ({ dryRun, code, change, onlyFinalizers }) =>
      !dryRun && code >= 200 && code < 300 && change !== 'unchanged' && onlyFinalizers !== true,
  )
  const deleted = real.filter(({ verb }) => verb === 'delete').length
  const created = real.filter(({ change }) => change === 'created').length
  return { created, changed: real.length - deleted - created, deleted }
}

function syncProgress(story: Story): Left['sync'] {
  const planned = story.planned.filter(({ phase, hook, action }) => phase === 'Sync' && !hook && action === 'apply')
  const applied = new Set(eventsOf(story, 'resource-applied').map(({ task }) => task))
  return { applied: planned.filter(({ task }) => applied.has(task)).length, planned: planned.length }
}
