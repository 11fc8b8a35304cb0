// Tells a run to a CI system, around what people read: sections and annotations among the plain lines, and its files at the end.
import { whyNotWritten } from '../../io/own-file.ts'
import { sanitizeEvent } from '../presenter.ts'
import type { Presenter } from '../presenter.ts'
import type { SyncEvent } from '../../sync/events.ts'
import { annotationLines } from './annotations.ts'
import type { PathOf } from './annotations.ts'
import type { CiSystem } from './ci-system.ts'
import { junitReport } from './junit.ts'
import { createLogSections } from './log-sections.ts'
import type { ReportFile } from './report-files.ts'
import { createCiRecord, recordEvent } from './ci-record.ts'
import { stepSummary } from './step-summary.ts'

/** What a CI system is told. */
export interface CiTelling {
  /** Whose marks stand among the lines; undefined: no marks. */
  readonly system: CiSystem | undefined
  readonly pathOf: PathOf
  /** The file of --junit. */
  readonly junit: ReportFile | undefined
  /** Where GitHub keeps the summary of the step. */
  readonly summary: ReportFile | undefined
  /** Hears what could not be written at the end. */
  readonly warn: (message: string) => void
}

/** The presenter with a CI system told, too. `lines`: what it shows are lines on this output; without, there are no marks. */
export function tellingCi(
  presenter: Presenter,
  ci: CiTelling,
  lines: { write(text: string): void } | undefined,
): Presenter {
  const record = createCiRecord()
  const system = lines === undefined ? undefined : ci.system
  const sections = system === undefined ? undefined : createLogSections(system)
  let isTold = false
  let isWritten = false
  const mark = (text: string | undefined): void => void (text !== undefined && text !== '' && lines?.write(text))
  const annotate = (): void => {
    isTold = true
    if (system === 'github') mark(annotationLines(record, ci.pathOf))
  }
  const writeFiles = (): void => {
    if (isWritten) return
    isWritten = true
    writeFile(ci, '--junit', ci.junit, () => junitReport(record, ci.pathOf))
    writeFile(ci, 'the summary of the step', ci.summary, () => stepSummary(record))
  }
  /** What ends a run is told last, for that is what people read first: also after what could not be written. */
  const hear = (raw: SyncEvent): void => {
    const event = sanitizeEvent(raw)
    recordEvent(record, event)
    mark(sections?.before(event))
    if (event.type !== 'operation-completed') return
    annotate()
    writeFiles()
  }
  return {
    event: (event) => {
      hear(event)
      presenter.event(event)
    },
    aside: (event) => {
      hear(event)
      presenter.aside?.(event)
    },
    end: () => {
      presenter.end()
      mark(sections?.end())
      if (record.timeline.first === undefined) return
      if (!isTold) annotate()
      writeFiles()
    },
  }
}

/** A file that cannot be written any more changes nothing in how the run ended. */
function writeFile({ warn }: CiTelling, name: string, file: ReportFile | undefined, text: () => string): void {
  try {
    file?.write(text())
  } catch (error) {
    warn(`${name} cannot be written: ${whyNotWritten(error)}`)
  }
}
