// Runs the program as a function, with a text on standard input, and gives what it left. Knows no cluster.
import { createGuard } from '../../src/guard/guard.ts'
import type { Io } from '../../src/io.ts'
import { main } from '../../src/main.ts'
import { mustNotShowPlanted } from './planted.ts'

/** What a run left. */
export interface MainRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Streams in memory; what is written is kept in `written`. */
export function memoryIo(stdin: string | readonly Uint8Array[] = ''): {
  readonly io: Io
  readonly written: { stdout: string; stderr: string }
  readonly controller: AbortController
} {
  const written = { stdout: '', stderr: '' }
  const controller = new AbortController()
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 2000,
    write: (text: string) => void (written[name] += text),
  })
  const io: Io = {
    stdin: chunks(typeof stdin === 'string' ? [Buffer.from(stdin)] : stdin),
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    cwd: '.',
    signal: controller.signal,
    guard: createGuard(),
  }
  return { io, written, controller }
}

/** Runs the words of a command line. */
export async function runMain(argv: readonly string[], stdin: string | readonly Uint8Array[] = ''): Promise<MainRun> {
  const { io, written } = memoryIo(stdin)
  const exitCode = await main(argv, io)
  mustNotShowPlanted(argv, written)
  return { exitCode, ...written }
}

async function* chunks(parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts
}
