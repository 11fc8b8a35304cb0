// Says that the API server is out of reach: again and again while it lasts, and at the end of a run whose time is up.
import type { Trouble } from '../../cluster/port.ts'
import { durationText } from '../../object/duration.ts'
import type { End } from '../end.ts'
import { REPEAT_AFTER_MS } from '../events.ts'
import type { SyncEventBody } from '../events.ts'
import type { World } from '../run.ts'

/** A server that does not answer is told of after so long, in milliseconds: a request that is repeated at once is no news. */
const TOLD_AFTER_MS = 2000

const LOOK_EVERY_MS = 500

/** What a program or a live view is told beside the words. */
export type OutOfReach = NonNullable<Extract<SyncEventBody, { readonly type: 'warning' }>['outOfReach']>

/** Tells of trouble until `over` is aborted; `goesOn`: also that the cluster may go on meanwhile with what it was given. */
export async function tellTrouble(
  world: Pick<World, 'clock' | 'trouble'>,
  warn: (message: string, outOfReach: OutOfReach) => void,
  { over, goesOn }: { readonly over: AbortSignal; readonly goesOn: boolean },
): Promise<void> {
  if (world.trouble === undefined) return
  let toldAt: number | undefined
  let last: Trouble = { since: 0, message: '' }
  for (;;) {
    await world.clock.sleep(LOOK_EVERY_MS, over)
    if (over.aborted) return
    const trouble = world.trouble()
    const now = world.clock.now()
    if (trouble === undefined) {
      if (toldAt !== undefined) warn('the API server answers again', outOfReach(last, true))
      toldAt = undefined
      continue
    }
    const isDue = toldAt === undefined ? now - trouble.since >= TOLD_AFTER_MS : now - toldAt >= REPEAT_AFTER_MS
    if (!isDue) continue
    const more = goesOn ? '; what runs in the cluster may go on' : ''
    warn(`${troubleText(trouble, now)}${more}`, outOfReach(trouble, false))
    toldAt = now
    last = trouble
  }
}

function outOfReach({ since, message }: Trouble, over: boolean): OutOfReach {
  return { since, why: message, over }
}

/** What is told when the time is up; while the server is out of reach what was waited for is no more than what was seen last. */
export function asLastSeen(body: SyncEventBody, world: World): SyncEventBody {
  const trouble = body.type === 'timed-out' ? world.trouble?.() : undefined
  if (trouble === undefined || body.type !== 'timed-out') return body
  const ago = `last seen ${seconds(trouble, world.clock.now())} ago`
  return { ...body, blockers: body.blockers.map((one) => ({ ...one, message: `${ago}: ${one.message}` })) }
}

/** The end of a run whose time is up while the server is out of reach: that is then why, and what it waited for is not an answer. */
export function endInTrouble(end: End, world: World): End {
  const trouble = end.reason === 'timeout' ? world.trouble?.() : undefined
  if (trouble === undefined) return end
  // It may be what was waited for, too.
  const message = end.message.includes(trouble.message) ? '' : `; ${end.message}`
  return { phase: 'Error', message: `${troubleText(trouble, world.clock.now())}${message}`, reason: 'cluster' }
}

/** What keeps the server from answering, and since when. */
export function troubleText({ since, message }: Trouble, now: number): string {
  return `no usable answer from the API server for ${seconds({ since }, now)}: ${message}`
}

function seconds({ since }: Pick<Trouble, 'since'>, now: number): string {
  return durationText(Math.max(1, Math.round((now - since) / 1000)) * 1000)
}
