// The process around a run: its streams and signals as an Io, and the end of it. Runs nothing itself.
import { EXIT_CODES } from './errors.ts'
import { createGuard } from './guard/guard.ts'
import { hideKeys, leaveTo, showKeys } from './io/hidden-keys.ts'
import { columnsAsked } from './io.ts'
import { killChildren } from './io/run-child.ts'
import { main, tellsChanges } from './main.ts'

/** How long what is still open after the end may take to go, in milliseconds. */
const HELD_MS = 800

/** What a process is started with, and how it is ended by force. */
export interface ProcessStart {
  /** The words behind the program's name. */
  readonly argv: readonly string[]
  readonly forceEnd: (exitCode: number) => void
}

/** Runs the program in this process, and gives its exit code. */
export async function runProcess({ argv, forceEnd }: ProcessStart): Promise<number> {
  const cwd = workingFolder()
  if (cwd === undefined) {
    process.stderr.write('error: the working directory has gone\n  change to one that is there\n')
    return EXIT_CODES.usage
  }
  const stdin = createInput()
  const signals = signalsOf(process)
  const { signal } = signals
  const stdout = createOutput(process.stdout)
  const stderr = createOutput(process.stderr)
  const exitCode = await main(argv, {
    get stdin() {
      return stdin.open()
    },
    stdout,
    stderr,
    env: process.env,
    cwd,
    signal,
    get again() {
      return signals.again()
    },
    guard: createGuard(),
  })
  stdin.close()
  const { isLost, unsaid } = await stdout.settle()
  if (unsaid !== undefined) stderr.write(`${unsaid}\n`)
  const ended = isLost && isWell(exitCode, argv) ? EXIT_CODES.output : exitCode
  endSoon(ended, signal, forceEnd)
  return ended
}

/** Whether what it had to say was all that was wanted: a plan that found changes, too, says them. Of all others 2 is a fault. */
function isWell(exitCode: number, argv: readonly string[]): boolean {
  return exitCode === EXIT_CODES.succeeded || (exitCode === EXIT_CODES.changed && tellsChanges(argv))
}

/** Undefined: a folder may be removed under who stands in it, and what Node loads asks for it. */
function workingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** Looks some moments after the end whether anything still holds the process, which nothing should. */
function endSoon(exitCode: number, signal: AbortSignal, forceEnd: ProcessStart['forceEnd']): void {
  const isStopped = signal.aborted || exitCode === EXIT_CODES.timeout
  const end = (): void => {
    // Whoever reads slowly gets everything, unless the run was told to end: then he may never read it.
    const isRead = process.stdout.writableLength > 0 || process.stderr.writableLength > 0
    if (isRead && !isStopped) return wait()
    killChildren()
    // A thread of Node that a name service or a file system holds would hold process.exit, too.
    if (signal.aborted) raise(process, signal.reason)
    else forceEnd(exitCode)
  }
  const wait = (): void => void setTimeout(end, HELD_MS).unref()
  wait()
}

/** Standard input, touched only by who reads it; closed, it keeps the process alive no longer, even if its writer stays. */
function createInput(): { readonly open: () => NodeJS.ReadStream; readonly close: () => void } {
  let opened: NodeJS.ReadStream | undefined
  return { open: () => (opened ??= process.stdin), close: () => void opened?.destroy() }
}

/** Writes what an output holds; undefined: none does. What comes by another goes behind it, for both may be one file. */
let flushHeld: (() => void) | undefined

/** An output that never ends a run: when its reader is gone (EPIPE), or there is no room, nothing more is written. */
function createOutput(stream: NodeJS.WriteStream & { readonly fd: number }) {
  let open = true
  let lost = false
  let ending: string | undefined
  let held = ''
  const flush = (): void => {
    const text = held
    held = ''
    if (open && text !== '') stream.write(text)
  }
  // Hundreds of lines within one turn of the loop become one write; on a terminal each is seen at once.
  const hold = (text: string): void => {
    if (flushHeld !== flush) flushHeld?.()
    flushHeld = flush
    if (held === '') setImmediate(flush)
    held += text
  }
  process.once('exit', flush)
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (open && error.code !== 'EPIPE' && error.code !== 'EIO' && stream !== process.stderr) {
      lost = true
      process.stderr.write(
        `error: the output cannot be written: ${error.message}\n  make room, or write it elsewhere\n`,
      )
    }
    open = false
  })
  return {
    // A pipe has no such property, whatever its type says.
    isTTY: 'isTTY' in stream && stream.isTTY,
    get columns() {
      return stream.columns > 0 ? stream.columns : columnsAsked(process.env)
    },
    get rows() {
      return stream.rows > 0 ? stream.rows : undefined
    },
    // The terminal of VS Code is xterm.js.
    movesCursor: process.env['TERM_PROGRAM'] === 'vscode',
    write: (text: string) => {
      if (!open) return
      if (!('isTTY' in stream && stream.isTTY)) return hold(text)
      flushHeld?.()
      leaveTo(stream.fd)
      stream.write(text)
    },
    ...('isTTY' in stream && stream.isTTY ? { hideKeys: (onStop: () => void) => hideKeys(stream.fd, onStop) } : {}),
    writeBytes: (bytes: Uint8Array) => {
      flush()
      if (open) stream.write(bytes)
    },
    ending: (line: string) => void (ending = line),
    /**
     * What became of it, of what can be known at once: whether something could not be written, for a reader who has gone wanted
     * no more; and the line on how the run failed that stands in neither case.
     */
    settle: async () => {
      flush()
      // An error is told some turns of the loop later.
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      return { isLost: lost, unsaid: open ? undefined : ending }
    },
  }
}

/** What the process is told to end by. */
interface Signals {
  /** The first one. */
  readonly signal: AbortSignal
  /** The second one, for whoever has something left to say then; who asks for it gets a moment for that. */
  readonly again: () => AbortSignal
}

/** How long after a second signal it may still be said what is left, in milliseconds. */
const LEAVING_MS = 1500

/** The first signal asks the run to end; a second one ends the process as if nobody had listened, at once or in a moment. */
function signalsOf(target: NodeJS.Process): Signals {
  const first = new AbortController()
  const second = new AbortController()
  let isHeard = false
  const end = (name: NodeJS.Signals): void => {
    if (target.stdout.isTTY) target.stdout.write('\u001b[J\u001b[?25h')
    killChildren()
    raise(target, name)
  }
  for (const name of SIGNALS) {
    target.on(name, () => {
      if (!first.signal.aborted) first.abort(name)
      else if (second.signal.aborted || !isHeard) end(name)
      else {
        second.abort(name)
        setTimeout(() => end(name), LEAVING_MS).unref()
      }
    })
  }
  return {
    signal: first.signal,
    again: () => {
      isHeard = true
      return second.signal
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function raise(target: NodeJS.Process, name: NodeJS.Signals): void {
  showKeys()
  target.removeAllListeners(name)
  target.kill(target.pid, name)
}
