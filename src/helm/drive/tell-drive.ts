// Tells a drive while it runs: to the screen, where there is one, and to the log file. Secrets are masked in both.
import type { Clock } from '../../cluster/port.ts'
import { EXIT_CODES, HooksyncError, explainError } from '../../errors.ts'
import type { Guard, Output } from '../../io.ts'
import { createPresenter } from '../../report/create-presenter.ts'
import type { CiTelling } from '../../report/ci/ci-presenter.ts'
import type { Presenter, Ticker } from '../../report/presenter.ts'
import { defined } from '../../object/defined.ts'
import { createStyle, styleKind } from '../../report/style.ts'
import { harmless } from '../../guard/tell.ts'
import { endOfError, errorEnd } from '../../sync/end.ts'
import type { End } from '../../sync/end.ts'
import type { SyncEvent, SyncEventBody } from '../../sync/events.ts'
import { numberEvents } from '../../sync/number-events.ts'
import type { Progress } from './progress.ts'

/** How a drive tells what happens. */
export type DriveTeller = Readonly<ReturnType<typeof tellDrive>>

/** What is needed to tell it. */
export interface TellingWorld {
  readonly clock: Clock
  readonly ticker: Ticker
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: Pick<Guard, 'mask'>
  /** The flags that lead to the cluster, for commands that are told; left out: there are none. */
  readonly connection?: readonly string[] | undefined
  /** What a CI system is told; left out: nothing. */
  readonly ci?: CiTelling | undefined
  /** Gathers the page of --report; left out: there is none. */
  readonly page?: Presenter | undefined
  /** Writes the page and sends the trace when it has ended; what it warns of stands before the verdict. */
  readonly closePage?: (() => Promise<void>) | undefined
}

/** Opens it. */
export function tellDrive(progress: Progress, world: TellingWorld) {
  const redact = world.secrets.mask
  const outputs: readonly Output[] = progress.screen === undefined ? [progress.log] : [progress.screen, progress.log]
  let closed: Promise<void> | undefined
  /** From its end on what is told waits for what closes then. */
  const inTurn = (tell: () => void): void => {
    if (closed === undefined) tell()
    else closed = closed.then(tell)
  }
  const sayNow = (line: string): void => {
    for (const output of outputs) output.write(harmless(`kubectl-hooksync: ${line}`, redact))
  }
  const say = (line: string): void => inTurn(() => sayNow(line))
  const told = ciOf(world.ci, progress, sayNow)
  const presenters = outputs.map((output): Presenter =>
    createPresenter({
      format: 'plain',
      output,
      style: createStyle(styleKind('auto', output, world.env)),
      detail: output === progress.log ? 'verbose' : 'normal',
      now: () => world.clock.now(),
      ticker: world.ticker,
      redact,
      ...defined({ connection: world.connection }),
      ci: output === outputs[0] ? told : undefined,
    }),
  )
  const startedAt = world.clock.now()
  let isEnded = false
  const hear = (event: SyncEvent, show: (presenter: Presenter) => void): void => {
    world.page?.event(event)
    if (event.type === 'operation-completed') {
      isEnded = true
      // What fails of it is the matter of who closes it in the end.
      closed ??= world.closePage?.().catch(() => undefined)
    }
    inTurn(() => presenters.forEach(show))
  }
  const beside = numberEvents((event) => hear(event, (presenter) => presenter.aside?.(event)))
  const note = (body: SyncEventBody): void => beside({ at: world.clock.now(), ...body })
  return {
    event: (event: SyncEvent): void => hear(event, (presenter) => presenter.event(event)),
    /** What people are told in the drive's own lines, for a page and a CI system. */
    note,
    /** The same of how it ended, where no sync has said it. */
    ended: (end: End): void => {
      if (isEnded) return
      note({ type: 'operation-completed', ...end, durationMs: world.clock.now() - startedAt, phases: [] })
    },
    /** A line of the drive's own. */
    say,
    /** Masks secrets. */
    redact,
    /** Resolves when all is told. */
    end: async (): Promise<void> => {
      inTurn(() => {
        for (const presenter of presenters) presenter.end()
      })
      await closed
    },
  }
}

/** The end of a drive that an error has refused or broken off. */
export function endOfDrive(error: unknown, signal: AbortSignal): End {
  if (!(error instanceof HooksyncError)) {
    return { phase: 'Error', message: explainError(error)[0] ?? '', reason: 'cluster' }
  }
  const isRefused = error.exitCode === EXIT_CODES.failed
  return isRefused ? { ...errorEnd(error), phase: 'Failed', reason: 'invalid' } : endOfError(error, signal)
}

/** Tells of a drive that an error has ended before it could begin. */
export async function tellRefusal(
  progress: Progress,
  world: TellingWorld & { readonly signal: AbortSignal },
  error: unknown,
): Promise<void> {
  const teller = tellDrive(progress, world)
  teller.ended(endOfDrive(error, world.signal))
  for (const line of explainError(error)) teller.say(line)
  await teller.end()
}

/** The screen and the log as one output of lines of ours, for texts that are harmless. */
export function peopleOf({ screen, log }: Progress): Output {
  return {
    isTTY: screen?.isTTY ?? false,
    columns: (screen ?? log).columns,
    write: (text) => {
      for (const output of [screen, log]) output?.write(`kubectl-hooksync: ${text}`)
    },
  }
}

/** Marks are for the screen that Helm writes to, and not for a log that nobody reads as CI does. */
function ciOf(ci: CiTelling | undefined, { screen }: Progress, say: (line: string) => void): CiTelling | undefined {
  if (ci === undefined) return undefined
  const warn = (message: string): void => say(`warning: ${message}`)
  return { ...ci, warn, ...(screen === undefined ? { system: undefined } : {}) }
}
