// Looks behind what is waited for, in its pods and events, and keeps what was found: the reason that is told, and what it is stuck in.
import { explainWait, explainWebhook } from '../../diagnose/explain-wait.ts'
import type { WaitExplanation } from '../../diagnose/explain-wait.ts'
import { CLAIM_PROTECTION, OWNED_FIRST } from '../../diagnose/leaving.ts'
import { bringersOf } from '../../diagnose/late-needs.ts'
import { LOG_TELLS } from '../../diagnose/cause-code.ts'
import { LINES_LOOKED_AT } from '../../diagnose/telling-line.ts'
import { defined } from '../../object/defined.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { formatKey } from '../../object/resource-key.ts'
import type { TaskId } from '../../plan/sync-plan.ts'
import type { Blocker } from '../events.ts'
import { limitMoment, lookAfter } from '../given-up.ts'
import type { Look, Looks } from '../given-up.ts'
import { mapLimit } from '../parallel.ts'
import type { Run } from '../run.ts'
import { orStopped } from '../stop.ts'
import { liveObject } from '../view.ts'
import { hintOf, tellDenied } from './reasons.ts'
import type { WaitStep } from './waiting.ts'

/** After so long without a change it is looked behind, in milliseconds. */
const AFTER_MS = 3000

/** Looked behind at once at most. */
const MOST = 3

/** So much is looked behind at once when the run is over: the summary names no more. */
const MOST_AT_END = 4

/** It is looked behind again after so long: a pod that had not started may fail to, in milliseconds. */
const AGAIN_MS = 15_000

/** What was found behind a health message, and when. */
interface Explanation {
  readonly of: string
  /** Undefined: there is nothing to look at. */
  readonly found: WaitExplanation | undefined
  readonly at: number
}

/** Makes what looks on behalf of one run. */
export function createLooker(run: Run) {
  const explained = new Map<string, Explanation>()
  const looks = new Map<TaskId, Look>()
  const bringers = bringersOf(run.plan.tasks)
  let dueSince: number | undefined

  const knownOf = ({ key }: Blocker): Explanation | undefined => explained.get(formatKey(key))

  const lookBehind = async (blocker: Blocker, how: How): Promise<void> => {
    const object = blocker.what === 'admission' ? undefined : liveObject(run.observer.view, blocker.key)
    const found = await explain(run, blocker, { ...how, object })
    // What the stop has cut off says that it was cut off, and no reason.
    if (how.signal.aborted) return
    if (found !== undefined) tellDenied(run, found.notes)
    const at = run.clock.now()
    explained.set(formatKey(blocker.key), { of: blocker.message, found, at })
    if (found === undefined || (blocker.what !== 'health' && blocker.what !== 'completion')) return
    // By now there may be another object of this name.
    const uid = object?.metadata.uid
    looks.set(blocker.task, lookAfter(looks.get(blocker.task), { ...found, uid, at }))
  }

  return {
    /** What was seen behind each task; grows. */
    looks: (): Looks => looks,
    /** What is to be looked behind next, at what time, and when there will be more; `changedAt` is when something changed last. */
    due(step: WaitStep, found: readonly Blocker[], changedAt: number): Due {
      const now = run.clock.now()
      const dues = found.map((blocker) => {
        const limit = (): number => limitOfTask(run, step, looks.get(blocker.task), blocker)
        return { blocker, due: dueOf(blocker, knownOf(blocker), limit) }
      })
      const next = dues.reduce((first, { due = 0 }) => (due > now ? Math.min(first, due) : first), Infinity)
      const open = dues.filter(({ due = 0 }) => due <= now)
      dueSince = open.length === 0 ? undefined : (dueSince ?? now)
      if (dueSince === undefined) return { unexplained: [], at: Infinity, next }
      // Among much that changes all the time somebody may be stuck.
      const quietAt = Math.min(changedAt + AFTER_MS, dueSince + AGAIN_MS)
      const again = open.filter(({ due }) => due !== undefined)
      const isAgain = again.length > 0 && quietAt > now
      const unexplained = longestUnseenFirst(
        (isAgain ? again : open).map(({ blocker }) => blocker),
        ({ key }) => explained.get(formatKey(key))?.at,
      )
      return { unexplained, at: isAgain ? now : Math.max(now, quietAt), next }
    },
    /** Looks behind the first of them. */
    async look(blockers: readonly Blocker[]): Promise<void> {
      const first = blockers.slice(0, MOST)
      // What is looked behind again must not put off what never was.
      if (first.some(({ key, message }) => explained.get(formatKey(key))?.of !== message)) dueSince = undefined
      await mapLimit(first, MOST, async (blocker) => lookBehind(blocker, { signal: run.stop, tailLines: 0 }))
    },
    /**
     * Looks once more when the run is over, for so many milliseconds: behind the first of what nobody looked behind, and of
     * what a log tells more of, which is read now.
     */
    async lookLast(blockers: readonly Blocker[], milliseconds: number): Promise<void> {
      const open = blockers.filter((blocker) => isOpenAtEnd(blocker, knownOf(blocker))).slice(0, MOST_AT_END)
      const look = async (signal: AbortSignal): Promise<unknown> =>
        mapLimit(open, MOST_AT_END, async (one) => lookBehind(one, { signal, tailLines: LINES_LOOKED_AT }))
      if (open.length > 0 && milliseconds > 0) await within(run, milliseconds, look)
    },
    /** The same with the reason that was found for it. */
    withReason(blocker: Blocker): Blocker {
      const known = explained.get(formatKey(blocker.key))
      if (known?.found === undefined || known.of !== blocker.message) return blocker
      const { text, chain, code } = known.found
      const task = run.plan.tasks.find(({ id }) => id === blocker.task)
      const hint = task === undefined ? known.found.hint : hintOf(run, task, known.found, bringers)
      return { ...blocker, message: text, code, chain, ...defined({ hint }) }
    },
  }
}

