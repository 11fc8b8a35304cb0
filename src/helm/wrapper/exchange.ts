// What the wrapper and the renderer under its Helm tell each other: files in a folder that only their user can enter. Runs nothing.
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { UsageError, codeOf } from '../../errors.ts'
import { parseJson, toJson } from '../../object/json.ts'
import { field, listField, numberField, stringField } from '../../object/kube-object.ts'

/** The variable that leads the renderer to its order; a name is all that a command line or a child can show. */
export const ORDER_VARIABLE = 'HOOKSYNC_ORDER'

/** What the renderer is to do, once. */
export interface Order {
  /** `capture`: keep what was rendered and do nothing. `run`: what the words say. */
  readonly task: 'capture' | 'run'
  /** Helm's command line as the user meant it, with the executable as its first word. */
  readonly argv: readonly string[]
  /** What of the user's words is ours: flags of the renderer. */
  readonly own: readonly string[]
  /** Whether what the renderer tells is shown on a terminal. */
  readonly onTerminal: boolean
  /** How wide that is shown, in characters. */
  readonly columns: number
}

/** How a drive ended, as far as the wrapper has work with it. */
interface DriveOutcome {
  /** The revision that a failed drive asks to go back to, because Helm has recorded nothing. */
  readonly rollBackTo: number | undefined
}

/** The wrapper's end. */
export type Exchange = Readonly<Awaited<ReturnType<typeof openExchange>>>

/** The renderer's end. */
export type TakenOrder = Readonly<NonNullable<ReturnType<typeof takeOrder>>>

const ORDER = 'order.json'
const MANIFEST = 'manifest.yaml'
const HOOKS = 'hooks.yaml'
const OUTCOME = 'outcome.json'
const BEGUN = 'begun'
const STOP = 'stop'
const PROGRESS = 'progress'

/** Opens the wrapper's end in a new folder. */
export async function openExchange() {
  const folder = await makeFolder()
  const write = writerIn(folder)
  return {
    folder,
    /** The file in which the renderer tells what happens. */
    progressPath: join(folder, PROGRESS),
    /** Leaves an order for the next renderer; gives the variables that lead it there. */
    order: (order: Order): Readonly<Record<string, string>> => {
      write(ORDER, toJson({ ...order }))
      return { [ORDER_VARIABLE]: join(folder, ORDER) }
    },
    /** The chart's own hooks, which Helm 3 shows to no renderer; what was captured is run with them. */
    keepHooks: (text: string): void => write(HOOKS, text),
    /** Undefined: no drive has ended in a way that the renderer could tell. */
    outcome: (): DriveOutcome | undefined => {
      const path = join(folder, OUTCOME)
      if (!existsSync(path)) return undefined
      return { rollBackTo: numberField(parseJson(readFileSync(path, 'utf8')), 'rollBackTo') }
    },
    /** Whether a drive has begun; reports of it are the renderer's. */
    isBegun: (): boolean => existsSync(join(folder, BEGUN)),
    /** Where the log of a drive that has begun is, for people; '' where it keeps none. */
    logName: (): string => readFileSync(join(folder, BEGUN), 'utf8'),
    /** Whether a renderer has taken its order. */
    isTaken: (): boolean => !existsSync(join(folder, ORDER)),
    /** Makes the folder a plugin folder of Helm's that has this plugin. */
    addPlugin: (name: string, text: string): void => {
      const plugin = join(folder, name)
      try {
        mkdirSync(plugin)
        writeFileSync(join(plugin, 'plugin.yaml'), text, { mode: 0o600 })
      } catch (error) {
        throw unwritable(plugin, error)
      }
    },
    /** Tells the renderer that a signal came. */
    stop: (signal: string): void => {
      try {
        write(STOP, signal)
      } catch {
        // The signal goes on to Helm all the same.
      }
    },
    close: (): Promise<void> => rm(folder, { recursive: true, force: true }),
  }
}

async function makeFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'kubectl-hooksync-'))
  } catch (error) {
    throw unwritable(tmpdir(), error)
  }
}

function unwritable(path: string, cause: unknown): UsageError {
  const why = codeOf(cause) ?? String(cause)
  return new UsageError(
    `nothing can be written to ${path} (${why}), where the wrapper keeps what Helm has rendered`,
    'let TMPDIR name a folder that you can write to',
  )
}

/** Takes the order that the variable leads to, so that nobody takes it again; undefined where there is no wrapper. */
export function takeOrder(env: Readonly<Record<string, string | undefined>>) {
  const path = env[ORDER_VARIABLE]
  if (path === undefined || path === '') return undefined
  const folder = dirname(path)
  const order = isAbsolute(path) && isPrivate(folder) && isPrivate(path) ? readOnce(path) : undefined
  if (order === undefined) {
    throw new UsageError(
      `${ORDER_VARIABLE} leads to no order of kubectl hooksync helm that is ours and still to be done`,
      'only the wrapper sets this variable: unset it',
    )
  }
  const write = writerIn(folder)
  const [hooks, manifest] = [join(folder, HOOKS), join(folder, MANIFEST)]
  return {
    task: order.task,
    argv: order.argv,
    own: order.own,
    /** The file in which to tell what happens, for nobody sees what a renderer prints. */
    screen: { path: join(folder, PROGRESS), isTTY: order.onTerminal, columns: order.columns },
    /** What an earlier renderer has captured, together with the chart's own hooks. */
    captured: existsSync(hooks) ? { hooks: takeFile(hooks), manifest: takeFile(manifest) } : undefined,
    capture: (bytes: Uint8Array): void => write(MANIFEST, bytes),
    /** Tells that a drive begins, before it has written anything, and where its log is. */
    begin: (logName = ''): void => write(BEGUN, logName),
    tell: ({ rollBackTo }: DriveOutcome): void =>
      write(OUTCOME, toJson(rollBackTo === undefined ? {} : { rollBackTo })),
    /** The signal that the wrapper got, if any. */
    stopped: (): string | undefined => {
      const stop = join(folder, STOP)
      return existsSync(stop) ? readFileSync(stop, 'utf8') : undefined
    },
  }
}

function writerIn(folder: string): (name: string, content: string | Uint8Array) => void {
  return (name, content) => {
    // A file that is there is never half there.
    const draft = join(folder, `${name}.draft`)
    try {
      writeFileSync(draft, content, { mode: 0o600 })
      renameSync(draft, join(folder, name))
    } catch (error) {
      throw unwritable(folder, error)
    }
  }
}

/** Whether a path is our user's and nobody else can open it. */
function isPrivate(path: string): boolean {
  const facts = factsOf(path)
  if (facts === undefined || facts.isSymbolicLink()) return false
  return (facts.mode & 0o077) === 0 && (process.getuid === undefined || facts.uid === process.getuid())
}

function factsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch {
    return undefined
  }
}

/** Reads a file that may hold secrets, and deletes it. A wrapper that is killed leaves only what nobody has read yet. */
function takeFile(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } finally {
    rmSync(path, { force: true })
  }
}

function readOnce(path: string): Order | undefined {
  const taken = `${path}.taken`
  try {
    renameSync(path, taken)
    const order = parseJson(new TextDecoder().decode(takeFile(taken)))
    const task = stringField(order, 'task')
    if (task !== 'capture' && task !== 'run') return undefined
    const words = (name: string): readonly string[] => listField(order, name).filter((word) => typeof word === 'string')
    const [onTerminal, columns] = [field(order, 'onTerminal') === true, numberField(order, 'columns') ?? 80]
    return { task, argv: words('argv'), own: words('own'), onTerminal, columns }
  } catch {
    return undefined
  }
}
