// What `Prune=confirm` waits for: who sits at a terminal is asked about it, once, before anything is written.
import type { Clock } from '../../cluster/port.ts'
import { tellPeople } from '../../guard/tell.ts'
import { readDirectives } from '../../hook/read-directives.ts'
import type { Io } from '../../io.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { firstOf } from '../../object/one-line.ts'
import { formatKey, shortKey } from '../../object/resource-key.ts'
import { preview } from '../../preview/preview.ts'
import type { Preview } from '../../preview/preview.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { SyncOptions } from '../../sync/sync-options.ts'
import { ask, canAsk } from '../ask.ts'
import type { SyncFlags } from '../flags/sync-flags.ts'
import type { Input } from '../read-input.ts'
import type { Connection } from '../run-context.ts'

/** What is asked about. */
export interface Confirming {
  readonly flags: SyncFlags
  readonly input: Input
  readonly connection: Connection
  readonly clock: Clock
  /** Ends with --timeout, too. */
  readonly io: Io
}

/** Whether somebody could be asked, and no flag has answered. */
export function mayConfirmPrune({ app, operation, source }: SyncFlags, io: Io): boolean {
  if (app === undefined || !app.prune || app.confirmed || operation.dryRun !== 'none') return false
  return canAsk(io, source.files.includes('-'))
}

/** Asks, where there is something to ask about; whoever says no keeps it. The uids of what may go. */
export async function confirmPrune(
  { input, connection, clock, io }: Omit<Confirming, 'flags'>,
  options: SyncOptions,
): Promise<ReadonlySet<string>> {
  const { members = [], hooks } = options.prune ?? {}
  const leaving = [...members, ...(hooks?.enabled === true ? hooks.live : [])]
  if (!leaving.some((object) => asksForYes(object, options))) return new Set()
  // Only the order is needed: what is wrong with it, and what is too much, the sync itself tells.
  const request = { mode: 'offline', unselected: [], emit: () => undefined, limit: 'refuses' } as const
  const where = { cluster: connection.cluster, clock }
  const made = await preview(input.manifests, where, confirmed(options), request)
  const waiting = made.preview && waitingForYes(made.preview, options)
  if (made.preview === undefined || waiting === undefined) return new Set()
  if (await ask(io, `--prune would delete ${waiting}\ndelete that, too?`)) {
    return new Set(asking(made.preview, options).flatMap(({ object }) => object.metadata.uid ?? []))
  }
  tellPeople(io.stderr, io.guard, 'that stays')
  return new Set()
}

/** Who is asked can confirm what `Prune=confirm` waits for: the question names it. Left out: all. */
export function confirmed(options: SyncOptions, uids: true | ReadonlySet<string> = true): SyncOptions {
  return options.prune === undefined ? options : { ...options, prune: { ...options.prune, confirmed: uids } }
}

/** What a preview prunes that asks to be confirmed, in words; undefined: nothing. */
export function waitingForYes(made: Preview, options: SyncOptions): string | undefined {
  const names = [...new Map(asking(made, options).map(({ key }) => [formatKey(key), shortKey(key)])).values()]
  return names.length === 0 ? undefined : `what asks to be confirmed (Prune=confirm): ${firstOf(names, 8)}`
}

function asking({ tasks }: Preview, options: SyncOptions): readonly SyncTask[] {
  return tasks.flatMap(({ task, action }) => (action === 'prune' && asksForYes(task.object, options) ? [task] : []))
}

function asksForYes(object: KubeObject, { prune }: SyncOptions): boolean {
  return (readDirectives(object).options.prune ?? prune?.default) === 'confirm'
}
