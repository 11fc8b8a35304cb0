// Asking the cluster without failing: what cannot be read becomes a note. Knows no kinds.
import { onClusterError } from '../errors.ts'

/** What was read, and why something could not be. */
export interface Attempted<T> {
  readonly value: T
  readonly notes: readonly string[]
}

/** The answer, or the fallback and a note: a diagnosis must not hide the failure that it explains. */
export async function attempt<T>(what: string, read: () => Promise<T>, fallback: T): Promise<Attempted<T>> {
  return read().then(
    (value) => ({ value, notes: [] }),
    onClusterError(({ message }) => ({ value: fallback, notes: [`${what} could not be read: ${message}`] })),
  )
}
