// Why something waits or failed, as data: the object, its pods, their containers, events and last log lines.

/** What one container did. */
export interface ContainerDiagnosis {
  readonly name: string
  readonly init: boolean
  readonly state: 'waiting' | 'running' | 'terminated'
  /** `Error`, `OOMKilled`, `ImagePullBackOff`, `CrashLoopBackOff`, … */
  readonly reason?: string
  readonly message?: string
  readonly exitCode?: number
  readonly signal?: number
  readonly restarts: number
  /** The last lines of its log, oldest first; empty when there is none or it could not be read. */
  readonly logLines: readonly string[]
  /** Why the log could not be read, in one line. */
  readonly logError?: string
}

/** What one pod did. */
export interface PodDiagnosis {
  readonly name: string
  readonly phase: string
  readonly reason?: string
  readonly message?: string
  readonly containers: readonly ContainerDiagnosis[]
}

/** One Kubernetes event about the object or its pods. */
export interface EventDiagnosis {
  readonly kind: string
  readonly name: string
  readonly reason: string
  readonly message: string
  readonly count: number
}

/** All that is known about why. */
export interface Diagnosis {
  /** One line: the cause nearest to the user's own text. Never empty. */
  readonly cause: string
  /** What to do, where a rule knows it. */
  readonly hint?: string
  /** What could not be read, and why, a line each. */
  readonly notes?: readonly string[]
  readonly pods: readonly PodDiagnosis[]
  readonly events: readonly EventDiagnosis[]
}
