// Waits for what another process does and nobody tells: looks again and again. Fails after ten seconds.
import { setTimeout as pause } from 'node:timers/promises'

/** Resolves when it is so. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come to be: ${String(isSo)}`)
    await pause(20)
  }
}
