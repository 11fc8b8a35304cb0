// Promises about the order: phases and waves, the gate, how many writes at once.
import type { PlannedTask, SyncEvent } from '../../../src/sync/events.ts'
import { hearOutcome, isFailure, isSame, isSameWave, ordinary, reasonOf, short } from './trace.ts'
import type { Moment, Promised, TracedRun, Write } from './trace.ts'

/** The promises of this file. */
export const ORDER: readonly Promised[] = [
  {
    says: 'nothing of a wave is written before everything of the waves before it is healthy',
    breaches: (run) =>
      walk(run, (seen, moment) => (moment.is === 'begun' ? writtenEarly(run, seen, moment.write) : [])),
  },
  {
    says: 'no task is applied twice',
    breaches: ({ events }) => {
      const tasks = events.flatMap((event) =>
        event.type === 'resource-applied' || event.type === 'apply-failed' ? [event.task] : [],
      )
      return tasks.filter((task, at) => tasks.indexOf(task) !== at).map((task) => `${task} is applied twice`)
    },
  },
  {
    says: 'nothing is written before the gate has passed, and nothing at all when it has not',
    breaches: (run) =>
      walk(run, (seen, moment) => {
        if (moment.is !== 'begun' || seen.gate || isCompatNamespace(run, moment.write)) return []
        return [`${moment.write.verb} ${short(moment.write.key)} before the gate`]
      }),
  },
  {
    says: 'a dry run writes nothing',
    breaches: ({ random, moments }) =>
      random.settings.dryRun === 'none'
        ? []
        : moments.flatMap((moment) =>
            moment.is === 'begun' ? [`${moment.write.verb} ${short(moment.write.key)}`] : [],
          ),
  },
  {
    says: 'never more writes at once than allowed',
    breaches: ({ random, moments }) => {
      const open = new Set<Write>()
      return moments.flatMap((moment) => {
        if (moment.is === 'answered') open.delete(moment.write)
        if (moment.is === 'begun') open.add(moment.write)
        return open.size > random.settings.concurrency ? [`${open.size} writes at once`] : []
      })
    },
  },
  {
    says: 'a run that succeeded has applied every task but SyncFail hooks, and waited for what it has to',
    breaches: (run) => {
      if (reasonOf(run) !== 'completed' || run.summary.phase !== 'Succeeded' || run.random.settings.dryRun !== 'none')
        return []
      const seen = newSeen()
      for (const event of run.events) hear(seen, event)
      // Where prunes go, waves shift, and with them what is the last one (argo-cd:gitops-engine/pkg/sync/sync_context.go).
      const last = run.tasks.some(({ action }) => action === 'prune') ? undefined : ordinary(run).at(-1)
      return ordinary(run).flatMap((task) => {
        if (task.action === 'prune') return []
        if (!seen.applied.has(task.task)) return [`${task.task} was not applied`]
        // Argo CD does not await plain resources of the last wave.
        const isAwaited = run.random.settings.wait || task.hook || (last !== undefined && !isSameWave(last, task))
        return isAwaited && seen.outcomes.get(task.task) !== 'Succeeded' ? [`${task.task} was not awaited`] : []
      })
    },
  },
]

/** What was told up to a moment. */
interface Seen {
  readonly outcomes: Map<string, 'Succeeded' | 'Failed' | 'Error'>
  readonly applied: Set<string>
  gate: boolean
  failed: boolean
}

function newSeen(): Seen {
  return { outcomes: new Map(), applied: new Set(), gate: false, failed: false }
}

function hear(seen: Seen, event: SyncEvent): void {
  hearOutcome(seen.outcomes, event)
  if (event.type === 'gate-passed') seen.gate = true
  if (event.type === 'resource-applied' || event.type === 'apply-failed') seen.applied.add(event.task)
  if (isFailure(event)) seen.failed = true
}

function walk(run: TracedRun, check: (seen: Seen, moment: Moment) => readonly string[]): readonly string[] {
  const seen = newSeen()
  return run.moments.flatMap((moment) => {
    if (moment.is === 'told') hear(seen, moment.event)
    return check(seen, moment)
  })
}

/** A write is in order if it is one for a task whose turn it is. */
function writtenEarly(run: TracedRun, seen: Seen, write: Write): readonly string[] {
  if (write.verb === 'release' || isCompatNamespace(run, write)) return []
  const own = run.tasks.filter((task) => isSame(task.key, write.key))
  if (own.length === 0) return [`${write.verb} ${short(write.key)}, which is no task's`]
  if (write.verb === 'delete' && own.some((task) => isPolicyTime(run, seen, task) || task.action === 'prune')) return []
  const open = own.filter((task) => !seen.applied.has(task.task) && seen.outcomes.get(task.task) === undefined)
  if (open.length === 0) return [`${write.verb} ${short(write.key)} for a task that is done`]
  const waits = open.map((task) => waitsFor(run, seen, task))
  return waits.some((blockers) => blockers.length === 0)
    ? []
    : [`${write.verb} ${short(write.key)} before ${waits[0]?.join(', ')}`]
}

/** What has to come to its end before a task's turn. */
function waitsFor(run: TracedRun, seen: Seen, task: PlannedTask): readonly string[] {
  if (task.phase === 'SyncFail') return seen.failed ? [] : ['a failure']
  const tasks = ordinary(run)
  const before = tasks.slice(0, tasks.indexOf(task))
  return before
    .filter(
      (other) => !isSameWave(other, task) && other.action === 'apply' && seen.outcomes.get(other.task) !== 'Succeeded',
    )
    .map((other) => `${other.task} had succeeded`)
}

/** Policies at the end: HookFailed when something failed, HookSucceeded when nothing is left to do. */
function isPolicyTime(run: TracedRun, seen: Seen, task: PlannedTask): boolean {
  if (seen.failed && task.deletePolicies.includes('HookFailed')) return true
  const applies = ordinary(run).filter(({ action }) => action === 'apply')
  return task.deletePolicies.includes('HookSucceeded') && applies.every((other) => seen.applied.has(other.task))
}

/** Argo CD applies the destination namespace before its gate; manifests here never hold it, but for `demo` itself. */
function isCompatNamespace({ random }: TracedRun, { key }: Write): boolean {
  return random.settings.argoCompat && key.kind === 'Namespace' && key.name === 'demo'
}
