// What is wrong with the input, as data: code, severity, message, place, remedy.
import type { Location } from './manifest.ts'

/** How bad it is: an error stops before anything is touched; a warning and a note are told. */
export type Severity = 'error' | 'warning' | 'note'

/** One finding about the input. */
export interface Diagnostic {
  /** SCREAMING_SNAKE, e.g. `UNKNOWN_HOOK_TYPE`; stable, for scripts and tests. */
  readonly code: string
  readonly severity: Severity
  /** One line without the place: `"PreSinc" is not a hook type`. */
  readonly message: string
  readonly location?: Location
  /** What to do: `did you mean PreSync?` */
  readonly hint?: string
}
