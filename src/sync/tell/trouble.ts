// Says that the API server is out of reach: again and again while it lasts, and at the end of a run whose time is up.
import type { Trouble } from '../../cluster/port.ts'
import type { End } from '../end.ts'
import { REPEAT_AFTER_MS } from '../events.ts'
import type { World } from '../run.ts'

/** Tells of trouble until `over` is aborted. */
export async function tellTrouble(world: World, warn: (message: string) => void, over: AbortSignal): Promise<void> {
  if (world.trouble === undefined) return
  let told = false
  for (;;) {
    await world.clock.sleep(REPEAT_AFTER_MS, over)
    if (over.aborted) return
    const trouble = world.trouble()
    if (trouble !== undefined) warn(troubleText(trouble, world.clock.now()))
    else if (told) warn('the API server answers again')
    told = trouble !== undefined
  }
}

/** The end of a run whose time is up while the server is out of reach: that is then why, and what it waited for is not an answer. */
export function endInTrouble(end: End, world: World): End {
  const trouble = end.reason === 'timeout' ? world.trouble?.() : undefined
  if (trouble === undefined) return end
  const { message } = end
  return { phase: 'Error', message: `${troubleText(trouble, world.clock.now())}; ${message}`, reason: 'cluster' }
}

/** What keeps the server from answering, and since when. */
export function troubleText({ since, message }: Trouble, now: number): string {
  return `no usable answer from the API server for ${Math.max(1, Math.round((now - since) / 1000))}s: ${message}`
}
