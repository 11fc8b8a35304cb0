// Makes a folder, and those above it, for its owner alone.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from '../errors.ts'

/**
 * Makes it unless something of its name is there; throws what the system says. Not `recursive`: where nothing can be made, as
 * in /proc, Node tries for ever (node:src/node_file.cc, MKDirpSync).
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    makeFolder(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}
