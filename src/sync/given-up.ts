// Whether something that is waited for has been stuck for too long. Pure: what was seen of it comes from the pods and events that are read while it is waited for.
import type { Stuck } from '../diagnose/stuck.ts'
import { FAIL_FAST, limitText } from '../hook/fail-fast.ts'
import type { FailFastCause } from '../hook/fail-fast.ts'
import { durationText } from '../object/duration.ts'
import type { SyncTask, TaskId } from '../plan/sync-plan.ts'
import type { Blocker, GivenUp } from './events.ts'
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
  /** All that it is stuck in, each since which look without a break; empty: nothing that waiting would not mend. */
  readonly stuck: readonly (Stuck & { readonly since: number })[]
  /** How often its containers had been restarted when each was seen first; 0 where its pod was made during the run. */
  readonly restarted: ReadonlyMap<string, number>
}

/** By task; what was never looked at has none. */
export type Looks = ReadonlyMap<TaskId, Look>

/** Between two looks that are further apart a cause may have gone away and come again, in milliseconds. */
const LONGEST_GAP_MS = 60_000

/** What is seen now, with what was known before: a cause that went away, became another, is of another pod or was long not looked at begins anew. */
export function lookAfter(
  before: Look | undefined,
  now: Omit<Look, 'stuck'> & { readonly stuck: readonly Stuck[] },
): Look {
  const known = before?.uid === now.uid ? before : undefined
  const restarted = new Map([...now.restarted, ...(known?.restarted ?? [])])
  const earlier = known !== undefined && now.at - known.at <= LONGEST_GAP_MS ? known.stuck : []
  const stuck = now.stuck.map((one) => {
    const same = earlier.find(({ cause, id }) => cause === one.cause && id === one.id)
    return { ...one, since: same?.since ?? now.at }
  })
  return { uid: now.uid, at: now.at, text: now.text, restarted, stuck }
}

/** The limit of a cause: the object's own, else the run's, else the one of the table, which holds nothing up in Argo CD's way. */
function limitOf(cause: FailFastCause, { failFast = {} }: SyncTask, options: LimitOptions): number {
  return failFast[cause] ?? options.failFast[cause] ?? (options.policy.failsFast ? FAIL_FAST[cause].limit : Infinity)
}

/** Why it is not waited for any longer, in one line and in few words; undefined: it is. */
export function whyGivenUp(
  task: SyncTask,
  look: Look | undefined,
  options: LimitOptions,
): { readonly message: string; readonly givenUp: GivenUp } | undefined {
  const over = look?.stuck.find((one) => countOf(one, look) >= limitOf(one.cause, task, options))
  if (look === undefined || over === undefined) return undefined
  const { cause } = over
  const { counts, seen } = FAIL_FAST[cause]
  const limit = limitOf(cause, task, options)
  const count = countOf(over, look)
  const much = counts === 'restarts' ? `, restarted ${count === 1 ? 'once' : `${count} times`}` : lasted(count)
  const isOwn = task.failFast?.[cause] !== undefined
  const by = isOwn ? 'hooksync.dev/fail-fast on it' : '--fail-fast, or hooksync.dev/fail-fast on it'
  const name = `${cause}=${limitText(cause, limit)}`
  return {
    message: `${seen}${much}: given up, limit ${name} (change it with ${by})`,
    givenUp: {
      by: 'fail-fast',
      words: `given up, limit ${name} (${isOwn ? 'hooksync.dev/fail-fast' : '--fail-fast'})`,
    },
  }
}

/** How far it is, in what its limit counts: restarts from before the run are not held against it. */
function countOf({ cause, id, since, restarts = 0 }: Look['stuck'][number], look: Look): number {
  return FAIL_FAST[cause].counts === 'milliseconds' ? look.at - since : restarts - (look.restarted.get(id) ?? 0)
}

/** The limit that is over next, of those that run; undefined: none does. */
export function limitAhead(task: SyncTask, look: Look | undefined, options: LimitOptions): Blocker['limit'] {
  const running = (look?.stuck ?? []).flatMap((one) => {
    const limit = limitOf(one.cause, task, options)
    if (look === undefined || limit === Infinity) return []
    const name = `${one.cause}=${limitText(one.cause, limit)}`
    const left = limit - countOf(one, look)
    return FAIL_FAST[one.cause].counts === 'restarts' ? { name, restarts: left } : { name, at: look.at + left }
  })
  // Nobody knows how long restarts take.
  return running.toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || (a.restarts ?? 0) - (b.restarts ?? 0))[0]
}

function lasted(milliseconds: number): string {
  return milliseconds < 1000 ? '' : ` for ${durationText(Math.round(milliseconds / 1000) * 1000)}`
}

/** When it has to be looked at again to know whether a limit is over; Infinity: whenever it is looked at next. */
export function limitMoment(task: SyncTask, look: Look | undefined, options: LimitOptions): number {
  if (look === undefined) return Infinity
  const moments = look.stuck
    .filter(({ cause }) => FAIL_FAST[cause].counts === 'milliseconds')
    .map(({ cause, since }) => since + limitOf(cause, task, options))
  return moments.reduce((first, at) => (at > look.at ? Math.min(first, at) : first), Infinity)
}
