// What a rule for causes gives, and the words that rules share.
import { oneLine } from '../object/one-line.ts'
import type { ContainerDiagnosis, EventDiagnosis } from './diagnosis.ts'
import type { Facts, PodFacts } from './facts.ts'
import type { CauseCode } from './cause-code.ts'
import type { HintValues } from './hints/hint.ts'

/** One line that says why, and what to do about it. */
export interface Cause {
  /** What kind of cause it is, for programs. */
  readonly code: CauseCode
  readonly cause: string
  readonly hint?: string
  /** What the table of hints may name. */
  readonly values?: HintValues
  /** The container was ended from outside, so that is not a cause of its own. */
  readonly killed?: boolean
  /** The pod that tells it. */
  readonly pod?: string
  /** The container of it whose state is the cause. */
  readonly container?: string
  /** How often the container was started again, where that is part of it. */
  readonly restarts?: number
}

/** What is said where no rule knows more. */
export const NOTHING_TELLS: Cause = { code: 'Unknown', cause: 'nothing tells why' }

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
