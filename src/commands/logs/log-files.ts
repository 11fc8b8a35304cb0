// Keeps whole logs of containers as files: one for each container and each run of it, masked, for their owner alone. What cannot be kept stops nothing.
import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { codeOf, UsageError } from '../../errors.ts'
import { sanitizeLine } from '../../guard/escape.ts'
import { makeFolder } from '../../io/make-folder.ts'
import { whyNotWritten } from '../../io/own-file.ts'
import { writtenPlace } from '../../io/written-place.ts'
import { count } from '../../report/task-text.ts'
import type { KeptLine } from '../../sync/logs/log-settings.ts'

/** Where logs are kept. */
export interface LogFiles {
  /** Writes one line, at once: what was kept is kept, in its order, whenever the process ends. */
  readonly keep: (line: KeptLine) => undefined
  /** Closes all files; tells where what was kept is not whole: nothing could be written any more, or files have gone. */
  close(): Promise<KeptFiles>
}

/** What is in the folder in the end. */
export interface KeptFiles {
  /** How many files were made. */
  readonly made: number
  /** Why not everything is in them; undefined: everything is. */
  readonly fault: string | undefined
}

/** What is needed beside the folder. */
export interface LogFilesOptions {
  readonly cwd: string
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string
  /** Hears, once, why no more is kept. */
  readonly warn: (message: string) => void
}

/** Files that are open at once; others are opened again. */
const MOST_OPEN = 64

/** Characters of a name at most: a file system takes 255 bytes. */
const LONGEST_NAME = 200

/** Opens the folder, which is made where it is not there; throws a UsageError where nothing can be written into it. */
export function openLogFiles(dir: string, { cwd, mask, warn }: LogFilesOptions): LogFiles {
  const folder = prepareFolder(cwd, dir)
  const paths = new Map<string, string>()
  const open = new Map<string, number>()
  let fault: string | undefined
  const fail = (error: unknown): void => {
    fault = whyNotWritten(error)
    warn(`logs are not kept any more in ${dir}: ${fault}`)
  }
  const fileFor = (line: KeptLine): number => {
    const id = [line.uid, line.container, line.restart].join(' ')
    const known = open.get(id)
    if (known !== undefined) return known
    const [oldest] = open
    if (oldest !== undefined && open.size >= MOST_OPEN) {
      open.delete(oldest[0])
      closeSync(oldest[1])
    }
    const path = paths.get(id)
    const file = path === undefined ? createAt(folder, nameOf(line), (made) => paths.set(id, made)) : appendTo(path)
    open.set(id, file)
    return file
  }
  return {
    keep(line) {
      if (fault !== undefined) return
      try {
        writeFileSync(fileFor(line), `${sanitizeLine(mask(line.text))}\n`)
      } catch (error) {
        fail(error)
      }
    },
    async close() {
      for (const file of open.values()) {
        try {
          closeSync(file)
        } catch (error) {
          // A file system across a network may say only now that it had no room.
          fault ??= whyNotWritten(error)
        }
      }
      open.clear()
      const all = [...paths.values()]
      if (fault !== undefined) for (const path of all) removeEmpty(path)
      const gone = all.filter((path) => !existsSync(path)).length
      fault ??= gone === 0 ? undefined : `of ${count(all.length, 'file')} ${gone} ${gone === 1 ? 'has' : 'have'} gone`
      return { made: all.length, fault }
    },
  }
}

/** A file in which not one line had room is taken for a log that says nothing. */
function removeEmpty(path: string): void {
  try {
    if (lstatSync(path).size === 0) unlinkSync(path)
  } catch {
    // It has gone.
  }
}

/** Makes the folder where it is not there, and gives its path; throws a UsageError where nothing can be written into it. */
export function prepareFolder(cwd: string, dir: string): string {
  const folder = resolve(cwd, dir)
  try {
    makeFolder(lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true ? writtenPlace(folder) : folder)
    if (!statSync(folder).isDirectory()) throw new Error('it is a file')
    accessSync(folder, constants.W_OK | constants.X_OK)
    return folder
  } catch (error) {
    const message = `--log-dir cannot be "${dir}": nothing can be written there: ${whyNotWritten(error)}`
    throw new UsageError(message, 'name a folder that you can write to, like --log-dir logs')
  }
}

/** A file that was not there: never one, or a link, that somebody else has laid there. */
function createAt(folder: string, name: string, note: (path: string) => void): number {
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? `${name}.log` : `${name}.${number}.log`)
    try {
      const file = openSync(path, 'wx', 0o600)
      note(path)
      return file
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || number >= 1000) throw error
    }
  }
}

function appendTo(path: string): number {
  return openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW)
}

/** `shop_migrate-x7k2p_main_0`: no name in Kubernetes has a `_`. A name that is none of Kubernetes is told apart by a digest. */
function nameOf({ namespace, pod, container, restart }: KeptLine): string {
  const name = [namespace, pod, container, restart].join('_')
  const safe = name.replaceAll(/[^\w.-]|^\.+/g, '-').slice(0, LONGEST_NAME)
  return safe === name ? name : `${safe}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
