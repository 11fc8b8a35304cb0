// What every command that runs something shares: its presenter, numbered events, its cluster. Decides nothing.
import type { Clock } from '../cluster/port.ts'
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import type { Io } from '../io.ts'
import { defined } from '../object/defined.ts'
import { createPresenter, defaultFormat } from '../report/create-presenter.ts'
import type { OutputFormat } from '../report/output-format.ts'
import type { Ticker } from '../report/presenter.ts'
import { createStyle, styleKind } from '../report/style.ts'
import { endOfError } from '../sync/end.ts'
import type { End } from '../sync/end.ts'
import type { SyncEventBody, TimedEvent } from '../sync/events.ts'
import { numberEvents } from '../sync/number-events.ts'
import type { World } from '../sync/run.ts'
import { VERSION } from '../version.ts'
import { systemClock } from '../cluster/system-clock.ts'
import { ciTelling } from './ci-telling.ts'
import { systemTicker } from './system-ticker.ts'
import { openRecords } from './run-records.ts'
import type { RecordsAsked } from './run-records.ts'
import type { ToldOutput } from './flags/ci-flags.ts'
import type { ConnectionFlags, OutputFlags } from './flags/sync-flags.ts'

/** A cluster that a command is connected to. */
export interface Connection extends Omit<World, 'clock'> {
  readonly namespace: string
  /** Hears while it is used what takes long, where no engine runs that tells it; left out: nobody does. */
  readonly tell?: Connecting['tell']
  /** What is under way ends, with `why` as its error. */
  close(why?: string): Promise<void> | void
}

/** How a connection is made, beside the flags. */
export interface Connecting {
  /** Hears what takes long: a credential plugin, a proxy, a server that does not answer. */
  readonly tell: (message: string) => void
  /** A credential plugin may ask somebody at the terminal. */
  readonly terminal: () => boolean
}

/** What a command takes from outside beside its Io; a rehearsal and a test bring their own. */
export interface CommandWorld {
  readonly clock: Clock
  readonly ticker: Ticker
  /** `virtual`: nobody waits for it; left out: `real`. */
  readonly time?: 'virtual'
  connect(flags: ConnectionFlags, io: Io, how: Connecting): Promise<Connection>
}

/** The machine's time and the cluster of the kubeconfig. */
export const REAL_WORLD: CommandWorld = {
  clock: systemClock,
  ticker: systemTicker,
  connect: async (flags, io, how) => {
    const { connect } = await import('../cluster/kube/kube-cluster.ts')
    const { env, signal, guard } = io
    return connect({ ...flags, ...how, env, signal, version: VERSION, clock: systemClock, hide: guard.hide })
  },
}

/** Where a run tells what happens. */
export interface Teller {
  /** What a command has to say itself. */
  readonly tell: (event: SyncEventBody) => void
  /** What an engine says. The whole run has one count. */
  readonly forward: (event: TimedEvent) => void
  /** How it ended, where no engine says it: told to programs alone, for people read it on standard error. */
  readonly end: (end: End) => void
  /** What people and programs are told otherwise, and a report and a CI system are to hear, too. */
  readonly note: (event: SyncEventBody) => void
  /** What is to be done before it is told how it ended, which is the last line. */
  readonly beforeEnd: (work: () => Promise<void>) => void
}

/** How a run is told: what is needed beside the flags. */
export interface TellingOptions extends Pick<RecordsAsked, 'traces'> {
  readonly output: ToldOutput
  readonly io: Io
  readonly world: CommandWorld
  /** When --timeout ends it, in milliseconds since 1970; left out: it is not known yet, or nobody waits. */
  readonly deadline?: number
  /** How long it may go on after a signal, in milliseconds; left out: a signal is not told before the end. */
  readonly graceMs?: number
  /** The flags that say which cluster, as whom, for commands that people are told. */
  readonly connection?: readonly string[]
}

/** Runs something with a presenter; the terminal is given back. Whatever ends it, programs are told of one end. */
export async function telling<T>(options: TellingOptions, run: (teller: Teller) => Promise<T>): Promise<T> {
  const { io, output, world, deadline, graceMs, connection } = options
  const format = formatOf(output, io)
  // Whether it can be written is known before anything else is done.
  const records = await openRecords({ report: output.report, traces: options.traces }, io)
  const ci = output.ci === undefined ? undefined : ciTelling(output.ci, io)
  const presenter = createPresenter({
    format,
    output: io.stdout,
    style: createStyle(styleKind(output.color, io.stdout, io.env)),
    detail: output.detail,
    now: () => world.clock.now(),
    ticker: world.ticker,
    redact: io.guard.mask,
    time: world.time,
    ci,
    ...defined({ deadline, connection }),
    ...(graceMs === undefined ? {} : { interrupt: { signal: io.signal, graceMs } }),
  })
  const startedAt = world.clock.now()
  let isEnded = false
  const present = numberEvents((event) => presenter.event(event))
  const beside = numberEvents((event) => presenter.aside?.(event))
  let verdict: Promise<void> | undefined
  let ending: readonly (() => Promise<void>)[] = []
  const forward = (event: TimedEvent): void => {
    records.keep(event)
    if (event.type !== 'operation-completed') return present(event)
    isEnded = true
    // How it ended is the last line: what cannot be written or sent is said before it.
    const closed = (async () => {
      for (const work of ending) await work()
      await records.close(event.phase === 'Succeeded' ? 'needed' : 'wanted')
    })()
    verdict = closed.finally(() => present(event))
    verdict.catch(() => undefined)
  }
  const tell = (event: SyncEventBody): void => forward({ at: world.clock.now(), ...event })
  const note = (body: SyncEventBody): void => {
    const event = { at: world.clock.now(), ...body }
    records.keep(event)
    beside(event)
  }
  const end = (ended: End): void => {
    if (isEnded) return
    const hear = format === 'json' ? tell : note
    hear({ type: 'operation-completed', ...ended, durationMs: world.clock.now() - startedAt, phases: [] })
  }
  let result: T | undefined
  try {
    result = await run({ tell, forward, end, note, beforeEnd: (work) => void (ending = [...ending, work]) })
    return result
  } catch (error) {
    if (error instanceof HooksyncError) end(endOfError(error, io.signal))
    throw error
  } finally {
    await verdict?.catch(() => undefined)
    presenter.end()
    await verdict
    await records.close(result === EXIT_CODES.succeeded ? 'needed' : 'wanted')
  }
}

/** The form of output: what was asked for, else what fits. */
export function formatOf(output: OutputFlags, io: Io): OutputFormat {
  return output.format ?? defaultFormat(io.stdout, io.env)
}
