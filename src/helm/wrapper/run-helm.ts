// Starts Helm for the wrapper: a question, a dry run, or the run that the user asked for. Decides nothing.
import { constants } from 'node:os'
import { execa } from 'execa'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'

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
  /** Called before anything that Helm prints to its standard error goes on to ours, and at its end. */
  readonly onStderr: () => void
}

/** What Helm printed. */
export interface HelmAnswer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs Helm and keeps back what it prints. */
export async function askHelm(helm: Helm, words: readonly string[]): Promise<HelmAnswer> {
  const child = execa(helm.name, words, {
    ...surroundings(helm),
    ...(helm.input === undefined ? { stdin: 'ignore' } : { input: helm.input }),
    maxBuffer: 1_000_000_000,
  })
  const { code, exitCode, signal, stdout, stderr } = await passingSignals(helm, child)
  if (code === 'ENOENT' || code === 'EACCES') {
    const why = code === 'ENOENT' ? 'there is no such program' : 'it is not executable'
    throw new UsageError(`${helm.name} cannot be started: ${why}`, 'put helm on the PATH, or name it in HELM_BIN')
  }
  return { exitCode: statusOf(exitCode, signal), stdout, stderr }
}

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
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    helm.onStderr()
    helm.io.stderr.write(text)
  })
  const { exitCode, signal } = await passingSignals(helm, child)
  helm.onStderr()
  return statusOf(exitCode, signal)
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

async function passingSignals<T>(
  { io, onSignal }: Helm,
  child: PromiseLike<T> & { readonly kill: (signal: 'SIGINT' | 'SIGTERM') => boolean },
): Promise<T> {
  const passOn = (): void => {
    onSignal(String(io.signal.reason))
    // Helm has no ear for SIGHUP: it would leave the renderer alone.
    child.kill(io.signal.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
  }
  if (io.signal.aborted) passOn()
  io.signal.addEventListener('abort', passOn, { once: true })
  try {
    return await child
  } finally {
    io.signal.removeEventListener('abort', passOn)
  }
}

/** The status as a shell would say it. */
function statusOf(exitCode: number | undefined, signal: NodeJS.Signals | undefined): number {
  return exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}
