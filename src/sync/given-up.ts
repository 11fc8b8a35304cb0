// Whether something that is waited for has been stuck for too long. Pure: what was seen of it comes from the pods and events that are read while it is waited for.
import type { Stuck } from '../diagnose/stuck.ts'
import { FAIL_FAST, durationText, limitText } from '../hook/fail-fast.ts'
import type { FailFastCause } from '../hook/fail-fast.ts'
import type { SyncTask, TaskId } from '../plan/sync-plan.ts'
import type { SyncOptions } from './sync-options.ts'

/** What the limits come from. */
type LimitOptions = Pick<SyncOptions, 'failFast' | 'policy'>

/** What was seen behind a task that runs, when somebody looked last. */
export interface Look {
  /** Of the object whose pods they were. */
  readonly uid: string | undefined
  /** When it was looked at, in milliseconds since 1970. */
  readonly at: number
  /** Why it waits, in one line. */
  readonly text: string
  /** What it is stuck in, and since which look without a break; undefined: nothing that waiting would not mend. */
  readonly stuck: (Stuck & { readonly since: number }) | undefined
  /** How often its containers had been restarted when each was seen first. */
  readonly restarted: ReadonlyMap<string, number>
}

/** By task; what was never looked at has none. */
export type Looks = ReadonlyMap<TaskId, Look>

/** What is seen now, with what was known before: a cause that went away, or became another, begins anew. */
export function lookAfter(
  before: Look | undefined,
  now: Omit<Look, 'stuck'> & { readonly stuck: Stuck | undefined },
): Look {
  const known = before?.uid === now.uid ? before : undefined
  const restarted = new Map([...now.restarted, ...(known?.restarted ?? [])])
  const since = known?.stuck?.cause === now.stuck?.cause ? (known?.stuck?.since ?? now.at) : now.at
  return { uid: now.uid, at: now.at, text: now.text, restarted, stuck: now.stuck && { ...now.stuck, since } }
}

/** The limit of a cause: the object's own, else the run's, else the one of the table, which holds nothing up in Argo CD's way. */
function limitOf(cause: FailFastCause, { failFast = {} }: SyncTask, options: LimitOptions): number {
  return failFast[cause] ?? options.failFast[cause] ?? (options.policy.failsFast ? FAIL_FAST[cause].limit : Infinity)
}

/** Why it is not waited for any longer, in one line; undefined: it is. */
export function whyGivenUp(task: SyncTask, look: Look | undefined, options: LimitOptions): string | undefined {
  if (look?.stuck === undefined) return undefined
  const { cause, since, loop } = look.stuck
  const { counts, seen } = FAIL_FAST[cause]
  const limit = limitOf(cause, task, options)
  const isOver =
    counts === 'milliseconds'
      ? look.at - since >= limit
      : loop !== undefined && loop.restarts >= limit && loop.restarts > (look.restarted.get(loop.container) ?? 0)
  if (!isOver) return undefined
  const much = counts === 'restarts' ? `, restarted ${loop?.restarts ?? 0} times` : lasted(look.at - since)
  const by =
    task.failFast?.[cause] === undefined
      ? '--fail-fast, or hooksync.dev/fail-fast on it'
      : 'hooksync.dev/fail-fast on it'
  return `${seen}${much}: given up, limit ${cause}=${limitText(cause, limit)} (change it with ${by})`
}

function lasted(milliseconds: number): string {
  return milliseconds < 1000 ? '' : ` for ${durationText(Math.round(milliseconds / 1000) * 1000)}`
}

/** When it has to be looked at again to know whether a limit is over; Infinity: whenever it is looked at next. */
export function limitMoment(task: SyncTask, look: Look | undefined, options: LimitOptions): number {
  if (look?.stuck === undefined || FAIL_FAST[look.stuck.cause].counts === 'restarts') return Infinity
  const at = look.stuck.since + limitOf(look.stuck.cause, task, options)
  return at > look.at ? at : Infinity
}
