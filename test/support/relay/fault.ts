// What a relay can do to a request, and which rule says so. Knows no connection.
import { isMeant } from './asked.ts'
import type { Asked, Match } from './asked.ts'

/** One way to misbehave. */
export type Fault =
  /** The connection dies before the request reaches the server. */
  | { readonly do: 'lose-request' }
  /** The request is carried out, then the connection dies. */
  | { readonly do: 'lose-answer' }
  /** The request reaches the server so much later. */
  | { readonly do: 'delay'; readonly milliseconds: number }
  /** No answer ever comes, and the connection stays; with `carriedOut` the server has done it. */
  | { readonly do: 'hang'; readonly carriedOut?: boolean }
  /** Half of the answer's body (of a watch: of its next event), then the connection dies. */
  | { readonly do: 'cut' }
  /** An answer of the relay's own; with `carriedOut` the server has done it all the same. */
  | {
      readonly do: 'answer'
      readonly status: number
      readonly retryAfter?: number
      readonly carriedOut?: boolean
      /** `html`: the page of some proxy; `broken`: JSON that ends too soon. */
      readonly body?: 'html' | 'broken'
    }
  /** A log of the relay's own, as fast as it comes and the client takes it. */
  | { readonly do: 'pour'; readonly body: (asked: Asked) => AsyncIterable<Buffer> }
  /** A watch is opened, and nothing comes. */
  | { readonly do: 'silent' }
  /** A watch forgets every event but the first so many; bookmarks pass. */
  | { readonly do: 'forget-events'; readonly after: number }
  /** A watch ends with an ERROR event of this code instead of its event after the first so many. */
  | { readonly do: 'end-watch'; readonly code: 410 | 500; readonly after: number }
  /** GOAWAY; the request itself is carried out and answered, or refused as not processed. */
  | { readonly do: 'go-away'; readonly processed: boolean }
  /** The first answer that this list ever had. */
  | { readonly do: 'stale-list' }
  /** The server is gone: all connections die and none is taken any more; so long, or for good. */
  | { readonly do: 'die'; readonly milliseconds?: number }

/** When a fault happens. */
export interface Rule {
  readonly to: Match
  readonly fault: Fault
  /** The first request that it happens to, counted among those that are meant; default 1. */
  readonly from?: number
  /** To how many; default 1. */
  readonly times?: number
}

/** Gives the fault of each request, in the order of their arrival. */
export type Picker = (asked: Asked) => Fault | undefined

/** Makes a picker; each rule counts for itself, and the first that applies is taken. */
export function createPicker(rules: readonly Rule[]): Picker {
  const counts = rules.map(() => 0)
  return (asked) => {
    let found: Fault | undefined
    for (const [index, rule] of rules.entries()) {
      if (!isMeant(rule.to, asked)) continue
      const count = (counts[index] ?? 0) + 1
      counts[index] = count
      const from = rule.from ?? 1
      if (count >= from && count < from + (rule.times ?? 1)) found ??= rule.fault
    }
    return found
  }
}
