// How long each phase took, from the events.
import type { Phase } from '../hook/hook.ts'
import type { TimedEvent } from './events.ts'

/** Listens to events and adds up the time of phases. */
export interface PhaseTimer {
  hear(event: TimedEvent): void
  /** In the order in which they began, up to now. */
  phases(now: number): readonly { readonly phase: Phase; readonly durationMs: number }[]
}

/** A timer that has heard nothing yet. */
export function createPhaseTimer(): PhaseTimer {
  const starts: { readonly phase: Phase; readonly at: number }[] = []
  return {
    hear(event) {
      if (event.type === 'phase-started') starts.push({ phase: event.phase, at: event.at })
    },
    phases: (now) => starts.map(({ phase, at }, index) => ({ phase, durationMs: (starts[index + 1]?.at ?? now) - at })),
  }
}
