// What every command that runs something shares: its presenter, its redactor, numbered events, its cluster. Decides nothing.
import { HooksyncError } from '../errors.ts'
import type { Clock, Cluster } from '../cluster/port.ts'
import type { Io } from '../io.ts'
import type { KubeObject } from '../manifest/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { isSecret } from '../manifest/well-known.ts'
import { createPresenter, defaultFormat } from '../report/create-presenter.ts'
import type { OutputFormat } from '../report/output-format.ts'
import type { Ticker } from '../report/presenter.ts'
import { createRedactor, leaveAsItIs } from '../report/redact.ts'
import type { RedactorOptions } from '../report/redact.ts'
import { createStyle, styleKind } from '../report/style.ts'
import { EVENT_VERSION } from '../sync/events.ts'
import type { SyncEvent, SyncEventBody } from '../sync/events.ts'
import { VERSION } from '../version.ts'
import { systemClock, systemTicker } from './system-clock.ts'
import type { ConnectionFlags, OutputFlags } from './flags/sync-flags.ts'

/** A cluster that a command is connected to. */
export interface Connection {
  readonly cluster: Cluster
  /** The namespace of manifests that name none. */
  readonly namespace: string
  readonly server?: string
  readonly contextName?: string
  close(): Promise<void> | void
}

/** What a command takes from outside beside its Io; a rehearsal and a test bring their own. */
export interface World {
  readonly clock: Clock
  readonly ticker: Ticker
  /** `virtual`: nobody waits for it; left out: `real`. */
  readonly time?: 'virtual'
  connect(flags: ConnectionFlags, io: Io): Promise<Connection>
}

/** The machine's time and the cluster of the kubeconfig. */
export const REAL_WORLD: World = {
  clock: systemClock,
  ticker: systemTicker,
  connect: async (flags, io) => {
    const { connect } = await import('../cluster/kube/kube-cluster.ts')
    return connect({ ...flags, env: io.env, version: VERSION, clock: systemClock })
  },
}

/** Where a run tells what happens. */
export interface Teller {
  /** Numbers what a command has to say itself. */
  readonly tell: (event: SyncEventBody) => void
  /** Numbers an engine's event anew, so that the whole run has one count. */
  readonly forward: (event: SyncEvent) => void
  /** Names the destination, as soon as it is known. */
  readonly goesTo: (namespace: string) => void
  /** Masks what these Secrets hold, from now on. */
  readonly hides: (secrets: readonly KubeObject[]) => void
}

/** How a run is told: what is needed beside the flags. */
export interface TellingOptions {
  readonly output: OutputFlags
  readonly io: Io
  readonly world: World
  readonly manifests: readonly Manifest[]
  /** Further values that are never shown, such as a token. */
  readonly secrets: readonly string[]
  /** The destination, where it is known already. */
  readonly namespace?: string
}

/** Runs something with a presenter; the terminal is given back and secrets are masked even in what it throws. */
export async function telling<T>(options: TellingOptions, run: (teller: Teller) => Promise<T>): Promise<T> {
  const { io, output, world, manifests, secrets, namespace } = options
  let known: Required<Pick<RedactorOptions, 'publicNames' | 'live'>> = {
    publicNames: namespace === undefined ? [] : [namespace],
    live: [],
  }
  const masking = (): ((text: string) => string) => createRedactor(manifests, { secrets, ...known })
  let current = masking()
  // Where nothing can be masked, events need not be looked through.
  const nothing = current === leaveAsItIs && !manifests.some(({ object }) => isSecret(object))
  const redact = nothing ? leaveAsItIs : (text: string): string => current(text)
  const learn = (more: Partial<typeof known>): void => {
    known = { ...known, ...more }
    current = masking()
  }
  const presenter = createPresenter({
    format: formatOf(output, io),
    output: io.stdout,
    style: createStyle(styleKind(output.color, io.stdout, io.env)),
    detail: output.detail,
    now: () => world.clock.now(),
    ticker: world.ticker,
    redact,
    ...(world.time === undefined ? {} : { time: world.time }),
  })
  let seq = 0
  const forward = (event: SyncEvent): void => presenter.event({ ...event, seq: (seq += 1) })
  const tell = (event: SyncEventBody): void => forward({ ...event, v: EVENT_VERSION, seq: 0, at: world.clock.now() })
  try {
    return await run({
      tell,
      forward,
      goesTo: (name) => learn({ publicNames: [name] }),
      hides: (live) => learn({ live: [...known.live, ...live] }),
    })
  } catch (error) {
    throw error instanceof HooksyncError ? redactError(error, redact) : error
  } finally {
    presenter.end()
  }
}

/** The form of output: what was asked for, else what fits. */
export function formatOf(output: OutputFlags, io: Io): OutputFormat {
  return output.format ?? defaultFormat(io.stdout, io.env)
}

/** The error without secrets: a server's refusal may quote what it refused. */
export function redactError(error: HooksyncError, redact: (text: string) => string): HooksyncError {
  const message = redact(error.message)
  const hint = error.hint === undefined ? undefined : redact(error.hint)
  if (message === error.message && hint === error.hint) return error
  return new HooksyncError(message, { exitCode: error.exitCode, ...(hint === undefined ? {} : { hint }) })
}
