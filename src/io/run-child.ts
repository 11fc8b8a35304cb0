// Runs another program. When the signal is aborted it ends, and with it all that it has started. Knows nothing of what it does.
import type { ChildProcess } from 'node:child_process'
import { MOST_BYTES, TooMuch } from './read-all.ts'

/** A program and what is around it. */
export interface ChildRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** What it reads. `ours`: it may ask somebody at the terminal, and then shares our place there. */
  readonly stdin: 'none' | 'ours' | Uint8Array
  readonly signal: AbortSignal
  /** How many bytes it may write to its standard output; more ends it. Left out: MOST_BYTES. */
  readonly most?: number
  /** Hears what it prints to its standard error, as it comes. */
  readonly onStderr?: (text: string) => void
}

/** How it ended. */
export interface ChildAnswer {
  readonly stdout: Buffer
  readonly stderr: string
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined
}

/** Of its standard error the last so many bytes are kept: a reason stands at the end. */
const KEPT_STDERR = 65_536

/** How long a program that is told to end may take, in milliseconds, and how long the system to take it away. */
const GRACE = [
  ['SIGTERM', 300],
  ['SIGKILL', 100],
] as const

/** How long what it has left behind may keep its outputs open, in milliseconds. */
const LINGER_MS = 500

/** A program that was started; in a group of its own it can be ended with all that it has started. */
interface Started {
  readonly child: ChildProcess
  readonly grouped: boolean
}

const running = new Set<Started>()

/** Runs it to its end. Rejects with Node's error when it cannot be started, with TooMuch, and at once when the signal is aborted. */
export async function runChild(request: ChildRequest): Promise<ChildAnswer> {
  const { command, args, env, cwd, stdin, signal, most = MOST_BYTES } = request
  // Loaded here: most runs start no other program, and each loads this file.
  const { spawn } = await import('node:child_process')
  if (signal.aborted) throw givenUp(command)
  // Only our own group may read from the terminal.
  const grouped = stdin !== 'ours' && process.platform !== 'win32'
  const child = spawn(command, args, {
    env: { ...env },
    cwd,
    stdio: [stdin === 'ours' ? 'inherit' : stdin === 'none' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: grouped,
  })
  const started = { child, grouped }
  running.add(started)
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = []
    let stderr: Buffer = Buffer.alloc(0)
    let written = 0
    const onAbort = (): void => {
      settle(() => reject(givenUp(command)))
      void endChild(started)
    }
    const settle = (tell: () => void): void => {
      signal.removeEventListener('abort', onAbort)
      running.delete(started)
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
      tell()
    }
    const answer = (): void => {
      const texts = { stdout: Buffer.concat(stdout), stderr: stderr.toString('utf8') }
      settle(() => resolve({ ...texts, exitCode: child.exitCode ?? undefined }))
    }
    child.stdout?.on('data', (chunk: Buffer) => {
      written += chunk.length
      if (written <= most) return void stdout.push(chunk)
      settle(() => reject(new TooMuch(most, 'it wrote')))
      void endChild(started)
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = Buffer.concat([stderr, chunk]).subarray(-KEPT_STDERR)
      request.onStderr?.(chunk.toString('utf8'))
    })
    // Who does not want it all has closed it.
    child.stdin?.on('error', () => undefined)
    if (typeof stdin !== 'string') child.stdin?.end(stdin)
    child.on('error', (error) => settle(() => reject(error)))
    child.on('exit', () => {
      const lingering = setTimeout(answer, LINGER_MS)
      child.on('close', () => {
        clearTimeout(lingering)
        answer()
      })
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Ends all that still run, at once: for a process that has no time left. */
export function killChildren(): void {
  for (const started of running) send(started, 'SIGKILL')
}

/** Asks first: a program may have to put something away. */
async function endChild(started: Started): Promise<void> {
  running.add(started)
  for (const [signal, milliseconds] of GRACE) {
    const until = process.hrtime.bigint() + BigInt(milliseconds) * 1_000_000n
    send(started, signal)
    while (process.hrtime.bigint() < until && send(started, 0)) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  running.delete(started)
}

/** Whether anybody of it was there to get the signal; 0 only asks. */
function send({ child, grouped }: Started, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false
  if (!grouped) return child.kill(signal)
  try {
    return process.kill(-child.pid, signal)
  } catch {
    return false
  }
}

function givenUp(command: string): Error {
  return new Error(`${command} was given up`)
}
