// When each phase, wave and task of a run began and ended, what it waited for, and what held the run up: folded from events. Draws nothing.
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { Phase } from '../hook/hook.ts'
import type { Location } from '../manifest/manifest.ts'
import { defined } from '../object/defined.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import { isAwaitedDeletion } from '../sync/awaited-deletion.ts'
import type { Blocker, PlannedTask, SyncEvent } from '../sync/events.ts'
import { markCriticalPath } from './critical-path.ts'
import type { EventOf } from './presenter.ts'
import type { BarOutcome, PhaseBar, Span, TaskBar, Timeline, WaitSpan, WaveBar } from './bars.ts'

/** A timeline that is being made; edited in place by `addToTimeline`. */
export interface TimelineDraft {
  first: number | undefined
  last: number
  started: EventOf<'sync-started'> | undefined
  ended: EventOf<'operation-completed'> | undefined
  gate: Span | undefined
  readonly tasks: Map<string, TaskDraft>
  /** When each phase and wave began, in order. */
  readonly begins: Begin[]
  /** What is waited for at the moment, by task. */
  readonly open: Map<string, WaitDraft>
}

interface Begin {
  readonly at: number
  readonly phase: Phase
  /** Undefined: the phase itself. */
  readonly wave: number | undefined
}

type WaitDraft = { start: number; end: number } & Pick<WaitSpan, 'what' | 'message'>

/** A task as far as it is known. */
export interface TaskDraft {
  readonly ref: TaskRef
  action: PlannedTask['action']
  location: Location | undefined
  start: number | undefined
  end: number | undefined
  outcome: BarOutcome | undefined
  /** Whether the run waited for it, or says that it still runs. */
  awaited: boolean
  did: readonly string[]
  message: string
  readonly waits: WaitDraft[]
  diagnosis: Diagnosis | undefined
}

/** A timeline of nothing. */
export function createTimeline(): TimelineDraft {
  return {
    first: undefined,
    last: 0,
    started: undefined,
    ended: undefined,
    gate: undefined,
    tasks: new Map(),
    begins: [],
    open: new Map(),
  }
}

/** Adds one more event. */
export function addToTimeline(draft: TimelineDraft, event: SyncEvent): void {
  draft.first = Math.min(draft.first ?? event.at, event.at)
  draft.last = Math.max(draft.last, event.at)
  switch (event.type) {
    case 'sync-started':
      draft.started = event
      break
    case 'plan-built':
      for (const task of event.tasks) planTask(draft, task)
      break
    case 'gate-passed':
      draft.gate = { start: event.at - event.durationMs, end: event.at }
      break
    case 'phase-started':
      draft.begins.push({ at: event.at, phase: event.phase, wave: undefined })
      break
    case 'wave-started':
      draft.begins.push({ at: event.at, phase: event.phase, wave: event.wave })
      for (const ref of event.tasks) taskOf(draft, ref)
      break
    case 'waiting':
      setWaits(draft, event.blockers, event.at)
      break
    case 'timed-out':
      for (const ref of event.blockers) taskOf(draft, ref).awaited = true
      break
    case 'interrupted':
    case 'lock-lost':
    case 'cluster-lost':
      for (const ref of event.stillRunning) taskOf(draft, ref).awaited = true
      break
    case 'operation-completed':
      draft.ended = event
      break
    default:
      addOfTask(draft, event)
  }
}

/** The timeline of what was added so far. */
export function readTimeline(draft: TimelineDraft): Timeline {
  const { started, ended, gate } = draft
  const first = draft.first ?? 0
  const start = ended === undefined ? first : Math.min(first, ended.at - ended.durationMs)
  const span = { start, end: Math.max(draft.last, start) }
  const bars = [...draft.tasks.values()].map((task) => taskBar(task, leftAt(draft, task.ref, span.end), span.end))
  const critical = markCriticalPath(bars, { span, brokenOff: (ended?.reason ?? 'interrupted') !== 'completed' })
  const isCritical = new Set(critical.map(({ ref }) => ref.task))
  const marked = bars.map((bar) => (isCritical.has(bar.ref.task) ? { ...bar, critical: true } : bar))
  const phases = [...new Set([...marked.map(({ ref }) => ref.phase), ...draft.begins.map(({ phase }) => phase)])]
  return {
    span,
    ...defined({ started, ended, gate }),
    phases: phases
      .map((phase) => phaseBar(draft, phase, marked))
      // SyncFail is for a failure only: it is no news that it was not run.
      .filter((bar) => bar.phase !== 'SyncFail' || bar.span !== undefined),
    critical,
  }
}

function planTask(draft: TimelineDraft, planned: PlannedTask): void {
  const task = taskOf(draft, planned)
  task.action = planned.action
  task.location = planned.location
}

function taskOf(draft: TimelineDraft, { task, key, phase, wave, hook }: TaskRef): TaskDraft {
  const known = draft.tasks.get(task)
  if (known !== undefined) return known
  const made: TaskDraft = {
    ref: { task, key, phase, wave, hook },
    action: 'apply',
    location: undefined,
    start: undefined,
    end: undefined,
    outcome: undefined,
    awaited: false,
    did: [],
    message: '',
    waits: [],
    diagnosis: undefined,
  }
  draft.tasks.set(task, made)
  return made
}

