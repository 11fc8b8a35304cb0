// Where a rehearsal stands before each of its waves, kept so that others can go on from there with faults of their own.
import type { Checkpoint, SimulatedCluster } from '../simulator/simulated-cluster.ts'
import type { Phase } from '../hook/hook.ts'
import type { OperationState } from '../sync/operation.ts'
import { runSync } from '../sync/run-sync.ts'
import { subjectsOf } from '../sync/run.ts'
import type { Run } from '../sync/run.ts'
import type { Subject } from '../sync/see/scope.ts'
import type { Operation, Work } from '../sync/sync.ts'

/** All that a rehearsal is before a wave. What was told until then is not part of it. */
export interface Waypoint {
  readonly phase: Phase
  readonly wave: number
  readonly world: Checkpoint
  readonly startedAt: number
  /** How many writes there were before the run. */
  readonly mark: number
  readonly run: Pick<Run, 'plan' | 'types' | 'gate'>
  readonly state: OperationState
  /** What the run watches. */
  readonly watched: readonly Subject[]
}

/** From where a rehearsal goes on, and who hears of its own waypoints. */
export interface RehearsalCheckpoints {
  readonly from?: Waypoint
  readonly beforeWave?: (waypoint: Waypoint) => void
}

/** The sync of a rehearsal with these checkpoints. */
export function operationOn(
  { from, beforeWave }: RehearsalCheckpoints,
  start: Pick<Waypoint, 'startedAt' | 'mark'> & { readonly world: SimulatedCluster },
): Pick<Operation, 'work' | 'prepared'> {
  const { startedAt, mark, world } = start
  if (from !== undefined) {
    const work: Work = async (run) => {
      await run.observer.look(subjectsOf(run, run.plan.tasks))
      run.observer.watch(from.watched)
      return runSync(run, { from: from.state })
    }
    return { work, prepared: copyOf(from.run) }
  }
  if (beforeWave === undefined) return {}
  return {
    work: (run) =>
      runSync(run, {
        beforeWave: async (now, state, { phase, wave }) =>
          beforeWave({
            phase,
            wave,
            world: world.checkpoint(),
            startedAt,
            mark,
            run: copyOf(now),
            state,
            watched: now.observer.watched(),
          }),
      }),
  }
}

/** A run adds to its types as it goes. */
function copyOf({ plan, types, gate }: Waypoint['run']): Waypoint['run'] {
  return { plan, types: new Map(types), gate }
}
