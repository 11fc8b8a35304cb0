// What a drive is asked to do and what it takes from outside. Types only.
import type { Clock, Cluster, Trouble } from '../../cluster/port.ts'
import type { Guard } from '../../io.ts'
import type { CiTelling } from '../../report/ci/ci-presenter.ts'
import type { Presenter, Ticker } from '../../report/presenter.ts'
import type { LogSettings } from '../../sync/logs/log-settings.ts'
import type { HelmReading } from '../../hook/hook-type.ts'
import type { DriveStory } from './drive-story.ts'
import type { GuardedCluster } from './guarded-cluster.ts'
import type { HelmMajor } from '../command-line/helm-flags.ts'
import type { HelmInvocation, HelmOrders } from '../command-line/parse-helm-args.ts'
import type { Progress } from './progress.ts'
import type { FailureOutput } from '../stream/failure-output.ts'
import type { RenderedStream } from '../stream/stream.ts'
import type { DriveTeller } from './tell-drive.ts'

/** What of Helm's command line a drive follows. */
export type DriveOrders = HelmOrders & Pick<HelmInvocation, 'subcommand' | 'storage'>

/** One drive. */
export interface DriveRequest {
  readonly major: HelmMajor
  /** Whose way of hearing of a failure the caller has. */
  readonly listener: HelmMajor
  readonly release: string
  readonly namespace: string
  /** That of the Helm that goes on: with another one its next apply is a conflict. */
  readonly fieldManager: string
  readonly orders: DriveOrders
  readonly stream: RenderedStream
  /** What goes back to Helm; undefined: the stream. Helm 3 keeps its own hooks to itself and must not get them back. */
  readonly handBack?: RenderedStream
  /** Which Helm hooks run; undefined: those of what Helm does now. */
  readonly reading: HelmReading | undefined
  /** Nothing is awaited but what the next step needs, whatever Helm was told. */
  readonly noWait: boolean
  /** Part of generated names, and told. */
  readonly revision: string
}

/** What a drive takes from outside. */
export interface DriveWorld {
  readonly cluster: Cluster
  readonly clock: Clock
  /** What keeps the cluster from being reached now. */
  readonly trouble?: () => Trouble | undefined
  readonly ticker: Ticker
  readonly progress: Progress
  /** Who drives, as the holder of the lock is told: `ci@runner-7 (process 4711)`. */
  readonly holder: string
  /** Aborted with a text as its reason: a signal, or that Helm is gone. */
  readonly signal: AbortSignal
  /** Looks at what may have aborted the signal by now. */
  readonly check: () => void
  readonly server?: string
  readonly context?: string
  /** The flags that lead to the cluster as Helm was told, for commands that people are told; left out: it was told none. */
  readonly connection?: readonly string[]
  readonly version: string
  /** When the time of --timeout began; left out: with the sync. */
  readonly startedAt?: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** What a CI system is told; left out: nothing. */
  readonly ci?: CiTelling | undefined
  /** Gathers the page of --report; left out: there is none. */
  readonly page?: Presenter | undefined
  /** Closes it and the trace, before the verdict is told. */
  readonly closePage?: (() => Promise<void>) | undefined
  /** Whose logs are told, and kept; left out: none. */
  readonly logs?: LogSettings | undefined
  /** Masks what must not be seen, in all that is told. */
  readonly secrets: Guard
}

/** What the process answers. */
export interface DriveAnswer extends FailureOutput {
  /** The revision that a rollback was asked for in case of failure, where Helm cannot do it: it has recorded nothing. */
  readonly rollBackTo?: number | undefined
}

/** What the parts of one drive share. */
export interface Drive {
  readonly request: DriveRequest
  readonly world: DriveWorld
  readonly guard: GuardedCluster
  readonly teller: DriveTeller
  readonly story: DriveStory
  /** Aborted when the lock is lost: then the release is another run's. */
  readonly lost: AbortSignal
}
