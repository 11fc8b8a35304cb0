// Looks behind what is waited for, in its pods and events, and keeps what was found: the reason that is told, and what it is stuck in.
import { explainWait, explainWebhook } from '../../diagnose/explain-wait.ts'
import type { WaitExplanation } from '../../diagnose/explain-wait.ts'
import { CLAIM_PROTECTION, OWNED_FIRST } from '../../diagnose/leaving.ts'
import { bringersOf } from '../../diagnose/late-needs.ts'
import { defined } from '../../object/defined.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { formatKey } from '../../object/resource-key.ts'
import type { TaskId } from '../../plan/sync-plan.ts'
import type { Blocker } from '../events.ts'
import { limitMoment, lookAfter } from '../given-up.ts'
import type { Look, Looks } from '../given-up.ts'
import { mapLimit } from '../parallel.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { hintOf, tellDenied } from './reasons.ts'
import type { WaitStep } from './waiting.ts'

/** After so long without a change it is looked behind, in milliseconds. */
const AFTER_MS = 3000

/** Looked behind at once at most. */
const MOST = 3

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

  /** When something is to be looked behind again; undefined: now, for the first time; Infinity: never. */
  const dueOf = (blocker: Blocker, { tasks }: WaitStep): number | undefined => {
    if (blocker.what === 'confirmation' || blocker.health === 'Degraded') return Infinity
    if (blocker.what === 'deletion' && !isHeldByOthers(blocker)) return Infinity
    const known = explained.get(formatKey(blocker.key))
    if (known?.of !== blocker.message) return undefined
    const look = looks.get(blocker.task)
    const task = look === undefined || look.stuck.length === 0 ? undefined : tasks.find(({ id }) => id === blocker.task)
    const limit = task === undefined ? Infinity : limitMoment(task, look, run.options)
    return Math.min(known.at + AGAIN_MS, limit)
  }

  const lookBehind = async (blocker: Blocker): Promise<void> => {
    const object = blocker.what === 'admission' ? undefined : liveObject(run.observer.view, blocker.key)
    const found = await explain(run, blocker, object)
    // What the stop has cut off says that it was cut off, and no reason.
    if (run.stop.aborted) return
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
      const dues = found.map((blocker) => ({ blocker, due: dueOf(blocker, step) }))
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
      await mapLimit(first, MOST, lookBehind)
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

/** What is to be looked behind. */
interface Due {
  readonly unexplained: readonly Blocker[]
  /** In milliseconds since 1970; Infinity: there is nothing. */
  readonly at: number
  readonly next: number
}

/** Looks for what is behind a blocker; undefined: there is nothing to look at. */
async function explain(
  run: Run,
  { what, message }: Blocker,
  object: KubeObject | undefined,
): Promise<WaitExplanation | undefined> {
  if (what === 'admission') return explainWebhook(run.cluster, message, { judging: run.options, signal: run.stop })
  const { clock, options, stop } = run
  // Pods are stamped by the clock of the wall, to the second.
  const since = (clock.wall?.() ?? clock.now()) - (clock.now() - options.startedAt)
  if (object === undefined) return undefined
  return explainWait(run.cluster, object, { judging: options, said: message, signal: stop, since })
}

/** What was never looked at before what was, and that by when it was: each gets its turn. Times in milliseconds. */
export function longestUnseenFirst<T>(items: readonly T[], seenAt: (item: T) => number | undefined): readonly T[] {
  return items.toSorted((a, b) => (seenAt(a) ?? 0) - (seenAt(b) ?? 0))
}

/** Whether a deletion waits for other objects, and not for a controller. */
function isHeldByOthers({ message }: Blocker): boolean {
  return message === OWNED_FIRST || message.includes(CLAIM_PROTECTION)
}
