// Finds the folder of recordings and real manifests that may stand beside the checkout.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A path below ../shared, or undefined where it is absent (tests that need it skip). */
export function sharedPath(...parts: readonly string[]): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/${parts.join('/')}`, import.meta.url))
  return existsSync(path) ? path : undefined
}
