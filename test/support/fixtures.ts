// Finds the recordings that the tests are held against.
import { fileURLToPath } from 'node:url'

/** A path below test/fixtures. */
export function fixturePath(...parts: readonly string[]): string {
  return fileURLToPath(new URL(`../fixtures/${parts.join('/')}`, import.meta.url))
}
