// Runs the built program as a child process, as a user would, and gives what it left. Knows no cluster.
import { accessSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { mustNotShowPlanted } from './planted.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { waitUntil } from './wait-until.ts'

/** The built program, `npm run build` makes it. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** What is around one run. */
export interface ProgramOptions {
  /** Beside PATH and a home without files; nothing else of the test's own environment is passed on. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly input?: string | Uint8Array
  /** `open`: the writer of the standard input stays there, as that of a pipe may; the run has ten seconds. */
  readonly inputEnd?: 'open'
}

/** What a finished run left. */
export interface ProgramRun {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
  /** Both, as they came. */
  readonly screen: string
  readonly milliseconds: number
  /** What `-o json` told; empty for any other output. */
  readonly events: readonly SyncEvent[]
}

/** A run that is not over yet. */
export interface RunningProgram {
  readonly pid: number | undefined
  kill(signal: NodeJS.Signals): void
  /** Resolves when the standard output holds what is looked for; rejects when the run ends before. */
  told(what: RegExp): Promise<void>
  /** Resolves when all the input has been written; more than a pipe holds then has a reader. */
  readonly inputTaken: Promise<void>
  /** Resolves when a signal reaches the program, and no longer ends a Node that is still starting. */
  listens(): Promise<void>
  readonly ended: Promise<ProgramRun>
}

/** Runs the program to its end; what it exits with is for the caller to judge. */
export async function runProgram(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramRun> {
  return startProgram(args, options).ended
}

/** Starts the program. */
export function startProgram(args: readonly string[], options: ProgramOptions = {}): RunningProgram {
  accessSync(PROGRAM)
  const child = execa(process.execPath, [PROGRAM, ...args], {
    env: programEnvironment(options.env),
    extendEnv: false,
    ...(options.inputEnd === 'open' ? { stdin: 'pipe' as const, timeout: 10_000 } : { input: options.input ?? '' }),
    reject: false,
    all: true,
    stripFinalNewline: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const inputTaken = new Promise<void>((resolve) => {
    if (options.inputEnd === 'open') child.stdin.write(options.input ?? '', () => resolve())
    else resolve()
  })
  let output = ''
  const looking = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    for (const look of looking) look()
  })
  const ended = child.then(({ exitCode, signal, stdout, stderr, all, durationMs }): ProgramRun => {
    mustNotShowPlanted(args, { stdout, stderr })
    const milliseconds = Math.round(durationMs)
    return { exitCode, signal, stdout, stderr, screen: all, milliseconds, events: parseEvents(stdout) }
  })
  return {
    pid: child.pid,
    kill: (signal) => void child.kill(signal),
    inputTaken,
    listens: () => waitUntil(() => child.exitCode !== null || catchesHangup(child.pid)),
    ended,
    told: async (what) => {
      const found = new Promise<void>((resolve) => {
        const look = (): void => void (what.test(output) && resolve())
        looking.add(look)
        look()
      })
      const over = ended.then(({ stdout, stderr }) => {
        throw new Error(`it ended without having told ${what}:\n${stdout}${stderr}`)
      })
      await Promise.race([found, over])
    },
  }
}

/** Node itself has no ear for SIGHUP: it is caught when the program has begun to listen. */
function catchesHangup(pid: number | undefined): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return (Number.parseInt(/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1]?.slice(-1) ?? '0', 16) & 1) === 1
  } catch {
    return false
  }
}

/** The environment of a run: its own PATH, no kubeconfig but what is named. */
export function programEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  // So that a text of the output stands on one line, however long.
  return { PATH: process.env['PATH'] ?? '', HOME: '/dev/null', COLUMNS: '2000', ...env }
}

/** The events in an output of `-o json`; none in any other output. */
function parseEvents(stdout: string): readonly SyncEvent[] {
  if (!stdout.startsWith('{"')) return []
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SyncEvent)
}
