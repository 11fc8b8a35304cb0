// What those who follow logs need of the run. Types only.
import type { Clock, Cluster } from '../../cluster/port.ts'
import type { SyncEventBody } from '../events.ts'
import type { LogSettings } from './log-settings.ts'

/** What the logs of a run need of it. */
export interface LogWorld {
  readonly cluster: Cluster
  readonly clock: Clock
  readonly tell: (event: SyncEventBody) => void
  /** From then on nothing is waited for. */
  readonly stop: AbortSignal
  /** Which rights to look are missing, and told: each once in a run. */
  readonly unseen: Set<string>
}

/** Says, once for what it is about, why logs are not shown. */
export type Warn = (about: string, message: string, hint?: string) => void

/** What those of one namespace need. */
export interface PodLogWorld extends LogWorld {
  readonly warn: Warn
  readonly settings: LogSettings
}
