// The files that a CI system reads after a run, and the one that others add to. The only writer of it.
import { appendFileSync, statSync } from 'node:fs'

/** A file that takes one text. */
export interface ReportFile {
  /** Throws what keeps it from being written. */
  write(text: string): void
}

/** A file that others add to, too; nobody looks at it before there is something to add. */
export function addingTo(path: string): ReportFile {
  return { write: (text) => appendFileSync(refusePipes(path), text) }
}

/** A pipe without a reader would hold the run for ever. */
function refusePipes(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFIFO() === true || found?.isSocket() === true) throw new Error('it is a pipe, not a file')
  return path
}
