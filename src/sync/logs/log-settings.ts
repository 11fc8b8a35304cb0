// Which logs of a run are told and kept. Data only.

/** Whose logs: of the hooks, of all that the run has written and awaits, of nobody. */
export const LOG_MODES = ['hooks', 'all', 'none'] as const

/** One of them. */
export type LogMode = (typeof LOG_MODES)[number]

/** A line as its container said it, for whoever keeps all of them. */
export interface KeptLine {
  readonly namespace: string
  readonly pod: string
  /** Of the pod. */
  readonly uid: string
  readonly container: string
  /** How often the container had been restarted. */
  readonly restart: number
  /** As the node wrote it; '' where it did not. */
  readonly time: string
  readonly text: string
}

/** What is told, and who keeps it. */
export interface LogSettings {
  /** Whose lines are told, each as a `log-line`. */
  readonly which: LogMode
  /** Whether a line is told; left out: each is. */
  readonly filter?: (line: string) => boolean
  /**
   * Hears every line, whatever is told; of hooks where nothing is. The log is read on when the promise resolves. What it throws
   * is a bug.
   */
  readonly keep?: (line: KeptLine) => Promise<void> | undefined
}

/** Nothing is told, and no log is asked for. */
export const NO_LOGS: LogSettings = { which: 'none' }

/** Whose logs are read. */
export function readMode({ which, keep }: LogSettings): LogMode {
  return which === 'none' && keep !== undefined ? 'hooks' : which
}
