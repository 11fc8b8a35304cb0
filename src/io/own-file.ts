// A file that is wholly ours, such as a report: known to be writable before the run, never written over what is not ours, there as a whole or not at all.
import { chmodSync, closeSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, messageOf, UsageError } from '../errors.ts'
import { writtenPlace } from './written-place.ts'

/** How a file is told from others. */
export interface OwnFileKind {
  /** The flag that names it, as it is typed. */
  readonly flag: string
  /** What it is, in a message: `report`. */
  readonly what: string
  /** Stands in the first characters of each one that we have written. */
  readonly mark: string
  /** A name as one might give it. */
  readonly example: string
}

/** A file that may be written. */
export interface OwnFile {
  /** Where it will stand, links followed: two names of one file have the same. */
  readonly path: string
  /** The whole file anew: beside it, and then in its place. Throws what keeps it from being written. */
  write(text: string): void
}

/** Nobody else may read a new file; of one that is there its owner has decided. */
const PRIVATE = 0o600

/** A mark stands within so many bytes. */
const HEAD_BYTES = 400

/**
 * Changes nothing but for `first`, which is written at once where it is given; throws a UsageError where the file cannot be
 * written, or is something else that nobody wants to lose.
 */
export function openOwnFile(name: string, cwd: string, kind: OwnFileKind, first?: string): OwnFile {
  const path = placeOf(name, cwd, kind)
  try {
    // An empty file can be made on a disk that is full.
    if (first === undefined) rmSync(writeBeside(path, ' '))
    else replace(path, first)
  } catch (error) {
    throw refusal(`${kind.flag} ${name} cannot be written: ${whyNotWritten(error)}`, kind, 'in a folder that is there')
  }
  return { path, write: (text) => replace(path, text) }
}

/** Why a file could not be written, in a few words. */
export function whyNotWritten(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? messageOf(error)
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  ENAMETOOLONG: 'its name is too long',
  EISDIR: 'it is a directory',
  ENOTDIR: 'part of its path is a file',
  ENOENT: 'there is no such directory',
  ELOOP: 'its links lead to each other',
}

function refusal(message: string, { example }: OwnFileKind, where?: string): UsageError {
  return new UsageError(message, `name a file, like ${example}${where === undefined ? '' : `, ${where}`}`)
}

/** `-` is no file: what is written there stands on standard output already. */
function placeOf(name: string, cwd: string, kind: OwnFileKind): string {
  const { flag, what, mark } = kind
  if (name === '' || name === '-') throw refusal(`${flag} cannot be "${name}"`, kind)
  const path = resolve(cwd, name)
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return writtenPlace(path)
    const other = found.isFile() ? undefined : otherThanFile(found)
    if (other !== undefined) throw refusal(`${flag} ${name} cannot be written: ${other}`, kind)
    if (found.size > 0 && !headOf(path).includes(mark)) {
      const message = `${flag} ${name}: the file is there, and no ${what}: it is not written over`
      throw new UsageError(message, 'name another file, or remove it')
    }
    return writtenPlace(path)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw refusal(`${flag} ${name} cannot be written: ${whyNotWritten(error)}`, kind)
  }
}

function otherThanFile(found: Stats): string {
  return found.isDirectory() ? 'it is a directory' : 'it is not an ordinary file'
}

/** What cannot be read is none of ours. */
function headOf(path: string): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = Buffer.alloc(HEAD_BYTES)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, HEAD_BYTES, 0))
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Gives the path of the file beside. */
function writeBeside(path: string, text: string): string {
  const beside = join(dirname(path), `.${basename(path).slice(0, 200)}.${process.pid}.tmp`)
  rmSync(beside, { force: true })
  try {
    writeFileSync(beside, text, { flag: 'wx', mode: PRIVATE })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') rmSync(beside, { force: true })
    throw error
  }
  return beside
}

function replace(path: string, text: string): void {
  const beside = writeBeside(path, text)
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    chmodSync(beside, found === undefined ? PRIVATE : found.mode & 0o777)
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}
