// The seed of a CI run's random tests, by the program that they test: the same source fails again, another one is tried in other ways.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A number of 31 bits from the names and texts of all TypeScript files below a folder. */
export function sourceSeed(folder: string): number {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  for (const file of files.toSorted()) hash.update(`${file}\0`).update(readFileSync(join(folder, file)))
  return hash.digest().readUInt32BE() >>> 1
}
