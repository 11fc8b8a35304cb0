// What the live view knows: how far the run is, what is not done yet and why, the last log lines. Folded from events; draws nothing.
import type { Phase } from '../../hook/hook.ts'
import { defined } from '../../object/defined.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import type { Blocker } from '../../sync/events.ts'
import { TERMINATED, lostWords } from '../failure-facts.ts'
import { logSource } from '../log-text.ts'
import type { EventOf, EventType } from '../presenter.ts'

/** A task that is not done yet. */
export interface LiveTask {
  readonly task: TaskRef
  readonly state: 'pending' | 'running' | 'deleting'
  /** One or two words: `created`, `Progressing`, `running`. */
  readonly word: string
  /** Why it is not done: a chain whose links are parted by ` ← `, the cause last; '' where nothing is known. */
  readonly message: string
  /** When it was written, or asked to go, in milliseconds since 1970; undefined: not yet. */
  readonly since: number | undefined
  /** What the write did: `created`, `configured`, …; undefined: none was told. */
  readonly change: EventOf<'resource-applied'>['change'] | undefined
  /** Whether it was not healthy at once. */
  readonly awaited: boolean
  /** The limits that run, as what is waited for has them. */
  readonly limits: Pick<Blocker, 'limitMs' | 'limit'>
}

/** A wave, under way or over. */
export interface LiveWave {
  readonly phase: Phase
  readonly wave: number
  readonly startedAt: number
  readonly tasks: readonly string[]
  /** Milliseconds since 1970; undefined while it runs. */
  readonly endedAt: number | undefined
}

/** A line of a container's log. */
export interface LiveLog {
  readonly task: string
  /** `migrate-x7k2p/migrate`, `migrate-x7k2p/wait (init)` */
  readonly from: string
  /** Whose colour it has: `migrate-x7k2p/migrate`. */
  readonly colourOf: string
  readonly line: string
}

/** All of it; edited in place by `viewEvent`. */
export interface LiveView {
  startedAt: number | undefined
  /** The waves of the plan by phase, in the order in which they run, and the phase of each task. */
  planned: ReadonlyMap<string, Phase>
  waves: ReadonlyMap<Phase, readonly number[]>
  current: LiveWave | undefined
  readonly finished: LiveWave[]
  /** Those that are not done, by task, in the order of the plan. */
  readonly tasks: Map<string, LiveTask>
  /** What is done and waited for all the same: hooks that go by their policy. */
  lingering: readonly LiveTask[]
  readonly done: Set<string>
  readonly failed: Set<string>
  logs: readonly LiveLog[]
  /** Says that no further work is started, and why. */
  notice: string
  /** Why the API server gives no usable answer, since when in milliseconds since 1970; undefined: it does. */
  outOfReach: Pick<NonNullable<EventOf<'warning'>['outOfReach']>, 'since' | 'why'> | undefined
}

/** No more log lines than these are kept, and no more of each. */
const KEPT_LOGS = 50
const LONGEST_LOG = 1000

/** A view of nothing. */
export function createLiveView(): LiveView {
  return {
    startedAt: undefined,
    planned: new Map(),
    waves: new Map(),
    current: undefined,
    finished: [],
    tasks: new Map(),
    lingering: [],
    done: new Set(),
    failed: new Set(),
    logs: [],
    notice: '',
    outOfReach: undefined,
  }
}

/** Adds one more event to the view. */
export function viewEvent<T extends EventType>(view: LiveView, event: EventOf<T> & { readonly type: T }): void {
  view.startedAt ??= event.at
  VIEWS[event.type]?.(view, event)
}

type Views = { readonly [T in EventType]?: (view: LiveView, event: EventOf<T>) => void }

