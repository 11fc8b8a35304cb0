// Puts off what a webhook that cannot be called keeps out, and tells so once, and when it answers.
import type { SyncTask } from '../../plan/sync-plan.ts'
import { withPostponed } from '../operation.ts'
import type { OperationState } from '../operation.ts'
import type { Run } from '../run.ts'
import { postponedText } from '../tell/waiting.ts'
import type { DeadWebhook } from '../refusals/webhook.ts'

/** The first pause; each further one is twice as long, in milliseconds. */
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000

/** The state after tasks were tried; those that a webhook kept out are tried again later. */
export function postpone(
  run: Run,
  state: OperationState,
  tried: readonly (readonly [SyncTask, DeadWebhook | undefined])[],
): OperationState {
  const now = run.clock.now()
  const postponed = tried.flatMap(([task, dead]) => {
    if (dead === undefined) return []
    const { webhook, why } = dead
    const tries = (state.postponed.get(task.id)?.tries ?? 0) + 1
    if (tries === 1) {
      const hint = 'nobody has refused the object: it is tried again until --timeout'
      run.emit({ type: 'warning', key: task.key, message: postponedText({ webhook, why }), hint })
    }
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)
    return [[task.id, { webhook, why, tries, at: now + pause }] as const]
  })
  const dead = new Set(tried.map(([, one]) => one?.webhook))
  const waitedFor = tried.flatMap(([{ id }]) => state.postponed.get(id)?.webhook ?? [])
  for (const webhook of new Set(waitedFor)) {
    if (!dead.has(webhook)) run.emit({ type: 'warning', message: `${webhook} answers again` })
  }
  const ids = tried.map(([task]) => task.id)
  return withPostponed(state, ids, postponed)
}
