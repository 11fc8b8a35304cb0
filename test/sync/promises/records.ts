// Promises about the truth: what is told was done, what was done is told, and an outcome is what the cluster has seen.
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { listField, stringField } from '../../../src/object/kube-object.ts'
import { formatKey } from '../../../src/object/resource-key.ts'
import type { SyncEvent } from '../../../src/sync/events.ts'
import { runningTasks } from './failing.ts'
import { isSame, prunesOf, reasonOf, short } from './trace.ts'
import type { Moment, Promised, TracedRun } from './trace.ts'

/** The promises of this file. */
export const RECORDS: readonly Promised[] = [
  {
    says: 'every apply that is told is in the audit log',
    breaches: (run) => {
      const written = new Set<string>()
      return run.moments.flatMap((moment) => {
        if (moment.is === 'written' && moment.verb === 'apply') written.add(`${formatKey(moment.key)} ${moment.uid}`)
        if (moment.is !== 'told' || moment.event.type !== 'resource-applied') return []
        const { event } = moment
        if (event.change === 'unchanged' || event.dryRun === true) return []
        return written.has(`${formatKey(event.key)} ${event.uid}`)
          ? []
          : [`${event.task} is told ${event.change}, and was not written`]
      })
    },
  },
  {
    says: 'every write that the run knows of is told',
    breaches: (run) => {
      const found: string[] = []
      const untold: Extract<Moment, { is: 'answered' }>[] = []
      for (const moment of run.moments) {
        if (moment.is === 'answered' && moment.answer === 'done' && moment.write.verb !== 'release') untold.push(moment)
        if (moment.is !== 'told') continue
        const { event } = moment
        const at = untold.findIndex(
          ({ write }) =>
            tells(event, write.verb) && 'key' in event && event.key !== undefined && isSame(event.key, write.key),
        )
        if (at >= 0) untold.splice(at, 1)
      }
      for (const { write } of untold) found.push(`${write.verb} ${short(write.key)} is done and not told`)
      return isGivenUp(run) ? [] : found
    },
  },
  {
    says: 'every hook that was created has an outcome, or is named as still running',
    breaches: (run) => {
      if (reasonOf(run) === 'cluster' || run.random.settings.dryRun !== 'none') return []
      const running = runningTasks(run, run.events)
      const named = new Set(
        run.events
          .flatMap((event) =>
            event.type === 'interrupted' ? event.stillRunning : event.type === 'timed-out' ? event.blockers : [],
          )
          .map(({ task }) => task),
      )
      return run.tasks
        .filter(({ task, hook }) => hook && running.has(task) && !named.has(task))
        .map(({ task }) => `${task} has no outcome`)
    },
  },
  {
    says: 'a task has one outcome, and only what was applied or is pruned can succeed',
    breaches: (run) => {
      const applied = new Set(prunesOf(run).map(({ task }) => task))
      const done = new Set<string>()
      return run.events.flatMap((event) => {
        if (event.type === 'resource-applied') applied.add(event.task)
        if (event.type !== 'task-completed' && event.type !== 'apply-failed') return []
        const twice = done.has(event.task) ? [`${event.task} has two outcomes`] : []
        done.add(event.task)
        const early = event.type === 'task-completed' && event.outcome === 'Succeeded' && !applied.has(event.task)
        return early ? [...twice, `${event.task} succeeded and was not applied`] : twice
      })
    },
  },
  {
    says: 'what is told to have succeeded or failed has done so in the cluster, as the very object that this run wrote',
    breaches: (run) => {
      const uids = new Map<string, string>()
      const states = new Map<string, KubeObject>()
      return run.moments.flatMap((moment) => {
        if (moment.is === 'changed') states.set(moment.change.object.metadata.uid ?? '', moment.change.object)
        if (moment.is !== 'told') return []
        const { event } = moment
        if (event.type === 'resource-applied') uids.set(event.task, event.uid ?? '')
        if (event.type !== 'task-completed') return []
        const uid = uids.get(event.task)
        const state = uid === undefined ? undefined : states.get(uid)
        return state === undefined ? [] : falsehood(run, event, state)
      })
    },
  },
]

/** Whether an event may stand for a write of this verb. */
function tells(event: SyncEvent, verb: 'apply' | 'delete' | 'release'): boolean {
  if (verb === 'apply') return event.type === 'resource-applied' || event.type === 'apply-failed'
  return event.type === 'resource-deleted' || (event.type === 'resource-applied' && event.change === 'recreated')
}

/** Out of reach, or out of time while an answer was on its way. */
function isGivenUp(run: TracedRun): boolean {
  return reasonOf(run) !== 'completed'
}

/** An outcome that the object does not show. */
function falsehood(
  run: TracedRun,
  event: Extract<SyncEvent, { type: 'task-completed' }>,
  state: KubeObject,
): readonly string[] {
  const ended = endOf(state)
  if (ended === undefined) return []
  const { outcome, task, message } = event
  if (outcome === 'Succeeded') {
    return ended === 'succeeded' ? [] : [`${task} is told to have succeeded, and has ${ended}`]
  }
  const isOwn = outcome === 'Failed' && !/hooksync\.dev\/(?:timeout|fail-fast)/.test(message)
  if (isOwn && ended !== 'failed') return [`${task} is told to have failed, and has ${ended}`]
  // What was deleted counts by its last state, unless the watch has lost that.
  const isLost = outcome === 'Error' && /missing|deleted by somebody/.test(message)
  const isSeen = run.random.trouble.every(({ kind }) => kind !== 'history-lost' && kind !== 'cut-off')
  return isLost && isSeen && ended === 'succeeded' ? [`${task} is told to be gone, and has succeeded`] : []
}

/** How what runs to an end stands; undefined for other kinds. */
export function endOf(state: KubeObject): 'succeeded' | 'failed' | 'not ended' | undefined {
  if (state.kind === 'Workflow') {
    const phase = stringField(state, 'status', 'phase')
    return phase === undefined ? 'not ended' : phase === 'Succeeded' ? 'succeeded' : 'failed'
  }
  if (state.kind !== 'Job') return undefined
  const types = listField(state, 'status', 'conditions').map((condition) => stringField(condition, 'type'))
  if (types.includes('Complete')) return 'succeeded'
  return types.includes('Failed') ? 'failed' : 'not ended'
}
