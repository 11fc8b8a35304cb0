// What is kept of one rehearsal to judge it: what the run told of its tasks, and what came of it. Data and folds only.
import type { PlannedTask, SyncEvent, TimedEvent } from '../../sync/events.ts'
import type { Rehearsal } from '../rehearse.ts'

/** One rehearsal, looked back on. */
export interface Story {
  readonly planned: readonly PlannedTask[]
  readonly events: readonly StoryEvent[]
  readonly rehearsal: Rehearsal
}

const KEPT = [
  'wave-started',
  'resource-applied',
  'apply-failed',
  'resource-deleted',
  'task-completed',
  'gate-failed',
  'operation-completed',
] as const satisfies readonly SyncEvent['type'][]

/** An event that a verdict looks at. */
export type StoryEvent = Extract<SyncEvent, { readonly type: (typeof KEPT)[number] }>

/** Hears a run, and tells its story when it is over; `begun` is the story that goes on. */
export function createListener(begun?: Pick<Story, 'planned' | 'events'>) {
  const events: StoryEvent[] = [...(begun?.events ?? [])]
  let planned = begun?.planned
  return {
    events,
    hear: (event: TimedEvent): void => {
      // A run that goes on looks around once more, and would plan otherwise now.
      if (event.type === 'plan-built') planned ??= event.tasks
      else if (isKept(event)) events.push(event)
    },
    story: (rehearsal: Rehearsal): Story => ({ planned: planned ?? [], events, rehearsal }),
  }
}

/** The events of a type. */
export function eventsOf<T extends StoryEvent['type']>(
  story: Pick<Story, 'events'>,
  type: T,
): readonly Extract<StoryEvent, { readonly type: T }>[] {
  return story.events.filter((event): event is Extract<StoryEvent, { readonly type: T }> => event.type === type)
}

function isKept(event: TimedEvent): event is StoryEvent {
  return KEPT.some((type) => type === event.type)
}
