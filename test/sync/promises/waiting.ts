// Promises about waiting: never for what has ended, never longer than a hook may take.
import { formatKey } from '../../../src/object/resource-key.ts'
import { endOf } from './records.ts'
import { told } from './trace.ts'
import type { Promised, TracedRun } from './trace.ts'

/** Until a change that happened is seen and told, in milliseconds: a request on its way, and looking for reasons. */
const SLACK_MS = 12_000

/** What hooks of random runs may take at most, by the annotation that says so, in milliseconds: that of what is stuck is looked for every 15 seconds. */
const LIMITS_MS: Readonly<Record<string, number>> = { timeout: 12_000, 'fail-fast': 6_000 + 15_000 }

/** The promises of this file. */
export const WAITING: readonly Promised[] = [
  {
    says: 'a run does not wait until its time is up for what has ended long before',
    breaches: (run) => {
      const [timedOut] = told(run.events, 'timed-out')
      if (timedOut === undefined || isDeaf(run)) return []
      const endedAt = endings(run)
      return timedOut.blockers.flatMap(({ what, key, task }) => {
        const at = what === 'completion' || what === 'health' ? endedAt.get(formatKey(key)) : undefined
        return at === undefined || at + SLACK_MS > timedOut.at
          ? []
          : [`${task} has ended ${timedOut.at - at} ms before`]
      })
    },
  },
  {
    says: 'a hook that may not take so long has failed by then',
    breaches: (run) => {
      if (isDeaf(run)) return []
      const done = new Set(told(run.events, 'task-completed').map(({ task }) => task))
      return told(run.events, 'resource-applied').flatMap(({ task, at, hook, dryRun }) => {
        const planned = run.tasks.find((other) => other.task === task)
        const object = run.random.objects.find(
          ({ kind, metadata }) => kind === planned?.key.kind && metadata.name === planned.key.name,
        )
        const annotations = object?.metadata.annotations ?? {}
        const limits = Object.entries(LIMITS_MS).filter(([name]) => annotations[`hooksync.dev/${name}`] !== undefined)
        const limit = hook && dryRun !== true ? Math.min(...limits.map(([, most]) => most)) : Infinity
        // What a hook does is not judged while a write of its wave is sent again and again.
        const took = run.endedAt - at - sendingMs(run, at)
        return !done.has(task) && took > limit + SLACK_MS ? [`${task} still runs after ${took} ms`] : []
      })
    },
  },
]

/** For how long writes of the run were on their way after a moment, in milliseconds. */
function sendingMs({ moments, endedAt }: TracedRun, after: number): number {
  let open = 0
  let since = after
  let sum = 0
  for (const { is, at } of moments) {
    if (is !== 'begun' && is !== 'answered') continue
    if (open > 0) sum += Math.max(0, at - Math.max(since, after))
    open += is === 'begun' ? 1 : -1
    since = at
  }
  return open > 0 ? sum + Math.max(0, endedAt - Math.max(since, after)) : sum
}

/** When the newest object of each key came to its end, or was written after that. */
function endings(run: TracedRun): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const uids = new Map<string, string | undefined>()
  for (const moment of run.moments) {
    // A status from before a write counts only after a while (src/sync/act/apply-task.ts).
    if (moment.is === 'written' && found.has(formatKey(moment.key))) found.set(formatKey(moment.key), moment.at)
    if (moment.is !== 'changed') continue
    const { key, object } = moment.change
    const id = formatKey(key)
    const end = endOf(object)
    if (uids.get(id) !== object.metadata.uid) found.delete(id)
    uids.set(id, object.metadata.uid)
    if (end !== undefined && end !== 'not ended' && !found.has(id)) found.set(id, moment.at)
  }
  return found
}

/** Whether answers or changes may have been kept from the run. */
function isDeaf({ random }: TracedRun): boolean {
  return random.trouble.some(({ kind }) => kind === 'slow-request' || kind === 'cut-off')
}
