// The files of one command: each has a place of its own and can be written, which is known before anything is done.
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Io } from '../io.ts'
import { identityOf } from '../io/written-place.ts'
import { ciSystem } from '../report/ci/ci-system.ts'
import { junitFile } from './ci-telling.ts'
import { readCiFlags } from './flags/ci-flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { prepareFolder } from './logs/log-files.ts'

/** What a command writes beside what its flags name in every command. */
export interface ChosenFiles {
  /** The file of its page. */
  readonly report?: string | undefined
  /** The folder of its logs. */
  readonly dir?: string | undefined
}

/** A file as somebody has named it. */
interface NamedFile {
  /** What names it: a flag, a variable. */
  readonly by: string
  readonly name: string
}

/**
 * Throws a UsageError where two of them are one file, or one cannot be written; nothing was written then, and nothing made. The
 * folder of the logs is made, last of all.
 */
export async function checkFiles(values: FlagValues, io: Io, { report, dir }: ChosenFiles = {}): Promise<void> {
  const junit = values.value('junit')
  const written = [
    ...named('--junit', junit),
    ...named('--report', report),
    ...named('--log-dir', dir),
    ...(values.switch('against-cluster') === true ? named('--snapshot', values.value('snapshot')) : []),
    ...(ciSystem(readCiFlags(values).ci, io.env) === 'github' ? named(SUMMARY, io.env[SUMMARY]) : []),
  ]
  refuseShared(written, readFiles(values), io)
  if (report !== undefined) (await import('./report-file.ts')).reportFile(report, io.cwd)
  if (junit !== undefined) junitFile(junit, io.cwd)
  if (dir !== undefined) prepareFolder(io.cwd, dir)
}

const SUMMARY = 'GITHUB_STEP_SUMMARY'

function named(by: string, name: string | undefined): readonly NamedFile[] {
  return name === undefined || name === '' ? [] : [{ by, name }]
}

/** What is read beside the cluster. A folder may be read and written into: what we write is no manifest. */
function readFiles(values: FlagValues): readonly NamedFile[] {
  const files = values.list('filename').flatMap((value) => value.split(','))
  const snapshot = values.switch('against-cluster') === true ? undefined : values.value('snapshot')
  return [
    ...files.filter((name) => name !== '-' && !/^https?:\/\//.test(name)).flatMap((name) => named('--filename', name)),
    ...named('--config', values.value('config')),
    ...named('--plan', values.value('plan')),
    ...named('--world', values.value('world')),
    ...named('--snapshot', snapshot),
    ...values.words.filter((word) => word !== '-').map((name) => ({ by: 'the recording', name })),
  ]
}

function refuseShared(written: readonly NamedFile[], read: readonly NamedFile[], { cwd }: Io): void {
  const seen = new Map<string, NamedFile>()
  for (const file of written) {
    const id = identityOf(resolve(cwd, file.name))
    const other = seen.get(id)
    if (other !== undefined) {
      const message = `${other.by} and ${file.by} name the same file: ${other.name}`
      throw new UsageError(message, 'give each a file of its own')
    }
    seen.set(id, file)
  }
  for (const { by, name } of read) {
    const over = seen.get(identityOf(resolve(cwd, name)))
    if (over === undefined || (over.by === '--log-dir' && by === '--filename')) continue
    throw new UsageError(`${over.by} would be written over what is read: ${name} (${by})`, 'name another file')
  }
}
