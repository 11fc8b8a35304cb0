// What some examples need around them, beside what their folder `before` brings: a world that moves while they run.
import type { ControlPlane } from '../../../scripts/control-plane/control-plane.ts'

/** Where an example runs. */
export interface Place {
  readonly plane: ControlPlane
  /** Made for this run alone. */
  readonly namespace: string
}

/** A run, whichever way it is watched. */
export interface Watched {
  /** Resolves when this stands on the screen. */
  shows(what: RegExp): Promise<void>
  /** As Ctrl-C does. */
  interrupt(): Promise<void>
}

/** What is around one run. */
export interface World {
  /** Beside the environment that leads to the control plane. */
  readonly env?: Readonly<Record<string, string>>
  /** Called when the run has begun. */
  readonly meanwhile?: (run: Watched) => Promise<void>
  /** Called when it is over, however it ended. */
  readonly close?: () => Promise<void>
}

/** By the names of examples; those that are not here need nothing. */
export const WORLDS: Readonly<Record<string, (place: Place) => Promise<World>>> = {}
