#!/usr/bin/env node
// The bin: makes an Io from the process, calls main, sets the exit code once. No behaviour of its own.
import * as nodeModule from 'node:module'
import type { Io, Output } from './io.ts'

// Node 22 and later keep the compiled code; the rest is loaded after that, so that it counts.
if ('enableCompileCache' in nodeModule && typeof nodeModule.enableCompileCache === 'function') {
  nodeModule.enableCompileCache()
}

const { main } = await import('./main.ts')
const { createGuard } = await import('./guard/guard.ts')
const stdin = createInput()
process.exitCode = await main(process.argv.slice(2), createIo())
stdin.close()

function createIo(): Io {
  return {
    get stdin() {
      return stdin.open()
    },
    stdout: createOutput(process.stdout),
    stderr: createOutput(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal: signalsOf(process),
    guard: createGuard(),
  }
}

/** Standard input, touched only by who reads it; closed, it keeps the process alive no longer, even if its writer stays. */
function createInput(): { readonly open: () => NodeJS.ReadStream; readonly close: () => void } {
  let opened: NodeJS.ReadStream | undefined
  return { open: () => (opened ??= process.stdin), close: () => void opened?.destroy() }
}

/** An output that ends quietly: when the reader is gone (EPIPE), nothing more is written and the run goes on. */
function createOutput(stream: NodeJS.WriteStream): Output & { readonly rows: number | undefined } {
  let open = true
  let held = ''
  const flush = (): void => {
    const text = held
    held = ''
    if (open && text !== '') stream.write(text)
  }
  // Hundreds of lines within one turn of the loop become one write; on a terminal each is seen at once.
  const hold = (text: string): void => {
    if (held === '') setImmediate(flush)
    held += text
  }
  process.once('exit', flush)
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (open && error.code !== 'EPIPE' && error.code !== 'EIO' && stream !== process.stderr) {
      process.stderr.write(`error: the output cannot be written: ${error.message}\n`)
    }
    open = false
  })
  return {
    // A pipe has no such property, whatever its type says.
    isTTY: 'isTTY' in stream && stream.isTTY,
    get columns() {
      return stream.columns > 0 ? stream.columns : 80
    },
    get rows() {
      return stream.rows > 0 ? stream.rows : undefined
    },
    write: (text) => {
      if (!open) return
      if ('isTTY' in stream && stream.isTTY) stream.write(text)
      else hold(text)
    },
    writeBytes: (bytes) => {
      flush()
      if (open) stream.write(bytes)
    },
  }
}

/** The first signal asks the run to end; a second one ends the process as if nobody had listened. */
function signalsOf(target: NodeJS.Process): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    target.on(name, () => {
      if (!controller.signal.aborted) {
        controller.abort(name)
        return
      }
      if (target.stdout.isTTY) target.stdout.write('\u001b[?25h')
      target.removeAllListeners(name)
      target.kill(target.pid, name)
    })
  }
  return controller.signal
}
