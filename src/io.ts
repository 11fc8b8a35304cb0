// What the program needs from the process around it, as data, so that a test can be that process.

/** Streams, environment and signals of one run of the program. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted with a signal's name (`SIGINT`, `SIGTERM`, `SIGHUP`) as its reason. */
  readonly signal: AbortSignal
  /** Aborted when a second signal comes: then nothing is waited for any more. Left out: the second ends the process by itself. */
  readonly again?: AbortSignal
  /** Knows the secrets of this run; whatever is written passes it. */
  readonly guard: Guard
}

/** A value that nobody may see. */
export interface Secret {
  readonly value: string
  /** The key that it stands under in its Secret, or the like: a short value is masked behind its key only. */
  readonly key?: string
}

/** Knows secrets, and masks them (src/guard). */
export interface Guard {
  /** From now on these are masked. */
  readonly hide: (secrets: readonly Secret[]) => void
  /** A value that is one of these stays: it is told all the time, and masking it would only show what a Secret holds. */
  readonly publish: (names: readonly string[]) => void
  /** The text without what is hidden, however it is spelt; multi-line values also line by line. */
  readonly mask: (text: string) => string
}

/** A stream that takes text. */
export interface Output {
  readonly isTTY: boolean
  /** Width in characters; 80 when unknown. */
  readonly columns: number
  /** Height in lines; undefined when unknown. */
  readonly rows?: number
  write(text: string): void
  /** The line that says how a run failed: where this output is full or its reader gone, standard error says it. Left out: nobody does. */
  ending?(line: string): void
  /**
   * Hides the keys that somebody types, until the function that it gives is called; `onStop` has to call it, too, and is called
   * when the process is about to be stopped, and when another output writes to the terminal. Only a terminal has it.
   */
  hideKeys?(onStop: () => void): () => void
  /** Whether it moves the cursor on for each row that it adds when it wraps lines below it; left out: it does not. */
  readonly movesCursor?: boolean
  /** Bytes as they are, where they need not be text; only what writes to a file or a pipe has it. */
  writeBytes?(bytes: Uint8Array): void
}

/** Without a terminal COLUMNS says how wide an output is, in characters, as it does for other programs; 80 where it does not. */
export function columnsAsked(env: Io['env']): number {
  const asked = Number(env['COLUMNS'])
  return Number.isSafeInteger(asked) && asked > 0 ? asked : 80
}
