// The file of --report: whether it can be written is known before the run, and when the run has ended it is there as a whole or not at all.
import { chmod, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, EXIT_CODES, HooksyncError, messageOf, UsageError } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { PAGE_MARK, drawPage } from '../report/page/draw-page.ts'
import { createRunRecord, recording } from '../report/page/run-record.ts'
import { redacting } from '../report/presenter.ts'
import type { Presenter } from '../report/presenter.ts'

/** A page that is being made. */
export interface Report {
  /** Hears the events of the run. */
  readonly presenter: Presenter
  /** Writes the page. Where that fails, it is an error that all went well but this (`needed`), or told beside another. */
  save(how: 'needed' | 'wanted'): Promise<void>
}

/** Nobody else may read a new file; of one that is there its owner has decided. */
const PRIVATE = 0o600

/** Opens it; throws a UsageError where the file cannot be written, or is something else that nobody wants to lose. */
export async function openReport(name: string, io: Io): Promise<Report> {
  const path = await placeOf(name, io)
  try {
    await writeBeside(path, '').then(({ remove }) => remove())
  } catch (error) {
    throw new UsageError(
      `--report ${name} cannot be written: ${whyNot(error)}`,
      'name a file in a folder that you may write to',
    )
  }
  const record = createRunRecord()
  return {
    presenter: redacting(recording(record), io.guard.mask),
    save: async (how) => {
      try {
        const { place } = await writeBeside(path, drawPage(record))
        await place()
      } catch (error) {
        const message = `the report ${name} cannot be written: ${whyNot(error)}`
        if (how === 'needed') throw new HooksyncError(message, { exitCode: EXIT_CODES.output, cause: error })
        tellPeople(io.stderr, io.guard, `warning: ${message}`)
      }
    },
  }
}

/** Where the page will stand: a link stays one. */
async function placeOf(name: string, io: Io): Promise<string> {
  const path = resolve(io.cwd, name)
  const found = await statOf(path, name)
  if (found === undefined) return path
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'not an ordinary file'
    throw new UsageError(`--report ${name} cannot be written: it is ${what}`, 'name a file, like report.html')
  }
  if (found.size > 0 && !(await isOurs(path))) {
    throw new UsageError(
      `--report ${name}: the file is there, and no report: it is not written over`,
      'name another file, or remove it',
    )
  }
  return realpath(path)
}

async function statOf(path: string, name: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new UsageError(`--report ${name} cannot be written: ${whyNot(error)}`)
  }
}

/** What cannot be read is none of ours. */
async function isOurs(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.slice(0, 200).includes(PAGE_MARK)
}

/** A file that was written beside another. */
interface Beside {
  /** It takes the other's place. */
  readonly place: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** A file beside it with a text, which takes its place or goes. */
async function writeBeside(path: string, text: string): Promise<Beside> {
  const beside = join(dirname(path), `.${basename(path).slice(0, 200)}.${process.pid}.tmp`)
  const remove = async (): Promise<void> => rm(beside, { force: true })
  await remove()
  const file = await open(beside, 'wx', PRIVATE)
  try {
    await file.writeFile(text)
    await file.close()
  } catch (error) {
    await file.close().catch(() => {})
    await remove()
    throw error
  }
  const place = async (): Promise<void> => {
    try {
      const mode = await stat(path).then(
        (found) => found.mode & 0o777,
        () => PRIVATE,
      )
      await chmod(beside, mode)
      await rename(beside, path)
    } catch (error) {
      await remove()
      throw error
    }
  }
  return { place, remove }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'its folder is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system can only be read',
  ENOSPC: 'there is no room',
}

function whyNot(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? messageOf(error)
}
