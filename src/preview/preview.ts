// What a sync would do, in order, object by object. Runs the sync's own plan and gate, and writes nothing.
import type { RecordFate } from '../inventory/record-fate.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { formatKey } from '../object/resource-key.ts'
import type { Kept } from '../plan/plan-delete.ts'
import { mapTree, tasksOfWave, wavesOf } from '../plan/plan-tree.ts'
import type { PlanPhase } from '../plan/plan-tree.ts'
import type { End } from '../sync/end.ts'
import type { TimedEvent } from '../sync/events.ts'
import { runGate } from '../sync/gate/run-gate.ts'
import type { Run, World } from '../sync/run.ts'
import { orStopped } from '../sync/stop.ts'
import type { Summary } from '../sync/summary.ts'
import { operate } from '../sync/sync.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { notRun } from './not-run.ts'
import type { NotRun } from './not-run.ts'
import { previewTask } from './preview-task.ts'
import type { PreviewTask } from './preview-task.ts'

/** What a sync, or a deletion, would do. */
export interface Preview {
  readonly namespace: string
  /** `live`: compared with what is in the cluster; `offline`: only the order is known. */
  readonly mode: PreviewMode
  /** In the order in which they run. */
  readonly tasks: readonly PreviewTask[]
  /** The same tasks in phases, waves and groups. */
  readonly phases: readonly PlanPhase<PreviewTask>[]
  /** Manifests that no task applies, and why. */
  readonly notRun: readonly NotRun[]
  /** Of a deletion alone: what it leaves. */
  readonly kept?: readonly Kept[]
  /** Of a deletion of an app alone: what becomes of its inventory. */
  readonly fate?: RecordFate
}

/** Whether the server is asked what would change. */
export type PreviewMode = 'live' | 'offline'

/** What is previewed, and who hears of what is wrong. */
export interface PreviewRequest {
  readonly mode: PreviewMode
  readonly emit: (event: TimedEvent) => void
  /** Manifests that a selector leaves out. */
  readonly unselected: readonly Manifest[]
  /** Left out: a plan shows what is more than the limit of pruning allows, too; else there is none then. */
  readonly limit?: 'refuses'
}

/** What came of previewing; without a preview the summary says why there is none. */
export interface Previewed {
  readonly summary: Summary
  readonly preview?: Preview
}

/** Makes a preview. Throws nothing but bugs. */
export async function preview(
  manifests: readonly Manifest[],
  world: World,
  options: SyncOptions,
  request: PreviewRequest,
): Promise<Previewed> {
  const { mode, unselected } = request
  let made: Preview | undefined
  const work = async (run: Run): Promise<End | undefined> => {
    const gate = mode === 'offline' ? { run, end: PLANNED } : await orStopped(runGate(run, 'told'), run.stop)
    if (gate?.end?.phase === 'Succeeded') {
      made = { ...previewOf(gate.run, mode), notRun: notRun(manifests, unselected, run.options) }
    }
    return gate?.end
  }
  const { emit } = request
  // A plan shows what is too much, too.
  const { prune } = options
  const told =
    prune?.limit === undefined || request.limit === 'refuses'
      ? options
      : { ...options, prune: { ...prune, limit: { ...prune.limit, over: 'warning' as const } } }
  const summary = await operate(manifests, world, { ...told, dryRun: 'server' }, { emit, work })
  return made === undefined ? { summary } : { summary, preview: made }
}

const PLANNED: End = { phase: 'Succeeded', message: 'the order was planned', reason: 'completed' }

/** What a run whose gate has passed would do. */
export function previewOf(run: Run, mode: PreviewMode): Omit<Preview, 'notRun'> {
  const { namespace, tasks } = run.plan
  const first = new Map(tasks.toReversed().map((task) => [formatKey(task.key), task]))
  const phases = mapTree(run.plan.phases, (task) =>
    previewTask(run, task, { mode, earlier: first.get(formatKey(task.key)) !== task }),
  )
  return { namespace, mode, tasks: wavesOf(phases).flatMap(tasksOfWave), phases }
}
