// Where a file that a name means is written: links are followed. The same for all files that we write. Changes nothing.
import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf } from '../errors.ts'

/** A chain of more links is a ring (torvalds/linux:include/linux/namei.h, MAXSYMLINKS). */
const MOST_LINKS = 40

/**
 * The path of a file behind all its links, also of one that is not there yet: a link stays a link, and what it names is written.
 * Throws what the system says of a folder that is not there and of links that lead to each other.
 */
export function writtenPlace(path: string): string {
  let place = resolve(path)
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    place = join(realpathSync(dirname(place)), basename(place))
    if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return place
    place = resolve(dirname(place), readlinkSync(place))
  }
  throw Object.assign(new Error('its links lead to each other'), { code: 'ELOOP' })
}

/** The same for two names of one file, whatever links there are; of a folder that is not there yet the path. */
export function identityOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? writtenPlace(path) : `${found.dev}:${found.ino}`
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return resolve(path)
  }
}
