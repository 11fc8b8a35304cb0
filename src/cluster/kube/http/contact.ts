// Whether the API server answers: since when it has not, and why. Knows no connection.
import type { ClusterError } from '../../../errors.ts'
import { PASSING } from '../../client/retry.ts'
import { isLasting } from '../../client/retrying.ts'
import type { Trouble } from '../../port.ts'

/** A server that answers slowly is in reach for so long, in milliseconds; a write may have to wait for a webhook. */
const SLOW_MS = { read: 2_000, write: 5_000 } as const

/** A Lease is renewed without anybody who would be asked. */
function slowMs(asked: string): number {
  return asked.startsWith('GET ') || asked.includes('/leases/') ? SLOW_MS.read : SLOW_MS.write
}

/** What is known of the contact to a server. */
export type Contact = Readonly<ReturnType<typeof createContact>>

/** Nothing is known yet. `now` in milliseconds; `silentMs`: how long a ping has been unanswered. */
export function createContact(server: string, now: () => number, silentMs: () => number = () => 0) {
  const open = new Map<symbol, { readonly asked: string; readonly since: number }>()
  let answeredAt = -Infinity
  let failing: Trouble | undefined
  return {
    /** A request is sent; call what it gives with the error that it ended in, or with none. */
    begin(asked: string): (outcome: ClusterError | undefined) => void {
      const id = Symbol(asked)
      open.set(id, { asked, since: now() })
      return (outcome) => {
        open.delete(id)
        // The caller gave it up.
        if (outcome?.reason === 'Aborted') return
        if (outcome !== undefined && PASSING.has(outcome.reason) && !isLasting(outcome)) {
          failing = { since: failing?.since ?? now(), message: outcome.message }
          return
        }
        answeredAt = now()
        failing = undefined
      }
    },
    /** What keeps the server from being reached now; undefined: nothing is known to. */
    trouble(): Trouble | undefined {
      if (failing !== undefined) return failing
      const slow = [...open.values()].find(({ asked, since }) => since >= answeredAt && now() - since >= slowMs(asked))
      if (slow !== undefined) return { since: slow.since, message: `${server} has not answered ${slow.asked}` }
      const silent = silentMs()
      if (silent < SLOW_MS.read) return undefined
      // A write that may wait for a webhook has none to wait for then.
      const [oldest] = open.values()
      return { since: now() - silent, message: `${server} has not answered ${oldest?.asked ?? 'a ping'}` }
    },
    /** The request that has waited longest for its answer, in words; undefined: none has for a second. */
    pending(): string | undefined {
      const [oldest] = open.values()
      const seconds = oldest === undefined ? 0 : Math.round((now() - oldest.since) / 1000)
      return oldest === undefined || seconds < 1
        ? undefined
        : `${server} has not answered ${oldest.asked} for ${seconds} s`
    },
  }
}
