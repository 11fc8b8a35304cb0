// What the post-renderer takes from the machine: the processes above it, its own path, its name as a holder. Decides nothing.
import { realpathSync } from 'node:fs'
import { readLinuxProcess } from '../../helm/command-line/parent-process.ts'
import type { ReadProcess } from '../../helm/command-line/parent-process.ts'
import { readIdentity } from '../../helm/drive/parent-watch.ts'
import type { ReadIdentity } from '../../helm/drive/parent-watch.ts'
import { holderName } from '../../inventory/holder.ts'
import type { CommandWorld } from '../run-context.ts'
import { systemClock } from '../../cluster/system-clock.ts'
import { systemTicker } from '../system-ticker.ts'

/** What the renderer takes from outside beside its Io and the world of every run. */
export interface RenderWorld extends CommandWorld {
  readonly parentPid: number
  /** The real path of our own executable. */
  readonly self: string
  readonly readProcess: ReadProcess
  readonly readIdentity: ReadIdentity
  readonly realpath: (path: string) => string | undefined
  readonly holder: string
}

/** The machine and the cluster of the kubeconfig. */
export function realRenderWorld(): RenderWorld {
  const realpath = (path: string): string | undefined => {
    try {
      return realpathSync(path)
    } catch {
      return undefined
    }
  }
  return {
    clock: systemClock,
    ticker: systemTicker,
    // Behind it stand the presenters, which a dry run does not load.
    connect: async (...wanted) => (await import('../run-context.ts')).REAL_WORLD.connect(...wanted),
    parentPid: process.ppid,
    self: realpath(process.argv[1] ?? '') ?? '',
    readProcess: readLinuxProcess,
    readIdentity,
    realpath,
    holder: holderName(process.env),
  }
}
