// The files that a CI system reads after a run: opened before it, written when it has ended. The only writer of them.
import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { codeOf, messageOf, UsageError } from '../../errors.ts'

/** A file that takes one text. */
export interface ReportFile {
  /** Throws what keeps it from being written. */
  write(text: string): void
}

/** A file that is written anew: at once, to see that it can be, and so that no old one is taken for this run's. Throws a UsageError. */
export function openReportFile(
  flag: string,
  path: string,
  place: { readonly cwd: string; readonly meanwhile: string },
): ReportFile {
  const file = resolve(place.cwd, path)
  const write = (text: string): void => writeFileSync(refuseOthers(file), text)
  try {
    makeFolder(dirname(file))
    write(place.meanwhile)
  } catch (error) {
    const hint = 'nothing was touched; name a file that can be written'
    throw new UsageError(`${flag} ${path} cannot be written: ${reasonOf(error)}`, hint)
  }
  return { write }
}

/** A file that others add to, too; nobody looks at it before there is something to add. */
export function addingTo(path: string): ReportFile {
  return { write: (text) => appendFileSync(refuseOthers(path), text) }
}

/** Why a file could not be written, in a word or two. */
export function reasonOf(error: unknown): string {
  return WORDS[codeOf(error) ?? ''] ?? messageOf(error)
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a directory',
  ENOTDIR: 'part of its path is a file',
  ENOENT: 'there is no such directory',
}

/** Not `recursive`: where nothing can be made, as in /proc, Node tries for ever (node:src/node_file.cc, MKDirpSync). */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  mkdirSync(path)
}

/** A pipe without a reader would hold the run for ever. */
function refuseOthers(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFIFO() === true || found?.isSocket() === true) throw new Error('it is a pipe, not a file')
  return path
}
