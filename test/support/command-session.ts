// Commands one after another on one simulated cluster, as a user gives them: words, a stream on standard input, what is printed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMANDS, flagsOf } from '../../src/commands/command.ts'
import { runDelete } from '../../src/commands/delete-command.ts'
import { parseFlags } from '../../src/commands/flags/parse-flags.ts'
import type { FlagValues } from '../../src/commands/flags/parse-flags.ts'
import { runHealth } from '../../src/commands/health-command.ts'
import { runPlan } from '../../src/commands/plan/plan-command.ts'
import { runRehearse } from '../../src/commands/rehearse/rehearse-command.ts'
import type { CommandWorld } from '../../src/commands/run-context.ts'
import { runSyncCommand } from '../../src/commands/sync-command.ts'
import { runUnlock } from '../../src/commands/unlock-command.ts'
import { HooksyncError } from '../../src/errors.ts'
import { createGuard } from '../../src/guard/guard.ts'
import type { Io } from '../../src/io.ts'
import { defined } from '../../src/object/defined.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { WriteRecord } from '../../src/simulator/simulated-cluster.ts'
import type { World } from '../../src/sync/run.ts'
import { createLab, manifestText } from './run-sync.ts'
import type { Lab } from './run-sync.ts'

/** What a command came to. */
export interface CommandRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Both, as they came. */
  readonly screen: string
  /** What changed something but the lock, as `created Kind/name`, `deleted Kind/name`. */
  readonly writes: readonly string[]
}

/** What is around one command; left out: nothing, nobody interrupts it, and nobody sits at a terminal. */
interface Surroundings extends Partial<Pick<Io, 'signal' | 'env' | 'cwd'>> {
  /** What somebody types when he is asked: standard input is a terminal then, and the objects are the file `input.yaml`. */
  readonly typed?: () => Promise<string>
  /** A terminal with a live view, instead of an output that is kept: what is written then comes here. */
  readonly watched?: { readonly stdout: Io['stdout']; readonly ticker: CommandWorld['ticker'] }
  /** Instead of the connection to the cluster of the session. */
  readonly connect?: CommandWorld['connect']
}

/** A cluster and somebody who gives commands. */
export interface Session {
  readonly lab: Lab
  /** Runs `words` as they stand behind `kubectl hooksync`, with these objects as standard input; a text is cut at its spaces. */
  run(
    words: string | readonly string[],
    objects?: readonly KubeObject[],
    surroundings?: Surroundings,
  ): Promise<CommandRun>
}

type SessionOptions = Parameters<typeof createLab>[0] & Pick<World, 'trouble'>

type Runner = (values: FlagValues, io: Io, world: CommandWorld) => Promise<number>

const RUNNERS: Readonly<Record<string, Runner>> = {
  '': runSyncCommand,
  plan: runPlan,
  rehearse: runRehearse,
  delete: runDelete,
  unlock: runUnlock,
  health: runHealth,
}

/** Starts a session in namespace `demo`; `trouble` is what its connection says of the server. */
export function createSession({ trouble, ...options }: SessionOptions = {}): Session {
  const lab = createLab(options)
  const world: CommandWorld = {
    clock: lab.clock,
    ticker: () => () => {},
    connect: async ({ namespace = 'demo' }) => ({ cluster: lab.cluster, namespace, trouble, close: () => {} }),
  }
  return {
    lab,
    async run(text, objects = [], around = {}) {
      const { signal = new AbortController().signal, env = {}, cwd = '.', typed, connect, watched } = around
      const before = lab.audit.length
      const written = { stdout: '', stderr: '', screen: '' }
      const streams = ioOf(manifestText(objects), written)
      const terminal = typed === undefined ? undefined : terminalOf(manifestText(objects), typed)
      const io = { ...streams, cwd, ...terminal?.io, signal, env, ...defined({ stdout: watched?.stdout }) }
      const exitCode = await command(text, io, { ...world, ...defined({ connect, ticker: watched?.ticker }) })
        .catch((error: unknown) => {
          if (!(error instanceof HooksyncError)) throw error
          written.stderr += `${error.message}\n${error.hint ?? ''}\n`
          return error.exitCode
        })
        .finally(() => terminal?.close())
      return { exitCode, ...written, writes: lab.audit.slice(before).flatMap(changeOf) }
    },
  }
}

async function command(text: string | readonly string[], io: Io, world: CommandWorld): Promise<number> {
  const words = typeof text === 'string' ? text.split(' ').filter((word) => word !== '') : text
  const [first = '', ...rest] = words
  const name = Object.hasOwn(RUNNERS, first) ? first : ''
  const found = COMMANDS.find((one) => one.name === name)
  const run = RUNNERS[name]
  if (found === undefined || run === undefined) throw new Error(`no command "${name}"`)
  return run(parseFlags(name === '' ? [first, ...rest] : rest, flagsOf(found), found.positionals), io, world)
}

function changeOf({ verb, kind, name, dryRun, code, change, user }: WriteRecord): readonly string[] {
  if (user !== 'hooksync' || dryRun || code >= 300 || kind === 'Lease') return []
  if (verb === 'delete') return [`deleted ${kind}/${name}`]
  return change === undefined || change === 'unchanged' ? [] : [`${change} ${kind}/${name}`]
}

function ioOf(
  input: string,
  written: { stdout: string; stderr: string; screen: string },
): Omit<Io, 'signal' | 'env' | 'cwd'> {
  const output = (name: 'stdout' | 'stderr'): Io['stdout'] => ({
    isTTY: false,
    // So that a text stands on one line, however long.
    columns: 2000,
    write: (text) => {
      written[name] += text
      written.screen += text
    },
  })
  return {
    stdin: streamOf(input),
    stdout: output('stdout'),
    stderr: output('stderr'),
    guard: createGuard(),
  }
}

/** A terminal in a folder that holds the objects. */
function terminalOf(
  input: string,
  typed: () => Promise<string>,
): { readonly io: Pick<Io, 'stdin' | 'cwd'>; readonly close: () => void } {
  const cwd = mkdtempSync(join(tmpdir(), 'hooksync-session-'))
  writeFileSync(join(cwd, 'input.yaml'), input)
  const stdin = {
    isTTY: true,
    async *[Symbol.asyncIterator]() {
      yield Buffer.from(await typed())
    },
  }
  return { io: { stdin, cwd }, close: () => rmSync(cwd, { recursive: true, force: true }) }
}

async function* streamOf(input: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(input)
}

/** A session in which these objects are app `shop`. */
export async function createShop(objects: readonly KubeObject[]): Promise<Session> {
  const session = createSession()
  const run = await session.run('-f - --app shop', objects)
  if (run.exitCode !== 0) throw new Error(run.stdout + run.stderr)
  return session
}
