// Puts off what a webhook that cannot be called keeps out, and tells so once, and when it is out of the way.
import type { SyncTask } from '../../plan/sync-plan.ts'
import { withPostponed } from '../operation.ts'
import type { OperationState, Postponed } from '../operation.ts'
import type { Run } from '../run.ts'
import { postponedText } from '../tell/waiting.ts'
import type { DeadWebhook } from '../refusals/webhook.ts'

/** The first pause; each further one is twice as long, in milliseconds. */
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000

const UNTRIED: Pick<Postponed, 'tries' | 'told'> = { tries: 0, told: [] }

/** What became of a task that was tried: a webhook kept it out, it went through, or something else stopped it. */
export type Tried = readonly [SyncTask, DeadWebhook | 'through' | 'stopped']

/** The state after tasks were tried; those that a webhook kept out are tried again later. */
export function postpone(run: Run, state: OperationState, tried: readonly Tried[]): OperationState {
  const now = run.clock.now()
  const postponed = tried.flatMap(([task, outcome]) => {
    if (typeof outcome === 'string') return []
    const { webhook, why } = outcome
    const { tries: before, told } = state.postponed.get(task.id) ?? UNTRIED
    const tries = before + 1
    if (!told.includes(webhook)) {
      const hint = 'nobody has refused the object: it is tried again until --timeout'
      run.emit({ type: 'warning', key: task.key, message: postponedText({ webhook, why }), hint })
    }
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)
    const next = { webhook, why, tries, told: [...new Set([...told, webhook])], at: now + pause }
    return [[task.id, next] as const]
  })
  const dead = new Set(postponed.map(([, { webhook }]) => webhook))
  // Of several that cannot be called the server names any one: only what went through shows that none of them is in the way.
  const passed = tried.flatMap(([{ id }, outcome]) =>
    outcome === 'through' ? (state.postponed.get(id)?.told ?? []) : [],
  )
  for (const webhook of new Set(passed)) {
    if (!dead.has(webhook)) run.emit({ type: 'warning', message: `${webhook} is out of the way` })
  }
  const ids = tried.map(([task]) => task.id)
  return withPostponed(state, ids, postponed)
}
