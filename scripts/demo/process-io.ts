// The Io of a script: its own process, or only a place to write to.
import { createGuard } from '../../src/guard/guard.ts'
import type { Io, Output } from '../../src/io.ts'

/** The process around us. */
export function processIo(): Io {
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort('SIGINT'))
  return {
    stdin: process.stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal: interrupt.signal,
    guard: createGuard(),
  }
}

/** No process: what is written goes to a function, as to a file. */
export function capturingIo(write: (text: string) => void): Io {
  const output = { isTTY: false, columns: 120, write }
  const stdin = (async function* (): AsyncGenerator<Uint8Array> {})()
  return {
    stdin,
    stdout: output,
    stderr: output,
    env: {},
    cwd: process.cwd(),
    signal: new AbortController().signal,
    guard: createGuard(),
  }
}

function outputOf(stream: NodeJS.WriteStream): Output & { readonly rows: number } {
  return {
    isTTY: stream.isTTY,
    columns: stream.columns ?? 80,
    rows: stream.rows ?? 24,
    write: (text) => void stream.write(text),
  }
}