/** When something is to be looked behind again; undefined: now, for the first time; Infinity: never. Times in milliseconds since 1970. */
function dueOf(blocker: Blocker, known: Explanation | undefined, limit: () => number): number | undefined {
  if (isNeverLookedBehind(blocker)) return Infinity
  return known?.of === blocker.message ? Math.min(known.at + AGAIN_MS, limit()) : undefined
}

function limitOfTask(run: Run, { tasks }: WaitStep, look: Look | undefined, blocker: Blocker): number {
  const task = look === undefined || look.stuck.length === 0 ? undefined : tasks.find(({ id }) => id === blocker.task)
  return task === undefined ? Infinity : limitMoment(task, look, run.options)
}

/** Whether, at the end, nobody knows why, or a log tells more of it. */
function isOpenAtEnd(blocker: Blocker, known: Explanation | undefined): boolean {
  if (isNeverLookedBehind(blocker)) return false
  return known?.of !== blocker.message || (known.found !== undefined && LOG_TELLS.has(known.found.code))
}

/** Does something for so many milliseconds at most, whether or not the run is over. */
async function within({ clock }: Run, milliseconds: number, work: (signal: AbortSignal) => Promise<unknown>) {
  const [limit, done] = [new AbortController(), new AbortController()]
  void clock.sleep(milliseconds, done.signal).then(() => limit.abort())
  await orStopped(work(limit.signal), limit.signal)
  done.abort('done')
}

/** What is to be looked behind. */
interface Due {
  readonly unexplained: readonly Blocker[]
  /** In milliseconds since 1970; Infinity: there is nothing. */
  readonly at: number
  readonly next: number
}

/** How it is looked: until when, and how much of logs is read. */
interface How {
  readonly signal: AbortSignal
  readonly tailLines: number
}

/** Looks for what is behind a blocker; undefined: there is nothing to look at. */
async function explain(
  run: Run,
  { what, message }: Blocker,
  { object, signal, tailLines }: How & { readonly object: KubeObject | undefined },
): Promise<WaitExplanation | undefined> {
  const { clock, options } = run
  if (what === 'admission') return explainWebhook(run.cluster, message, { judging: options, signal })
  // Pods are stamped by the clock of the wall, to the second.
  const since = (clock.wall?.() ?? clock.now()) - (clock.now() - options.startedAt)
  if (object === undefined) return undefined
  return explainWait(run.cluster, object, { judging: options, said: message, signal, since, tailLines })
}

/** What was never looked at before what was, and that by when it was: each gets its turn. Times in milliseconds. */
export function longestUnseenFirst<T>(items: readonly T[], seenAt: (item: T) => number | undefined): readonly T[] {
  return items.toSorted((a, b) => (seenAt(a) ?? 0) - (seenAt(b) ?? 0))
}

/** Whether it says all there is to say. */
function isNeverLookedBehind(blocker: Blocker): boolean {
  const { what, health } = blocker
  return what === 'confirmation' || health === 'Degraded' || (what === 'deletion' && !isHeldByOthers(blocker))
}

/** Whether a deletion waits for other objects, and not for a controller. */
function isHeldByOthers({ message }: Blocker): boolean {
  return message === OWNED_FIRST || message.includes(CLAIM_PROTECTION)
}
