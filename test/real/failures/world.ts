// What can be around the run of an example: its place, what is done meanwhile, what is tidied up.
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