const VIEWS: Views = {
  'plan-built': (view, { tasks }) => {
    view.planned = new Map(tasks.map(({ task, phase }) => [task, phase]))
    const waves = new Map<Phase, number[]>()
    for (const { phase, wave } of tasks) {
      const known = waves.get(phase) ?? []
      if (!known.includes(wave)) waves.set(phase, [...known, wave])
    }
    view.waves = waves
  },
  'wave-started': startWave,
  'resource-applied': (view, event) => {
    if (event.dryRun === true) return finish(view, event.task, 'done')
    const word = event.hook ? 'running' : event.change
    put(view, event, { state: 'running', word, change: event.change, message: '', since: event.at })
  },
  'apply-failed': (view, { task }) => finish(view, task, 'failed'),
  'resource-deleted': (view, event) => {
    if (event.outcome !== 'requested') return
    if (event.dryRun === true) return finish(view, event.task, 'done')
    const since = view.tasks.get(event.task)?.since ?? event.at
    const word = event.reason === 'Prune' ? 'pruning' : 'deleting'
    put(view, event, { state: 'deleting', word, message: '', since })
  },
  'prune-skipped': (view, { task }) => finish(view, task, 'done'),
  'health-changed': (view, event) => {
    const { status, message } = event
    const known = view.tasks.get(event.task)?.message ?? ''
    // The chain begins with the health message: while that is the same, the chain is the better text.
    const told = known.startsWith(message) ? known : message
    const awaited = status === 'Healthy' ? {} : { awaited: true }
    put(view, event, { state: 'running', word: healthWord(event, status), message: told, ...awaited })
  },
  'task-completed': (view, { task, outcome, message }) =>
    // What this run has ended is not done, and has not failed.
    message === TERMINATED
      ? void view.tasks.delete(task)
      : finish(view, task, outcome === 'Succeeded' ? 'done' : 'failed'),
  waiting: (view, { blockers }) => {
    view.lingering = blockers.filter(({ task }) => view.done.has(task)).map((blocker) => blocked(blocker, undefined))
    for (const blocker of blockers) {
      if (!view.done.has(blocker.task)) view.tasks.set(blocker.task, blocked(blocker, view.tasks.get(blocker.task)))
    }
  },
  'log-line': (view, event) => {
    const colourOf = `${event.pod}/${event.container}`
    const log = { task: event.task, from: logSource(event), colourOf, line: event.line.slice(0, LONGEST_LOG) }
    view.logs = [...view.logs.slice(1 - KEPT_LOGS), log]
  },
  warning: (view, { outOfReach }) => {
    if (outOfReach !== undefined) view.outOfReach = outOfReach.over ? undefined : outOfReach
  },
  interrupted: (view, { signal, syncFail }) =>
    void (view.notice = `${signal}: ending, no further work is started${syncFail === 'ahead' ? ' but SyncFail hooks' : ''}`),
  'lock-lost': (view) => void (view.notice = 'the lock was lost: ending, no further work is started'),
  'cluster-lost': (view, { message }) =>
    void (view.notice = `${lostWords(message)}: ending, no further work is started`),
  'timed-out': (view) => void (view.notice = 'out of time: ending, no further work is started'),
}

/** What still runs of an earlier wave stays; what only waited for its turn there will never get it. */
function startWave(view: LiveView, { phase, wave, tasks, at }: EventOf<'wave-started'>): void {
  if (view.current !== undefined) view.finished.push({ ...view.current, endedAt: at })
  view.current = { phase, wave, startedAt: at, tasks: tasks.map(({ task }) => task), endedAt: undefined }
  view.lingering = []
  view.logs = view.logs.filter(({ task }) => !view.done.has(task) || view.failed.has(task))
  for (const [id, { state }] of view.tasks) if (state === 'pending') view.tasks.delete(id)
  for (const task of tasks) if (!view.tasks.has(task.task) && !view.done.has(task.task)) put(view, task, {})
}

/** Of what is done nothing is news here. */
function put(view: LiveView, task: TaskRef, change: Partial<Omit<LiveTask, 'task'>>): void {
  if (view.done.has(task.task)) return
  const known = view.tasks.get(task.task) ?? { ...PENDING, task }
  view.tasks.set(task.task, { ...known, ...change })
}

const PENDING = {
  state: 'pending',
  word: 'pending',
  message: '',
  since: undefined,
  change: undefined,
  awaited: false,
  limits: {},
} as const

function finish(view: LiveView, task: string, how: 'done' | 'failed'): void {
  view.tasks.delete(task)
  view.done.add(task)
  // What failed and was then seen to be healthy has not failed.
  if (how === 'failed') view.failed.add(task)
  else view.failed.delete(task)
}

function healthWord({ hook, phase }: TaskRef, status: string): string {
  if (status !== 'Progressing') return status
  return hook && phase !== 'Delete' ? 'running' : status
}

function blocked(blocker: Blocker, known: LiveTask | undefined): LiveTask {
  const { task, key, phase, wave, hook, what, health, message } = blocker
  const limits = defined({ limitMs: blocker.limitMs, limit: blocker.limit })
  const leaves = what === 'deletion'
  const going = known?.word === 'pruning' ? 'pruning' : 'deleting'
  const word = leaves ? going : health === undefined ? (known?.word ?? 'waiting') : healthWord(blocker, health)
  const state = leaves ? 'deleting' : 'running'
  return { ...PENDING, ...known, task: { task, key, phase, wave, hook }, state, word, message, awaited: true, limits }
}

/** Whether a task stands in the wave that is under way, so that its name alone says which it is. */
export function isCurrent(view: LiveView, { phase, wave }: TaskRef): boolean {
  return view.current?.phase === phase && view.current.wave === wave
}

/** `Job shop/migrate`; of another wave with its place: `Job shop/migrate (PreSync wave 0)`. */
export function liveName(view: LiveView, task: TaskRef): string {
  return shortKey(task.key) + (isCurrent(view, task) ? '' : ` (${task.phase} wave ${task.wave})`)
}
