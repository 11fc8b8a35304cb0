// What the parts of a random run share while it goes on. Types only.
import type { SimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import type { RandomRun } from './random-run.ts'
import type { Moment } from './trace.ts'

/** What trouble can turn while a run goes on. */
export interface Stage {
  readonly world: SimulatedCluster
  readonly random: RandomRun
  readonly moments: Moment[]
  /** By formatted key. */
  readonly live: ReadonlyMap<string, KubeObject>
  readonly signal: (name: string) => void
  /** In milliseconds since 1970. */
  startedAt: number
  /** Called at every event and at every write that begins. */
  readonly listeners: ((what: 'event' | 'write') => void)[]
  /** While the run itself goes on: what is set up before meets no trouble. */
  running: boolean
}
