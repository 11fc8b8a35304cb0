// What became of the SyncFail hooks in a run. Pure.
import { eventsOf } from './story.ts'
import type { Story } from './story.ts'

/** `not needed`: the sync succeeded or wrote nothing; `unfinished`: begun, and not over at the end of the run. */
export type SyncFailState = 'none defined' | 'not needed' | 'not run' | 'ran' | 'failed' | 'unfinished'

/** What became of them. */
export function syncFailOf(story: Story): SyncFailState {
  const hooks = story.planned.filter(({ phase }) => phase === 'SyncFail')
  const { phase, reason } = story.rehearsal.summary
  if (phase === 'Succeeded' || reason === 'gate' || reason === 'invalid') return 'not needed'
  if (hooks.length === 0) return 'none defined'
  const ended = eventsOf(story, 'task-completed').filter((event) => event.phase === 'SyncFail')
  const refused = eventsOf(story, 'apply-failed').filter((event) => event.phase === 'SyncFail')
  const begun = eventsOf(story, 'resource-applied').filter((event) => event.phase === 'SyncFail')
  if (refused.length > 0 || ended.some(({ outcome }) => outcome !== 'Succeeded')) return 'failed'
  if (begun.length === 0) return 'not run'
  return ended.length < hooks.length ? 'unfinished' : 'ran'
}
