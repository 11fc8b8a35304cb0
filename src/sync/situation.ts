// What is known at the start of a pass of the loop, found out once: what is left of the plan, and how each running task stands. Pure.
import { planTree, wavesOf } from '../plan/plan-tree.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import { assess } from './assess.ts'
import { withResults } from './operation.ts'
import type { Sighting, Situation } from './step.ts'
import { liveObject } from './view.ts'

/** The situation of an operation; its state has what the assessments found out. */
export function situationOf({ plan, options }: Pick<Situation, 'plan' | 'options'>, sighting: Sighting): Situation {
  const { state, view } = sighting
  const gone = plan.tasks.filter((task) => task.action === 'prune' && !isThere(task, liveObject(view, task.key)))
  const isGone = new Set(gone)
  const tasks = gone.length > 0 ? plan.tasks.filter((task) => !isGone.has(task)) : plan.tasks
  const waves = wavesOf(tasks === plan.tasks ? plan.phases : planTree(tasks))
  const seen = { ...sighting, plan, options, tasks, waves, gone }
  const assessments = assess(seen)
  const changed = [...assessments].filter(([id, { result }]) => result !== state.results.get(id))
  const results = changed.map(([id, { result }]) => [id, result] as const)
  return { ...seen, state: withResults(state, results), assessments }
}

/** Whether what a task deletes is there: of a deletion the very object that was seen when it was planned; what came in its place is another's. */
export function isThere({ phase, object }: SyncTask, live: KubeObject | undefined): boolean {
  const { uid } = object.metadata
  return live !== undefined && (phase === 'Sync' || uid === undefined || live.metadata.uid === uid)
}
