// What a rehearsal tells beside the run: that it is one, what it took for granted, which fault never took effect.
import type { PlannedTask, SyncEventBody, TimedEvent } from '../../sync/events.ts'
import { formatFault, formatTarget } from '../fault.ts'
import type { Fault } from '../fault.ts'
import { rehearsalNote } from '../rehearsal-note.ts'
import type { FaultPlay } from './fault-play.ts'

/** Hears the run and tells on. */
export function createTeller(parts: {
  readonly emit: (event: TimedEvent) => void
  readonly play: FaultPlay
  readonly now: () => number
  /** Whether there are live objects to begin with. */
  readonly begins: 'empty' | 'as live'
}) {
  const { emit, play, now, begins } = parts
  let planned: readonly PlannedTask[] = []
  const tell = (body: SyncEventBody): void => emit({ at: now(), ...body })
  return {
    begin: (notes: readonly SyncEventBody[]): void => {
      for (const note of [rehearsalNote(begins), ...notes]) tell(note)
    },
    hear: (event: TimedEvent): void => {
      // The end is the last thing that is told.
      if (event.type === 'operation-completed') for (const fault of play.unused()) tell(unusedFault(fault, planned))
      emit(event)
      if (event.type === 'plan-built') planned = event.tasks
      play.hear(event)
    },
    /** Tells of a fault that nothing of the run shows. */
    struck: (fault: Fault): void => {
      if (fault.do !== 'vanish') return
      tell({ type: 'warning', message: `somebody deletes ${formatTarget(fault.target)} (${formatFault(fault)})` })
    },
  }
}

function unusedFault(fault: Fault, planned: readonly PlannedTask[]): SyncEventBody {
  return { type: 'warning', message: `${formatFault(fault)} never took effect`, hint: whyUnused(fault, planned) }
}

function whyUnused(fault: Fault, planned: readonly PlannedTask[]): string {
  if (fault.do === 'interrupt' || fault.do === 'disconnect') {
    const waves = [...new Set(planned.map(({ phase, wave }) => `${phase} wave ${wave}`))]
    return `nothing was written there; the waves of this sync: ${waves.join(', ')}`
  }
  if (fault.do === 'conflict') {
    return 'the run did not write the object, or it has no field that somebody else could set to another value'
  }
  return 'the run ended before it came to that, or did not have to write the object'
}
