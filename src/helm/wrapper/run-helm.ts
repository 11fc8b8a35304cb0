// Starts Helm for the wrapper: a question, a dry run, or the run that the user asked for. Decides nothing.
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { execa } from 'execa'
import { EXIT_CODES, HooksyncError, UsageError, codeOf } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { TooMuch } from '../../io/read-all.ts'
import { runChild } from '../../io/run-child.ts'

/** A Helm and what is around it. */
export interface Helm {
  /** How it is called: a name on the PATH, or a path. */
  readonly name: string
  readonly io: Io
  /** Beside the variables of our own process. */
  readonly env: Readonly<Record<string, string>>
  /** What Helm reads from its standard input; undefined: it has ours. */
  readonly input: Uint8Array | undefined
  /** Called with the name of a signal before it goes on to Helm. */
  readonly onSignal: (signal: string) => void
  /** Whether our renderer has been started: from then on Helm may write, and is left to end by itself. */
  readonly hasBegun: () => boolean
  /** Called before anything that Helm prints to its standard error goes on to ours, and at its end. */
  readonly onStderr: () => void
}

/** What Helm printed. */
export interface HelmAnswer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Asks Helm something, or for a dry run, and keeps back what it prints. It writes nothing, so a signal ends it at once. */
export async function askHelm({ name, io, env, input }: Helm, words: readonly string[]): Promise<HelmAnswer> {
  const { signal, cwd } = io
  try {
    const { exitCode, stdout, stderr } = await runChild({
      command: name,
      args: words,
      env: { ...io.env, ...env },
      cwd,
      stdin: input ?? 'none',
      signal,
    })
    return { exitCode: exitCode ?? 1, stdout: stdout.toString('utf8'), stderr }
  } catch (error) {
    if (signal.aborted) return { exitCode: 1, stdout: '', stderr: '' }
    if (error instanceof TooMuch) {
      const options = { exitCode: EXIT_CODES.invalid, hint: 'run it by hand to see what it writes', cause: error }
      throw new HooksyncError(`${name} ${words[0] ?? ''}: ${error.message}; nothing was changed`, options)
    }
    const code = codeOf(error)
    if (code !== 'ENOENT' && code !== 'EACCES') throw error
    const why = code === 'ENOENT' ? 'there is no such program' : 'it is not executable'
    throw new UsageError(`${name} cannot be started: ${why}`, 'put helm on the PATH, or name it in HELM_BIN')
  }
}

/** Without a terminal Helm gets a group of its own, which can be ended as a whole; at one it must share ours to ask somebody. */
const IS_GROUPED = !isatty(0) && process.platform !== 'win32'

/** Helm's own run: its streams are ours, signals go on to it, and its exit status comes back as it is. */
export async function followHelm(
  helm: Helm,
  words: readonly string[],
  prints: 'stdout' | 'stderr' = 'stdout',
): Promise<number> {
  const child = execa(helm.name, words, {
    ...surroundings(helm),
    ...(helm.input === undefined ? { stdin: 'inherit' } : { input: helm.input }),
    stdout: prints === 'stdout' ? 'inherit' : 2,
    buffer: { stderr: false },
    detached: IS_GROUPED,
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    helm.onStderr()
    helm.io.stderr.write(text)
  })
  const { exitCode, signal } = await passingSignals(helm, child)
  helm.onStderr()
  // As a shell would say it.
  return exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}

function surroundings({ io, env }: Helm) {
  // Helm ends in its own time after a signal: it waits for the renderer.
  return {
    env: { ...io.env, ...env },
    extendEnv: false,
    cwd: io.cwd,
    reject: false,
    stripFinalNewline: false,
    forceKillAfterDelay: false,
  } as const
}

/** How long Helm may take to end before it has begun anything, in milliseconds: it does not listen while it asks for credentials. */
const PATIENCE_MS = 1000

interface FollowedHelm extends PromiseLike<{ readonly exitCode?: number; readonly signal?: NodeJS.Signals }> {
  readonly pid?: number | undefined
  readonly stderr: { destroy(): void }
  kill(signal: NodeJS.Signals): boolean
}

/** Signals go on to Helm; one that hangs before it has begun anything is ended with all that it has started. */
async function passingSignals<T extends FollowedHelm>({ io, onSignal, hasBegun }: Helm, child: T): Promise<Awaited<T>> {
  let patience: NodeJS.Timeout | undefined
  const passOn = (): void => {
    onSignal(String(io.signal.reason))
    // Helm has no ear for SIGHUP: it would leave the renderer alone.
    child.kill(io.signal.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
    patience = setTimeout(() => {
      if (hasBegun()) return
      if (!IS_GROUPED || child.pid === undefined) child.kill('SIGKILL')
      else process.kill(-child.pid, 'SIGKILL')
      child.stderr.destroy()
    }, PATIENCE_MS)
  }
  if (io.signal.aborted) passOn()
  io.signal.addEventListener('abort', passOn, { once: true })
  try {
    return await child
  } finally {
    clearTimeout(patience)
    io.signal.removeEventListener('abort', passOn)
  }
}
