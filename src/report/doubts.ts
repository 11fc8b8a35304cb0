// Bad news that may be followed at once by worse: held for a moment, so that a resource that has failed is not told twice.
import type { SyncEvent } from '../sync/events.ts'
import type { EventOf } from './presenter.ts'

/** So long a bad health is held back, in milliseconds. */
const HELD_MS = 2000

/** The bad healths that are not told yet. */
export interface Doubts {
  hold(event: EventOf<'health-changed'>): void
  /** Lets go what another event tells: that the task is done, or waited for with its health. */
  observe(event: SyncEvent): void
  /** Those that are to be told by now, in their order; they are held no more. */
  due(now: number): readonly EventOf<'health-changed'>[]
}

/** No doubts. */
export function createDoubts(): Doubts {
  const held = new Map<string, EventOf<'health-changed'>>()
  return {
    hold: (event) => void held.set(event.task, event),
    observe: (event) => {
      if (event.type === 'task-completed' || event.type === 'health-changed') held.delete(event.task)
      if (event.type === 'waiting') for (const { task } of event.blockers) held.delete(task)
      if (event.type === 'timed-out') for (const { task } of event.blockers) held.delete(task)
    },
    due: (now) => {
      const due = [...held.values()].filter(({ at }) => now - at >= HELD_MS)
      for (const { task } of due) held.delete(task)
      return due
    },
  }
}
