// What the server says of a webhook that it cannot call is long: a warning says it once, and what comes after it names the webhook. Knows
// no other texts.
import type { SyncEvent } from '../sync/events.ts'

/** `webhook "check.example.com" cannot be called`, why, and before what more is said of it (src/sync/tell/waiting.ts, src/sync/gate/gate.ts). */
const DEAD = /^(.+? cannot be called): (.+?)(?=: not fully checked before | ← |$)/s

/** Remembers what warnings have said, and gives each event as it is to be told after them. What a run ends with stays whole. */
export function createDeadWebhooks(): (event: SyncEvent) => SyncEvent {
  const said = new Map<string, string>()
  const inShort = (message: string): string => {
    const [whole = '', webhook = '', why] = DEAD.exec(message) ?? []
    return why !== undefined && said.get(webhook) === why ? `${webhook}${message.slice(whole.length)}` : message
  }
  return (event) => {
    if (event.type === 'waiting') {
      const blockers = event.blockers.map((one) => ({ ...one, message: inShort(one.message) }))
      return said.size === 0 ? event : { ...event, blockers }
    }
    if (event.type !== 'warning') return event
    const message = inShort(event.message)
    const [, webhook, why] = DEAD.exec(event.message) ?? []
    if (webhook !== undefined && why !== undefined) said.set(webhook, why)
    return { ...event, message }
  }
}
