// Where a drive is told while Helm is silent: the screen that Helm itself writes to, and always a log file. Formats nothing.
import { constants, closeSync, fstatSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import type { Output } from '../../io.ts'

/** What progress needs to know of the run. */
export interface ProgressOptions {
  /** The Helm whose screen is looked for; undefined: none is known. */
  readonly helmPid: number | undefined
  /** Under the wrapper: the file that it shows on its own standard error. */
  readonly wrapper: { readonly path: string; readonly isTTY: boolean } | undefined
  readonly release: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: number
}

/** Where a drive is told. */
export interface Progress {
  /** Undefined where nobody would see it. */
  readonly screen: Output | undefined
  readonly log: Output
  readonly logPath: string
  /** The path for people: `~/.local/state/kubectl-hooksync/shop-20260101T120000Z.log`. */
  readonly logName: string
  close(): void
}

/** Opens the places; a log file that cannot be made is an error of the file system and thrown. */
export function openProgress(options: ProgressOptions): Progress {
  const { path, fd } = openLog(options)
  const screen = openScreen(options)
  const log = fileOutput(fd)
  return {
    screen: screen === undefined ? undefined : screenOutput(screen),
    log,
    logPath: path,
    logName: shortPath(path, options.env['HOME']),
    close() {
      closeSync(fd)
      if (screen !== undefined) closeSync(screen.fd)
    },
  }
}

/** Tells what is no drive: on the screen where there is one. */
export function tellOnScreen(where: Pick<ProgressOptions, 'helmPid' | 'wrapper'>, text: string): void {
  const screen = openScreen(where)
  if (screen === undefined) return
  screenOutput(screen).write(text)
  closeSync(screen.fd)
}

/** Keeps the last plan of a release: one file, written anew each time. What cannot be kept is no failure of a dry run. */
export function keepPlan({ release, env }: Pick<ProgressOptions, 'release' | 'env'>, text: string): void {
  for (const folder of logFolders(env)) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, `${fileName(release)}-plan.log`)
      // Never into a file, or a link, that somebody else has laid there.
      rmSync(path, { force: true })
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
      return
    } catch {
      continue
    }
  }
}

function fileName(release: string): string {
  return release.replaceAll(/[^\w.-]/g, '_')
}

function logFolders(env: ProgressOptions['env']): readonly string[] {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] ? join(env['HOME'], '.local', 'state') : undefined)
  return [...(state === undefined ? [] : [join(state, 'kubectl-hooksync')]), join(tmpdir(), 'kubectl-hooksync')]
}

function openLog({ env, release, now }: ProgressOptions): { readonly path: string; readonly fd: number } {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const name = `${fileName(release)}-${time}`
  let failure: unknown
  for (const folder of logFolders(env)) {
    for (const file of [`${name}.log`, `${name}-${process.pid}.log`]) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const path = join(folder, file)
        return { path, fd: openSync(path, 'wx', 0o600) }
      } catch (error) {
        failure = error
      }
    }
  }
  throw failure
}

function shortPath(path: string, home: string | undefined): string {
  return home !== undefined && home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

interface Screen {
  readonly fd: number
  readonly isTTY: boolean
}

/** Helm's own standard error where it is a pipe or a terminal (never a file, which Helm would overwrite), else our terminal. */
function openScreen({ helmPid, wrapper }: Pick<ProgressOptions, 'helmPid' | 'wrapper'>): Screen | undefined {
  if (wrapper !== undefined) return { fd: openSync(wrapper.path, 'a', 0o600), isTTY: wrapper.isTTY }
  const helm = helmPid === undefined || process.platform !== 'linux' ? undefined : `/proc/${helmPid}/fd/2`
  return (helm === undefined ? undefined : openStream(helm)) ?? openStream('/dev/tty')
}

function openStream(path: string): Screen | undefined {
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
        // A full disk is no reason to stop half way through a release.
      }
    },
  }
}

/** What a reader is too slow for is kept up to this many bytes; the log has everything. */
const BACKLOG = 1_000_000

function screenOutput({ fd, isTTY }: Screen): Output {
  let backlog = Buffer.alloc(0)
  let open = true
  return {
    isTTY,
    columns: 120,
    write(text) {
      if (!open) return
      backlog = Buffer.concat([backlog, Buffer.from(text)])
      try {
        while (backlog.length > 0) backlog = backlog.subarray(writeSync(fd, backlog))
      } catch (error) {
        const slow = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
        open = slow && backlog.length < BACKLOG
      }
    },
  }
}
