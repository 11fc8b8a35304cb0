// The file of --report: whether it can be written is known before the run, and when the run has ended it is there as a whole or not at all.
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { openOwnFile, whyNotWritten } from '../io/own-file.ts'
import type { OwnFile } from '../io/own-file.ts'
import { PAGE_MARK, drawPage } from '../report/page/draw-page.ts'
import { createRunRecord, recording } from '../report/page/run-record.ts'
import { redacting } from '../report/presenter.ts'
import type { Presenter } from '../report/presenter.ts'

/** A page that is being made. */
export interface Report {
  /** Hears the events of the run. */
  readonly presenter: Presenter
  /** Writes the page. Where that fails, it is an error that all went well but this (`needed`), or told beside another. */
  save(how: 'needed' | 'wanted'): void
}

/** Where the page goes; throws a UsageError where the file cannot be written, or is something else that nobody wants to lose. */
export function reportFile(name: string, cwd: string): OwnFile {
  return openOwnFile(name, cwd, { flag: '--report', what: 'report', mark: PAGE_MARK, example: 'report.html' })
}

/** Opens it; throws as `reportFile` does. */
export function openReport(name: string, io: Io): Report {
  const file = reportFile(name, io.cwd)
  const record = createRunRecord()
  return {
    presenter: redacting(recording(record), io.guard.mask),
    save: (how) => {
      try {
        file.write(drawPage(record))
      } catch (error) {
        const message = `the report ${name} cannot be written: ${whyNotWritten(error)}`
        if (how === 'needed') throw new HooksyncError(message, { exitCode: EXIT_CODES.output, cause: error })
        tellPeople(io.stderr, io.guard, `warning: ${message}`)
      }
    },
  }
}
