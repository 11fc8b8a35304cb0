// Where a drive is told while Helm is silent: the screen that Helm itself writes to, and a log file. Formats nothing.
import { constants, closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { codeOf } from '../../errors.ts'
import { columnsAsked } from '../../io.ts'
import type { Output } from '../../io.ts'
import { openLog } from './log-file.ts'
import type { LogFileOptions } from './log-file.ts'

/** What progress needs to know of the run. */
export interface ProgressOptions extends LogFileOptions {
  /** The Helm whose screen is looked for; undefined: none is known. */
  readonly helmPid: number | undefined
  /** Under the wrapper: the file that it shows on its own standard error. */
  readonly wrapper: { readonly path: string; readonly isTTY: boolean; readonly columns: number } | undefined
  readonly now: number
}

/** Where a drive is told. */
export interface Progress {
  /** Undefined where nobody would see it. */
  readonly screen: Output | undefined
  readonly log: Output
  /** The log's path for people; undefined where none can be kept. */
  readonly logName: string | undefined
  /** What people must know of these places. */
  readonly warning: string | undefined
  close(): void
}

/** Opens the places. */
export function openProgress(options: ProgressOptions): Progress {
  const log = openLog(options)
  const screen = openScreen(options)
  const isKept = 'fd' in log
  return {
    screen: screen === undefined ? undefined : screenOutput(screen),
    log: isKept ? fileOutput(log.fd) : { isTTY: false, columns: 120, write: () => undefined },
    logName: isKept ? log.name : undefined,
    warning: isKept ? undefined : log.refused,
    close() {
      if (isKept) log.close()
      if (screen !== undefined) closeSync(screen.fd)
    },
  }
}

/** Tells what is not part of a drive: on the screen where there is one. */
export function tellOnScreen(where: Pick<ProgressOptions, 'helmPid' | 'wrapper' | 'env'>, text: string): void {
  const screen = openScreen(where)
  if (screen === undefined) return
  screenOutput(screen).write(text)
  closeSync(screen.fd)
}

interface Screen {
  readonly fd: number
  readonly isTTY: boolean
  /** How wide Helm's screen is nobody tells us, but by COLUMNS. */
  readonly columns: number
}

/** Helm's own standard error where it is a pipe or a terminal (never a file, which Helm would overwrite), else our terminal. */
function openScreen({ helmPid, wrapper, env }: Parameters<typeof tellOnScreen>[0]): Screen | undefined {
  if (wrapper !== undefined) return openWrapped(wrapper)
  const helm = helmPid === undefined || process.platform !== 'linux' ? undefined : `/proc/${helmPid}/fd/2`
  const stream = (helm === undefined ? undefined : openStream(helm)) ?? openStream('/dev/tty')
  return stream === undefined ? undefined : { ...stream, columns: columnsAsked(env) }
}

function openWrapped({ path, ...screen }: NonNullable<ProgressOptions['wrapper']>): Screen | undefined {
  try {
    return { fd: openSync(path, 'a', 0o600), ...screen }
  } catch {
    // Somebody has swept the folder for temporary files.
    return undefined
  }
}

function openStream(path: string): Omit<Screen, 'columns'> | undefined {
  let fd: number | undefined
  try {
    // Not blocking, and no terminal of ours: a reader that sleeps must not stop the sync.
    fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    const facts = fstatSync(fd)
    if (facts.isFIFO() || facts.isCharacterDevice()) return { fd, isTTY: isatty(fd) }
    closeSync(fd)
  } catch {
    if (fd !== undefined) closeSync(fd)
  }
  return undefined
}

function fileOutput(fd: number): Output {
  return {
    isTTY: false,
    columns: 120,
    write(text) {
      try {
        writeSync(fd, text)
      } catch {
        // A full disk is not a reason to stop half way through a release.
      }
    },
  }
}

/** What a reader is too slow for is kept up to this many bytes; the log has everything. */
const BACKLOG = 1_000_000

function screenOutput({ fd, isTTY, columns }: Screen): Output {
  let backlog = Buffer.alloc(0)
  let open = true
  return {
    isTTY,
    columns,
    write(text) {
      if (!open) return
      backlog = Buffer.concat([backlog, Buffer.from(text)])
      try {
        while (backlog.length > 0) backlog = backlog.subarray(writeSync(fd, backlog))
      } catch (error) {
        open = codeOf(error) === 'EAGAIN' && backlog.length < BACKLOG
      }
    },
  }
}
