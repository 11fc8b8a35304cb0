// What the demo plays on. Types only.

/** A cluster that the demo syncs to. */
export interface Stage {
  /** What it is, for people. */
  readonly name: string
  /** Syncs a folder as `kubectl hooksync -f FOLDER` does; gives the exit code. */
  readonly sync: (folder: string) => Promise<number>
  readonly stop: () => Promise<void>
}
