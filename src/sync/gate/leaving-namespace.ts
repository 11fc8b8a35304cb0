// What keeps a namespace that is on its way out, for what a dry run refuses because of it. Asks once a namespace.
import { attempt } from '../../diagnose/attempt.ts'
import { heldBy } from '../../diagnose/leaving.ts'
import { oneLine } from '../../object/one-line.ts'
import { NAMESPACE_LEAVES } from '../../object/server-words.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { mapLimit } from '../parallel.ts'
import type { Run } from '../run.ts'

/** Asked about at once. */
const MOST = 4

/** Something that the server refuses. */
interface Refusal {
  readonly task: SyncTask
  readonly message: string
  readonly hint?: string
}

/** The refusals; those that come from a namespace that is being deleted say what holds it, where that can be read. Throws no ClusterError. */
export async function withHolders<T extends Refusal>(run: Run, failures: readonly T[]): Promise<readonly T[]> {
  const ofLeaving = failures.filter(({ message }) => message.includes(NAMESPACE_LEAVES))
  const names = [...new Set(ofLeaving.map(({ task }) => task.key.namespace))]
  const hints = new Map(await mapLimit(names, MOST, async (name) => [name, await holderHint(run, name)] as const))
  return failures.map((failure) => {
    const hint = ofLeaving.includes(failure) ? hints.get(failure.task.key.namespace) : undefined
    return hint === undefined ? failure : { ...failure, hint }
  })
}

/** What has to happen before the namespace goes, and what to do then; undefined: nobody knows what holds it. */
async function holderHint({ cluster, plan, stop }: Run, name: string): Promise<string | undefined> {
  const { value: namespace } = await attempt(
    `namespace ${name}`,
    async () => {
      const type = await cluster.resolve({ group: '', version: 'v1', kind: 'Namespace' })
      return type === undefined ? undefined : cluster.get({ type, namespace: '', name }, { signal: stop })
    },
    undefined,
  )
  const held = namespace === undefined ? undefined : heldBy(namespace)
  if (held === undefined) return undefined
  const flag = name === plan.namespace ? '--create-namespace' : '--create-namespace=all'
  const parts = [
    `namespace ${name} is held: ${held.cause}`,
    ...(held.hint === undefined ? [] : [held.hint]),
    `when it is gone, sync again with ${flag}`,
  ]
  return oneLine(parts.join('; '))
}
