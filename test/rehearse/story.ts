// Rehearsals for tests: manifests as text, what was told as short lines. Every setting can be changed.
import { shortKey } from '../../src/object/resource-key.ts'
import { parseFault } from '../../src/rehearse/parse-fault.ts'
import type { FaultName } from '../../src/rehearse/fault.ts'
import { rehearse } from '../../src/rehearse/rehearse.ts'
import type { Rehearsal, RehearsalOptions } from '../../src/rehearse/rehearse.ts'
import { exitCodeOf } from '../../src/sync/summary.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { manifestsOf, USUAL_SYNC } from '../support/usual-sync.ts'

/** How one rehearsal differs from the usual. */
export interface StoryOptions extends Partial<Omit<RehearsalOptions, 'sync' | 'faults'>> {
  readonly sync?: Partial<SyncOptions>
  /** As on the command line: `['fail', 'Job/migrate']`. */
  readonly faults?: readonly (readonly [FaultName, string])[]
}

/** What came of it. */
export interface Story extends Rehearsal {
  readonly events: readonly SyncEvent[]
  readonly exitCode: number
}

/** Rehearses a YAML stream. */
export async function story(text: string, options: StoryOptions = {}): Promise<Story> {
  const { faults = [], sync, ...rest } = options
  const manifests = manifestsOf(text)
  const events: SyncEvent[] = []
  const parsed = faults.map(([name, value]) => parseFault(name, value, manifests, { ...USUAL_SYNC, ...sync }))
  const rehearsal = await rehearse(
    manifests,
    { ...rest, sync: { ...USUAL_SYNC, ...sync }, faults: parsed },
    (event) => void events.push(event),
  )
  return { ...rehearsal, events, exitCode: exitCodeOf(rehearsal.summary) }
}

/** What was really written, in order: `created Job shop/migrate`. */
export function written({ writes }: Rehearsal): readonly string[] {
  return writes
    .filter(({ dryRun, code }) => !dryRun && code > 0 && code < 300)
    .map((write) => `${write.change ?? 'deleted'} ${shortKey(write)}`)
}

/** What was warned of, and noted. */
export function warnings({ events }: Story): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === 'warning')
      return event.key === undefined ? event.message : `${shortKey(event.key)} ${event.message}`
    return event.type === 'diagnostic' ? `${event.diagnostic.code} ${event.diagnostic.message}` : []
  })
}

/** The seconds, since the start, at which tasks completed: `5s Succeeded Job shop/migrate`. */
export function completions({ events }: Story): readonly string[] {
  const start = events[0]?.at ?? 0
  return events.flatMap((event) =>
    event.type === 'task-completed'
      ? `${Math.round((event.at - start) / 1000)}s ${event.outcome} ${shortKey(event.key)}`
      : [],
  )
}
