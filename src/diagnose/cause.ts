// What a rule for causes gives, and the words that rules share.
import { defined } from '../object/defined.ts'
import { oneLine } from '../object/one-line.ts'
import type { ContainerDiagnosis, EventDiagnosis } from './diagnosis.ts'
import type { Facts, PodFacts } from './facts.ts'

/** What kind of cause something has: for programs, which should not read sentences. */
export type CauseCode =
  | 'Admission'
  | 'ClaimPending'
  | 'ContainerConfig'
  | 'CrashLoop'
  | 'DeadlineExceeded'
  | 'ExitCode'
  | 'Health'
  | 'ImagePull'
  | 'Ingress'
  | 'JobFailed'
  | 'LimitRange'
  | 'LoadBalancer'
  | 'Mount'
  | 'NotReady'
  | 'OutOfMemory'
  | 'PodEnded'
  | 'PodRefused'
  | 'PriorityClass'
  | 'Probe'
  | 'ProgressDeadline'
  | 'Queued'
  | 'Quota'
  | 'Running'
  | 'Sandbox'
  | 'SchedulingGated'
  | 'ServiceAccount'
  | 'Sidecar'
  | 'Starting'
  | 'Suspended'
  | 'Terminating'
  | 'Unknown'
  | 'Unschedulable'
  | 'Warning'

/** One line that says why, and what to do about it. */
export interface Cause {
  /** What kind of cause it is, for programs. */
  readonly code: CauseCode
  readonly cause: string
  readonly hint?: string
  /** The container was ended from outside, so that is not a cause of its own. */
  readonly killed?: boolean
  /** The pod that tells it. */
  readonly pod?: string
  /** How often the container was started again, where that is part of it. */
  readonly restarts?: number
}

/** Looks at one pod; undefined: this is not it. */
export type PodRule = (facts: PodFacts) => Cause | undefined

/** Looks at everything; undefined: this is not it. */
export type Rule = (facts: Facts) => Cause | undefined

const LONGEST = 400

/** Parts joined by `: `, on one line, blank ones left out; cut where it is too long to be read as one line. */
export function joinCause(...parts: readonly (string | undefined)[]): string {
  const line = parts
    .map((part) => oneLine(part ?? ''))
    .filter((part) => part !== '')
    .join(': ')
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

/** `container "web"` or `init container "wait"`. */
export function containerText(container: ContainerDiagnosis): string {
  return `${container.init ? 'init container' : 'container'} "${container.name}"`
}

/** The newest event of one of these reasons. */
export function newestEvent(
  events: readonly EventDiagnosis[],
  ...reasons: readonly string[]
): EventDiagnosis | undefined {
  return events.findLast((event) => reasons.includes(event.reason))
}

/** The hint of the first pattern that a text has. */
export function hintFor(text: string, hints: readonly (readonly [RegExp, string])[]): { readonly hint?: string } {
  return defined({ hint: hints.find(([pattern]) => pattern.test(text))?.[1] })
}
