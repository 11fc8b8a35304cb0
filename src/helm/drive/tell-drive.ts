// Tells a drive while it runs: to the screen, where there is one, and to the log file. Secrets are masked in both.
import type { Clock } from '../../cluster/port.ts'
import type { Guard, Output } from '../../io.ts'
import { createPresenter } from '../../report/create-presenter.ts'
import type { CiTelling } from '../../report/ci/ci-presenter.ts'
import type { Presenter, Ticker } from '../../report/presenter.ts'
import { createStyle, styleKind } from '../../report/style.ts'
import { harmless } from '../../guard/tell.ts'
import type { SyncEvent } from '../../sync/events.ts'
import type { Progress } from './progress.ts'

/** How a drive tells what happens. */
export type DriveTeller = Readonly<ReturnType<typeof tellDrive>>

/** Opens it. */
export function tellDrive(
  progress: Progress,
  world: {
    readonly clock: Clock
    readonly ticker: Ticker
    readonly env: Readonly<Record<string, string | undefined>>
    readonly secrets: Pick<Guard, 'mask'>
    readonly ci?: CiTelling | undefined
  },
) {
  const redact = world.secrets.mask
  const outputs: readonly Output[] = progress.screen === undefined ? [progress.log] : [progress.screen, progress.log]
  const say = (line: string): void => {
    for (const output of outputs) output.write(harmless(`kubectl-hooksync: ${line}`, redact))
  }
  const told = ciOf(world.ci, progress, say)
  const presenters = outputs.map((output): Presenter =>
    createPresenter({
      format: 'plain',
      output,
      style: createStyle(styleKind('auto', output, world.env)),
      detail: output === progress.log ? 'verbose' : 'normal',
      now: () => world.clock.now(),
      ticker: world.ticker,
      redact,
      ci: output === outputs[0] ? told : undefined,
    }),
  )
  return {
    event: (event: SyncEvent): void => {
      for (const presenter of presenters) presenter.event(event)
    },
    /** A line of the drive's own. */
    say,
    /** Masks secrets. */
    redact,
    end: (): void => {
      for (const presenter of presenters) presenter.end()
    },
  }
}

/** Marks are for the screen that Helm writes to, and not for a log that nobody reads as CI does. */
function ciOf(ci: CiTelling | undefined, { screen }: Progress, say: (line: string) => void): CiTelling | undefined {
  if (ci === undefined) return undefined
  const warn = (message: string): void => say(`warning: ${message}`)
  return { ...ci, warn, ...(screen === undefined ? { system: undefined } : {}) }
}
