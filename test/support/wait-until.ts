// Waits for what another process does and nobody tells: looks again and again. Fails after its patience.
import { setTimeout as pause } from 'node:timers/promises'

/** Resolves when it is so. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, patienceMs = 10_000): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come to be: ${String(isSo)}`)
    await pause(20)
  }
}
