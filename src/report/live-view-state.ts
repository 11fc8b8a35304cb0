// What the live view knows: the current phase and wave and how each of its tasks stands. Folded from events; draws nothing.
import type { Phase } from '../hook/hook.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import type { SyncEvent } from '../sync/events.ts'

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
export function viewEvent(view: LiveView, event: SyncEvent): void {
  switch (event.type) {
    case 'phase-started':
      startWave(view, event, [])
      view.wave = undefined
      return
    case 'wave-started':
      startWave(view, event, event.tasks)
      view.wave = event.wave
      return
    case 'resource-applied':
      put(view, event, { state: 'running', word: event.change, message: '' })
      return
    case 'apply-failed':
      put(view, event, { state: 'failed', word: 'refused', message: event.message })
      return
    case 'resource-deleted':
      if (event.outcome === 'requested')
        put(view, event, { state: 'deleting', word: 'deleting', message: event.reason })
      return
    case 'prune-skipped':
      put(view, event, { state: 'succeeded', word: 'not pruned', message: event.message })
      return
    case 'health-changed':
      put(view, event, { state: 'running', word: event.status, message: event.message })
      return
    case 'task-completed': {
      const succeeded = event.outcome === 'Succeeded'
      const state = succeeded ? 'succeeded' : 'failed'
      put(view, event, { state, word: succeeded ? 'done' : 'failed', message: event.message })
      return
    }
    case 'waiting':
      view.waiting = event.message
      for (const blocker of event.blockers) explain(view, blocker)
      return
    case 'interrupted':
      view.notice = `${event.signal}: ending, no further work is started`
      return
    case 'lock-lost':
      view.notice = 'the lock was lost: ending, no further work is started'
      return
    case 'timed-out':
      view.notice = 'out of time: ending, no further work is started'
      return
    default:
  }
}

function startWave(view: LiveView, event: { phase: Phase; at: number }, tasks: readonly TaskRef[]): void {
  view.phase = event.phase
  view.waveStartedAt = event.at
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
