// A run in time, as data: its phases, waves and tasks as bars. Folded from events by timeline.ts.
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { Phase } from '../hook/hook.ts'
import type { Location } from '../manifest/manifest.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import type { Blocker, PlannedTask } from '../sync/events.ts'
import type { EventOf } from './presenter.ts'

/** A time with a beginning and an end, both in milliseconds since 1970. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Why a task was not done yet, for as long as the reason stayed the same. */
export interface WaitSpan extends Span {
  readonly what: Blocker['what']
  readonly message: string
}

/**
 * How a task ended. `written`: nobody waited for it; `skipped`: nothing was done, and that was meant; `unfinished`: the run
 * ended before it did; `not run`: its turn never came.
 */
export type BarOutcome = 'Succeeded' | 'Failed' | 'Error' | 'written' | 'skipped' | 'unfinished' | 'not run'

/** A task as a bar: from the first event that tells of it to the one that ends it. */
export interface TaskBar {
  readonly ref: TaskRef
  readonly action: PlannedTask['action']
  /** Left out: it was not run. */
  readonly span?: Span
  readonly outcome: BarOutcome
  /** What was done, in order: `created`, `deleted (HookSucceeded)`. */
  readonly did: readonly string[]
  /** The last that was said of it. */
  readonly message: string
  readonly waits: readonly WaitSpan[]
  /** Whether the run took as long as it did because of this task. */
  readonly critical: boolean
  readonly diagnosis?: Diagnosis
  readonly location?: Location
}

/** A wave: from its beginning to the end of the last of its tasks. */
export interface WaveBar {
  readonly wave: number
  /** Left out: it never began. */
  readonly span?: Span
  readonly tasks: readonly TaskBar[]
}

/** A phase: from its beginning to the end of the last of its waves. */
export interface PhaseBar {
  readonly phase: Phase
  /** Left out: it never began. */
  readonly span?: Span
  readonly waves: readonly WaveBar[]
}

/** A run in time. */
export interface Timeline {
  /** From its beginning, with all that was read before its first event, to its end or its last event. */
  readonly span: Span
  /** Left out: it ended before it began. */
  readonly started?: EventOf<'sync-started'>
  /** Left out: how it ended is not known. */
  readonly ended?: EventOf<'operation-completed'>
  /** The dry run before the first write. */
  readonly gate?: Span
  readonly phases: readonly PhaseBar[]
  /** The tasks that held the run up, in the order of time. */
  readonly critical: readonly (TaskBar & { readonly span: Span })[]
}
