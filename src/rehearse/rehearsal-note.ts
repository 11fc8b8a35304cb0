// The note by which a rehearsal says that it is one: how it is made, and how a recording is told by it. No more, so that a replay loads no more.
import type { SyncEvent, SyncEventBody } from '../sync/events.ts'

const CODE = 'REHEARSAL'

/** The note; it comes before all else. */
export function rehearsalNote(begins: 'empty' | 'as live'): SyncEventBody {
  const message =
    begins === 'empty'
      ? 'this runs on an empty simulated cluster in virtual time; no cluster is touched'
      : 'this runs on a simulated cluster in virtual time, which begins as the live one was; no cluster is written to'
  return { type: 'diagnostic', diagnostic: { code: CODE, severity: 'note', message } }
}

/** Whether an event is that note. */
export function beginsRehearsal(event: SyncEvent): boolean {
  return event.type === 'diagnostic' && event.diagnostic.code === CODE
}