/** What was to be deleted may still be there; it is gone when its task goes on, or is done. */
const ASKED = 'asked to go'

function addOfTask(draft: TimelineDraft, event: SyncEvent): void {
  if (!('task' in event)) return
  const task = taskOf(draft, event)
  if (event.type === 'log-line') return
  if (event.type === 'failure-diagnosed') {
    task.diagnosis = event.diagnosis
    return
  }
  task.start ??= event.at
  if (event.type === 'resource-applied' || (event.type === 'task-completed' && event.outcome === 'Succeeded')) {
    task.did = task.did.map((did) => did.replace(ASKED, 'deleted'))
  }
  if (event.type === 'resource-applied') task.did = [...task.did, event.change]
  if (event.type === 'write-unanswered') task.did = [...task.did, 'sent without an answer']
  if (event.type === 'resource-deleted' && event.outcome === 'requested') {
    const word = isAwaitedDeletion(event) || event.held !== undefined ? ASKED : 'deleted'
    task.did = [...task.did, `${word} (${event.reason})`]
  }
  if ('message' in event && event.message !== undefined) task.message = event.message
  if (event.type === 'task-completed') endTask(draft, task, { at: event.at, outcome: event.outcome })
  if (event.type === 'prune-skipped') endTask(draft, task, { at: event.at, outcome: 'skipped' })
  if (event.type !== 'apply-failed') return
  task.location = event.location ?? task.location
  endTask(draft, task, { at: event.at, outcome: 'Failed' })
}

/** What failed and was then seen to be healthy has not failed: the last end counts. What was left alone ends so, too, and stays skipped. */
function endTask(
  draft: TimelineDraft,
  task: TaskDraft,
  { at, outcome }: { readonly at: number; readonly outcome: BarOutcome },
): void {
  task.end = at
  task.outcome = task.outcome === 'skipped' && outcome === 'Succeeded' ? 'skipped' : outcome
  const open = draft.open.get(task.ref.task)
  if (open !== undefined) open.end = at
  draft.open.delete(task.ref.task)
}

/** From now on this is waited for, and nothing else. */
function setWaits(draft: TimelineDraft, blockers: readonly Blocker[], at: number): void {
  const before = new Map(draft.open)
  draft.open.clear()
  for (const { what, message, ...ref } of blockers) {
    const task = taskOf(draft, ref)
    task.awaited = true
    task.start ??= at
    const known = before.get(ref.task)
    const isSame = known?.what === what && known.message === message
    const wait = isSame ? known : { start: at, end: Number.POSITIVE_INFINITY, what, message }
    if (!isSame) task.waits.push(wait)
    draft.open.set(ref.task, wait)
  }
  for (const [task, wait] of before) if (draft.open.get(task) !== wait) wait.end = at
}

/** When the run went on from the wave of a task, or ended. */
function leftAt({ begins }: TimelineDraft, { phase, wave }: TaskRef, end: number): number {
  const own = begins.findLastIndex((begin) => begin.phase === phase && begin.wave === wave)
  return own < 0 ? end : (begins[own + 1]?.at ?? end)
}

function taskBar(task: TaskDraft, left: number, runEnd: number): TaskBar {
  const { ref, action, did, message, start, awaited, location, diagnosis } = task
  const outcome = task.outcome ?? (start === undefined ? 'not run' : awaited ? 'unfinished' : 'written')
  const end = task.end ?? (outcome === 'unfinished' ? Math.max(left, start ?? left) : start)
  const close = Math.min(end ?? runEnd, runEnd)
  const waits = task.waits.map((wait) => ({ ...wait, end: Math.max(wait.start, Math.min(wait.end, close)) }))
  const span = start === undefined || end === undefined ? undefined : { start, end }
  const known = defined({ span, location, diagnosis })
  return { ref, action, outcome, did, message, waits, critical: false, ...known }
}

function phaseBar({ begins }: TimelineDraft, phase: Phase, bars: readonly TaskBar[]): PhaseBar {
  const own = bars.filter(({ ref }) => ref.phase === phase)
  const waves = [...new Set(own.map(({ ref }) => ref.wave))].map((wave): WaveBar => {
    const tasks = own.filter(({ ref }) => ref.wave === wave)
    const start = begins.find((begin) => begin.phase === phase && begin.wave === wave)?.at
    return { wave, tasks, ...defined({ span: spanOver(start, tasks) }) }
  })
  const start = begins.find((begin) => begin.phase === phase)?.at
  return { phase, waves, ...defined({ span: spanOver(start, waves) }) }
}

function spanOver(start: number | undefined, parts: readonly { readonly span?: Span }[]): Span | undefined {
  const spans = parts.flatMap(({ span }) => span ?? [])
  const begin =
    start ?? spans.reduce<number | undefined>((least, one) => Math.min(least ?? one.start, one.start), undefined)
  return begin === undefined
    ? undefined
    : { start: begin, end: spans.reduce((most, one) => Math.max(most, one.end), begin) }
}
