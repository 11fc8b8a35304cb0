// Keeps whole logs of containers as files: one for each container and each run of it, masked, for their owner alone. What cannot be kept stops nothing.
import { createHash } from 'node:crypto'
import { accessSync, constants, createWriteStream, openSync, statSync } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { join, resolve } from 'node:path'
import { codeOf, UsageError } from '../../errors.ts'
import { sanitizeLine } from '../../guard/escape.ts'
import { makeFolder } from '../../io/make-folder.ts'
import type { KeptLine } from '../../sync/logs/log-settings.ts'

/** Where logs are kept. */
export interface LogFiles {
  /** Writes one line; resolves when more can be taken. */
  readonly keep: (line: KeptLine) => Promise<void> | undefined
  /** Resolves when all is written, with the number of files. */
  close(): Promise<number>
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
  const folder = resolve(cwd, dir)
  prepareFolder(folder, dir)
  const paths = new Map<string, string>()
  const open = new Map<string, WriteStream>()
  let isBroken = false
  const fail = (error: unknown): void => {
    if (isBroken) return
    isBroken = true
    warn(`logs are not kept any more: ${dir}: ${codeOf(error) ?? String(error)}`)
  }
  const streamFor = (line: KeptLine): WriteStream => {
    const id = [line.uid, line.container, line.restart].join(' ')
    const known = open.get(id)
    if (known !== undefined) return known
    const [oldest] = open
    if (oldest !== undefined && open.size >= MOST_OPEN) {
      oldest[1].end()
      open.delete(oldest[0])
    }
    const path = paths.get(id)
    const stream = path === undefined ? createAt(folder, nameOf(line), (made) => paths.set(id, made)) : appendTo(path)
    stream.on('error', fail)
    open.set(id, stream)
    return stream
  }
  return {
    keep(line) {
      if (isBroken) return undefined
      try {
        const stream = streamFor(line)
        return stream.write(`${sanitizeLine(mask(line.text))}\n`) ? undefined : drained(stream)
      } catch (error) {
        fail(error)
        return undefined
      }
    },
    async close() {
      await Promise.all([...open.values()].map(ended))
      return paths.size
    },
  }
}

function prepareFolder(folder: string, dir: string): void {
  try {
    makeFolder(folder)
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error('it is a file'), { code: 'ENOTDIR' })
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new UsageError(
      `--log-dir cannot be "${dir}": nothing can be written there (${codeOf(error) ?? String(error)})`,
    )
  }
}

/** A file that was not there: never one, or a link, that somebody else has laid there. */
function createAt(folder: string, name: string, note: (path: string) => void): WriteStream {
  for (let count = 1; ; count += 1) {
    const path = join(folder, count === 1 ? `${name}.log` : `${name}.${count}.log`)
    try {
      const fd = openSync(path, 'wx', 0o600)
      note(path)
      return createWriteStream(path, { fd })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || count >= 1000) throw error
    }
  }
}

function appendTo(path: string): WriteStream {
  const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW)
  return createWriteStream(path, { fd })
}

/** `shop_migrate-x7k2p_main_0`: no name in Kubernetes has a `_`. A name that is none of Kubernetes is told apart by a digest. */
function nameOf({ namespace, pod, container, restart }: KeptLine): string {
  const name = [namespace, pod, container, restart].join('_')
  const safe = name.replaceAll(/[^\w.-]|^\.+/g, '-').slice(0, LONGEST_NAME)
  return safe === name ? name : `${safe}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

function drained(stream: WriteStream): Promise<void> {
  return new Promise((resolveIt) => {
    const settle = (): void => {
      for (const event of ['drain', 'error', 'close']) stream.off(event, settle)
      resolveIt()
    }
    for (const event of ['drain', 'error', 'close']) stream.once(event, settle)
  })
}

function ended(stream: WriteStream): Promise<void> {
  return new Promise((resolveIt) => {
    stream.once('close', () => resolveIt())
    stream.once('error', () => resolveIt())
    if (stream.closed || stream.destroyed) resolveIt()
    else stream.end()
  })
}
