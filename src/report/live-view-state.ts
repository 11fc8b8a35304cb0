// What the live view knows: the current phase and wave and how each of its tasks stands. Folded from events; draws nothing.
import { isOfDeletion } from '../hook/hook.ts'
import type { Phase } from '../hook/hook.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import type { EventOf, EventType } from './presenter.ts'
import { spoken } from './task-text.ts'

/** How a task of the current wave stands. */
export type TaskState = 'pending' | 'deleting' | 'running' | 'succeeded' | 'failed'

/** A task as the live view shows it. */
export interface TaskView {
  readonly task: TaskRef
  readonly state: TaskState
  /** One or two words: `applied`, `Progressing`, `failed`. */
  readonly word: string
  readonly message: string
}

/** The current wave; edited in place by `viewEvent`. */
export interface LiveView {
  phase: Phase | undefined
  wave: number | undefined
  waveStartedAt: number
  waiting: string
  /** A line that stands instead of the wave: interrupted, out of time. */
  notice: string
  readonly tasks: Map<string, TaskView>
}

/** A view of nothing. */
export function createLiveView(): LiveView {
  return { phase: undefined, wave: undefined, waveStartedAt: 0, waiting: '', notice: '', tasks: new Map() }
}

/** Adds one more event to the view. */
export function viewEvent<T extends EventType>(view: LiveView, event: EventOf<T> & { readonly type: T }): void {
  VIEWS[event.type]?.(view, event)
}

type Views = { readonly [T in EventType]?: (view: LiveView, event: EventOf<T>) => void }

const VIEWS: Views = {
  'phase-started': (view, event) => startWave(view, event, { wave: undefined, tasks: [] }),
  'wave-started': (view, event) => startWave(view, event, event),
  'resource-applied': (view, event) => put(view, event, { state: 'running', word: event.change, message: '' }),
  'apply-failed': (view, event) => put(view, event, { state: 'failed', word: 'refused', message: event.message }),
  'resource-deleted': (view, event) => {
    if (event.outcome === 'requested') put(view, event, { state: 'deleting', word: 'deleting', message: event.reason })
  },
  'prune-skipped': (view, event) =>
    put(view, event, {
      state: 'succeeded',
      word: isOfDeletion(event.phase) ? 'not deleted' : 'not pruned',
      message: event.message,
    }),
  'health-changed': (view, event) => put(view, event, { state: 'running', word: event.status, message: event.message }),
  'task-completed': (view, event) => {
    const isDone = event.outcome === 'Succeeded'
    const [state, word] = isDone ? (['succeeded', 'done'] as const) : (['failed', 'failed'] as const)
    put(view, event, { state, word, message: event.message })
  },
  waiting: (view, event) => {
    view.waiting = spoken(event.message)
    for (const blocker of event.blockers) explain(view, blocker)
  },
  interrupted: (view, { signal }) => void (view.notice = `${signal}: ending, no further work is started`),
  'lock-lost': (view) => void (view.notice = 'the lock was lost: ending, no further work is started'),
  'timed-out': (view) => void (view.notice = 'out of time: ending, no further work is started'),
}

function startWave(
  view: LiveView,
  { phase, at }: { readonly phase: Phase; readonly at: number },
  { wave, tasks }: { readonly wave: number | undefined; readonly tasks: readonly TaskRef[] },
): void {
  view.phase = phase
  view.wave = wave
  view.waveStartedAt = at
  view.waiting = ''
  view.tasks.clear()
  for (const task of tasks) view.tasks.set(task.task, { task, state: 'pending', word: 'pending', message: '' })
}

/** Tasks of other waves show only while something happens to them: a finished one that is cleaned up is not news here. */
function put(view: LiveView, task: TaskRef, change: Omit<TaskView, 'task'>): void {
  const known = view.tasks.get(task.task)
  if (known === undefined && (task.phase !== view.phase || task.wave !== view.wave)) return
  if (change.state === 'deleting' && known?.state === 'succeeded') return
  view.tasks.set(task.task, { task, ...change })
}

function explain(
  view: LiveView,
  blocker: TaskRef & { readonly what: string; readonly health?: string; readonly message: string },
): void {
  const known = view.tasks.get(blocker.task)
  const word = blocker.what === 'deletion' ? 'deleting' : (blocker.health ?? known?.word ?? 'waiting')
  const state = blocker.what === 'deletion' ? 'deleting' : 'running'
  // What blocks is shown even when it belongs to an earlier wave.
  view.tasks.set(blocker.task, { task: blocker, state, word, message: blocker.message })
}
