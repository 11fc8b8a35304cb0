// What the program needs from the process around it, as data, so that a test can be that process; and how its input is read.

/** Streams, environment and signals of one run of the program. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted with a signal's name (`SIGINT`, `SIGTERM`, `SIGHUP`) as its reason. */
  readonly signal: AbortSignal
}

/** A stream that takes text. */
export interface Output {
  readonly isTTY: boolean
  /** Width in characters; 80 when unknown. */
  readonly columns: number
  /** Height in lines; undefined when unknown. */
  readonly rows?: number
  write(text: string): void
  /** Bytes as they are, where they need not be text; only what writes to a file or a pipe has it. */
  writeBytes?(bytes: Uint8Array): void
}

/** All of a stream, once it has ended. */
export async function readAll(stdin: Io['stdin']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}
