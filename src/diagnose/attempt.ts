// Asking the cluster without failing: what cannot be read becomes a note. Knows no kinds.
import { onClusterError } from '../errors.ts'

/** Why something could not be seen, in one line. */
export interface Note {
  readonly text: string
  /** The right to look is missing, in the server's words: the same for all that is looked for in this run. */
  readonly denied?: string
}

/** What was read, and why something could not be. */
export interface Attempted<T> {
  readonly value: T
  readonly notes: readonly Note[]
}

/** The answer, or the fallback and a note: a diagnosis must not hide the failure that it explains. */
export async function attempt<T>(what: string, read: () => Promise<T>, fallback: T): Promise<Attempted<T>> {
  return read().then(
    (value) => ({ value, notes: [] }),
    onClusterError(({ message, reason }) => ({
      value: fallback,
      notes: [
        { text: `${what} could not be read: ${message}`, ...(reason === 'Forbidden' ? { denied: message } : {}) },
      ],
    })),
  )
}

/** Each note once. */
export function uniqueNotes(notes: readonly Note[]): readonly Note[] {
  return [...new Map(notes.map((note) => [note.text, note])).values()]
}
