// The hooks that are still there when a run is over, and how each is. Pure.
import { formatKey, keyOf } from '../../object/resource-key.ts'
import { hasCompletionRule } from '../../health/index.ts'
import { judgedHealth } from '../../health/judging.ts'
import type { Judging } from '../../health/judging.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { PlannedTask } from '../../sync/events.ts'
import { eventsOf } from './story.ts'
import type { Story } from './story.ts'

/** How a hook is that was left: `unready` is one that never ends by itself, such as a Deployment. */
export type LeftState = 'running' | 'unready' | 'failed' | 'done' | 'going'

/** A hook that was left. */
export interface LeftHook {
  readonly key: ResourceKey
  readonly state: LeftState
  readonly tasks: readonly PlannedTask[]
  /** Whether this run wrote it; else it was there before. */
  readonly isOurs: boolean
  /** Its name is generated anew by each run. */
  readonly isGenerated: boolean
}

/** How far it came, and what it leaves. */
export interface Left {
  /** Tasks of the Sync phase that are not hooks: how many are as the manifests want them, of how many. */
  readonly sync: { readonly applied: number; readonly planned: number }
  readonly hooks: readonly LeftHook[]
}

/** The hooks of the plan that are there, in the order of the plan. */
export function leftHooks(story: Story, judging: Judging): readonly LeftHook[] {
  const live = new Map(story.rehearsal.left.map((object) => [formatKey(keyOf(object)), object]))
  const written = new Set(eventsOf(story, 'resource-applied').map(({ key }) => formatKey(key)))
  const hooks = new Map<string, PlannedTask[]>()
  for (const task of story.planned) {
    if (task.hook) hooks.set(formatKey(task.key), [...(hooks.get(formatKey(task.key)) ?? []), task])
  }
  return [...hooks].flatMap(([name, tasks]) => {
    const object = live.get(name)
    const [first] = tasks
    if (object === undefined || first === undefined) return []
    const isGenerated = object.metadata.generateName !== undefined
    return [{ key: first.key, state: stateOf(object, judging), tasks, isOurs: written.has(name), isGenerated }]
  })
}

function stateOf(object: KubeObject, judging: Judging): LeftState {
  if (object.metadata.deletionTimestamp !== undefined) return 'going'
  const health = judgedHealth(object, judging)?.status
  if (health === undefined || health === 'Healthy') return 'done'
  if (health === 'Degraded' || health === 'Unknown') return 'failed'
  return hasCompletionRule(keyOf(object)) ? 'running' : 'unready'
}
