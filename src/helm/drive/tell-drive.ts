// Tells a drive while it runs: to the screen, where there is one, and to the log file. Secrets are masked in both.
import type { Clock } from '../../cluster/port.ts'
import type { Output } from '../../io.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { createPresenter } from '../../report/create-presenter.ts'
import type { Presenter, Ticker } from '../../report/presenter.ts'
import { createRedactor } from '../../report/redact.ts'
import { createStyle, styleKind } from '../../report/style.ts'
import { sanitizeText } from '../../report/sanitize.ts'
import type { SyncEvent } from '../../sync/events.ts'
import type { Progress } from './progress.ts'

/** The voice of a drive. */
export interface DriveTeller {
  event(event: SyncEvent): void
  /** A line of the drive's own. */
  say(line: string): void
  /** Masks secrets. */
  redact(text: string): string
  end(): void
}

/** Opens the voice. `publicNames` are those of the release and its namespace. */
export function tellDrive(
  progress: Progress,
  told: { readonly manifests: readonly Manifest[]; readonly publicNames: readonly string[] },
  world: { readonly clock: Clock; readonly ticker: Ticker; readonly env: Readonly<Record<string, string | undefined>> },
): DriveTeller {
  const redact = createRedactor(told.manifests, told)
  const outputs: readonly Output[] = progress.screen === undefined ? [progress.log] : [progress.screen, progress.log]
  const presenters = outputs.map((output): Presenter =>
    createPresenter({
      format: 'plain',
      output,
      style: createStyle(styleKind('auto', output, world.env)),
      detail: output === progress.log ? 'verbose' : 'normal',
      now: () => world.clock.now(),
      ticker: world.ticker,
      redact,
    }),
  )
  return {
    event: (event) => {
      for (const presenter of presenters) presenter.event(event)
    },
    say: (line) => {
      for (const output of outputs) output.write(`kubectl-hooksync: ${sanitizeText(redact(line))}\n`)
    },
    redact,
    end: () => {
      for (const presenter of presenters) presenter.end()
    },
  }
}
