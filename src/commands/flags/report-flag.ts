// The flag that names the file of a report. Reads no files.
import { UsageError } from '../../errors.ts'
import type { FlagValues } from './parse-flags.ts'

/** The file; nothing where no report is wanted. */
export function readReportFlag(values: FlagValues): { readonly report?: string } {
  const report = values.value('report')
  if (report === undefined) return {}
  if (report !== '' && report !== '-') return { report }
  throw new UsageError(`--report cannot be "${report}"`, 'name a file, like report.html')
}
