// What a rehearsal tells beside the run: that it is one, what it took for granted, which fault never took effect. Numbers all events.
import { EVENT_VERSION } from '../../sync/events.ts'
import type { PlannedTask, SyncEvent, SyncEventBody } from '../../sync/events.ts'
import { formatFault } from '../fault.ts'
import type { FaultPlay } from './fault-play.ts'

/** Hears the run and tells on. */
export interface RehearsalTeller {
  readonly begin: (notes: readonly SyncEventBody[]) => void
  readonly hear: (event: SyncEvent) => void
}

/** Makes one. */
export function createTeller(parts: {
  readonly emit: (event: SyncEvent) => void
  readonly play: FaultPlay
  readonly now: () => number
  /** Whether there are live objects to begin with. */
  readonly begins: 'empty' | 'as live'
  /** What has to be said about the plan. */
  readonly aboutPlan: (tasks: readonly PlannedTask[]) => readonly SyncEventBody[]
}): RehearsalTeller {
  const { emit, play, now, begins, aboutPlan } = parts
  let seq = 0
  const tell = (body: SyncEventBody): void => emit({ v: EVENT_VERSION, seq: (seq += 1), at: now(), ...body })
  return {
    begin: (notes) => {
      for (const note of [isRehearsal(begins), ...notes]) tell(note)
    },
    hear: (event) => {
      // The end is the last thing that is told.
      if (event.type === 'operation-completed') for (const fault of play.unused()) tell(unusedFault(formatFault(fault)))
      emit({ ...event, seq: (seq += 1) })
      if (event.type === 'plan-built') for (const body of aboutPlan(event.tasks)) tell(body)
      play.hear(event)
    },
  }
}

function isRehearsal(begins: 'empty' | 'as live'): SyncEventBody {
  const message =
    begins === 'empty'
      ? 'this runs on an empty simulated cluster in virtual time; no cluster is touched'
      : 'this runs on a simulated cluster in virtual time, which begins as the live one was; no cluster is written to'
  return { type: 'diagnostic', diagnostic: { code: 'REHEARSAL', severity: 'note', message } }
}

function unusedFault(fault: string): SyncEventBody {
  const message = `${fault} never took effect`
  const hint = 'the run ended before it came to that, or did not have to write the object'
  return { type: 'warning', message, hint }
}
