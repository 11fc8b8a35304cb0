// Compares what was written with the recorded steps, or with another run: order between steps counts, order inside one does not.
import type { SyncEvent } from '../../src/sync/events.ts'
import type { ResourceKey } from '../../src/object/resource-key.ts'
import type { ParityCase } from './cases.ts'

/** What came of a run of a case, in the words of the recordings. */
export interface CaseRun {
  readonly phase: string
  readonly message: string
  /** Of the first sync, if the case has one. */
  readonly beforeWrites: readonly string[]
  readonly writes: readonly string[]
  /** `batch/Job demo/migrate` for each object that was told to be as it should be, and was not written. */
  readonly unchanged: readonly string[]
  /** `PreSync batch/Job demo/migrate Succeeded` for each task that was told to have ended, sorted. */
  readonly outcomes: readonly string[]
}

/** Seconds in generated names differ from run to run. */
const GENERATED = /-(presync|sync|postsync|syncfail)-\d+/g

/** The recorded steps without applies that changed nothing, as where Argo CD puts its finalizer on a hook that is there. */
export function thatChanged(
  steps: readonly (readonly string[])[],
  { unchanged }: Pick<CaseRun, 'unchanged'>,
): readonly (readonly string[])[] {
  const idle = new Set(unchanged.map((name) => `apply ${name}`))
  return steps.map((step) => step.filter((write) => !idle.has(write))).filter((step) => step.length > 0)
}

/** Several writes of one task count once, as in the recordings: a hand-over before an apply, a deletion before a creation. */
export function ofTasks(writes: readonly string[], events: readonly SyncEvent[]): readonly string[] {
  const applied = events.flatMap((event) => (event.type === 'resource-applied' ? event : []))
  const recreated = new Set(applied.filter(({ change }) => change === 'recreated').map(({ key }) => nameOf(key)))
  const left = new Map<string, number>()
  for (const { key, change } of applied) {
    if (change !== 'unchanged') left.set(nameOf(key), (left.get(nameOf(key)) ?? 0) + 1)
  }
  return writes.flatMap((write) => {
    const [verb = '', ...words] = write.split(' ')
    const name = words.join(' ')
    if (recreated.has(name)) return verb === 'delete' ? [] : [`recreate ${name}`]
    const due = left.get(name)
    if (verb !== 'apply' || due === undefined) return [write]
    left.set(name, due - 1)
    return due > 0 ? [write] : []
  })
}

/** `batch/Job demo/migrate` */
export function nameOf({ group, kind, namespace, name }: ResourceKey): string {
  return `${group === '' ? '' : `${group}/`}${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
}

/** What was told to be unchanged, by the events, and not written all the same. */
export function unchangedOf(events: readonly SyncEvent[], writes: readonly string[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== 'resource-applied' || event.change !== 'unchanged') return []
    const text = nameOf(event.key)
    return writes.includes(`apply ${text}`) ? [] : [text]
  })
}

/** How writes differ from recorded steps, for people; undefined where they are equal. */
export function difference(writes: readonly string[], steps: readonly (readonly string[])[]): string | undefined {
  const left = writes.map((write) => write.replace(GENERATED, '-$1-TIME'))
  for (const [index, step] of steps.entries()) {
    const wanted = step.map((write) => write.replace(GENERATED, '-$1-TIME')).toSorted()
    const found = left.splice(0, wanted.length).toSorted()
    if (JSON.stringify(wanted) === JSON.stringify(found)) continue
    return `step ${index + 1}: recorded ${list(wanted)}, written ${list(found)}; all written: ${list(writes)}`
  }
  return left.length === 0 ? undefined : `written beyond the recording: ${list(left)}`
}

/** How a rehearsal differs from the real run of the same case; empty where it told the truth. */
export function rehearsalDifferences(parity: ParityCase, real: CaseRun, rehearsed: CaseRun): readonly string[] {
  const { steps, beforeSteps } = parity.expected
  const pairs = [
    ['first sync', stepsLike(beforeSteps, real.beforeWrites), rehearsed.beforeWrites],
    ['sync', stepsLike(thatChanged(steps, real), real.writes), rehearsed.writes],
  ] as const
  const found = pairs.flatMap(([what, done, foretold]) => {
    const wrong = difference(foretold, done)
    return wrong === undefined ? [] : [`rehearsal, ${what}: ${wrong.replace('recorded', 'really')}`]
  })
  if (real.phase !== rehearsed.phase) found.push(`rehearsal: ended ${rehearsed.phase}, really ${real.phase}`)
  // A run that was cut off may have got so far or a little further.
  if (real.phase === 'Running') return found
  // Argo CD does not await what it deletes last: whether that is still seen to be gone is chance. That it was deleted is a write.
  const [done, foretold] = [real.outcomes, rehearsed.outcomes].map((outcomes) =>
    outcomes
      .filter((outcome) => !/^prune .* Succeeded$/.test(outcome))
      .join(' | ')
      .replace(GENERATED, '-$1-TIME'),
  )
  return done === foretold ? found : [...found, `rehearsal: foretold ${foretold}; really ${done}`]
}

/** The outcome of each task, from the events. */
export function outcomesOf(events: readonly SyncEvent[]): readonly string[] {
  return events
    .flatMap((event) => {
      if (event.type === 'apply-failed') return [`${event.task} refused`]
      return event.type === 'task-completed' ? [`${event.task} ${event.outcome}`] : []
    })
    .toSorted()
}

/** Writes cut into steps as long as the recorded ones: what was sent in parallel stands in one. */
function stepsLike(steps: readonly (readonly string[])[], writes: readonly string[]): readonly (readonly string[])[] {
  const left = [...writes]
  const cut = steps.map(({ length }) => left.splice(0, length))
  return left.length === 0 ? cut : [...cut, left]
}

function list(writes: readonly string[]): string {
  return writes.length === 0 ? 'nothing' : writes.join(' | ')
}
