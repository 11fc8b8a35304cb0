// What was asked to go, and is waited for: some event shows that it is gone, or none does. Pure.
import { isAwaitedDeletion } from '../sync/awaited-deletion.ts'
import type { SyncEvent } from '../sync/events.ts'
import type { EventOf } from './presenter.ts'

/** What an event says of what was asked to go. */
export interface GoingNews {
  /** It is gone: its task goes on, or is done. */
  readonly gone: readonly EventOf<'resource-deleted'>[]
  /** It is not known to be gone, and this is the end. */
  readonly left: readonly EventOf<'resource-deleted'>[]
}

const NOTHING: GoingNews = { gone: [], left: [] }

/** Remembers what was asked to go; nothing was yet. */
export function createGoing(): { hear(event: SyncEvent): GoingNews } {
  const going = new Map<string, EventOf<'resource-deleted'>>()
  const end = (task: string): GoingNews => {
    const asked = going.get(task)
    going.delete(task)
    return asked === undefined ? NOTHING : { gone: [asked], left: [] }
  }
  return {
    hear: (event) => {
      switch (event.type) {
        case 'resource-deleted':
          if (isAwaitedDeletion(event)) going.set(event.task, event)
          return NOTHING
        case 'resource-applied':
        case 'apply-failed':
          return end(event.task)
        case 'task-completed':
          return event.outcome === 'Succeeded' ? end(event.task) : NOTHING
        case 'operation-completed':
          return { gone: [], left: [...going.values()] }
        default:
          return NOTHING
      }
    },
  }
}
