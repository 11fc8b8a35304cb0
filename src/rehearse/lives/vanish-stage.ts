// The fault `vanish`: an object is deleted while it runs, or as soon as it is complete. As a controller of the simulated cluster.
import { keyOf } from '../../object/resource-key.ts'
import { parseTime } from '../../simulator/server/timestamp.ts'
import { IDLE, isDeleting } from '../../simulator/stages/stage.ts'
import type { Stage } from '../../simulator/stages/stage.ts'
import { judgedHealth } from '../../health/judging.ts'
import type { Judging } from '../../health/judging.ts'
import { stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { isTarget } from '../fault.ts'
import type { Fault } from '../fault.ts'
import type { FaultPlay } from '../play/fault-play.ts'

/** How long it runs before it vanishes. */
const WHILE_RUNNING_MS = 1000

/** Deletes what shall vanish, once for each fault, in a run that judges by these rules. */
export function vanishStage(play: Pick<FaultPlay, 'unused' | 'strike'>, judging: Judging): Stage {
  const faultOf = (object: KubeObject): VanishFault | undefined =>
    play.unused().find((fault): fault is VanishFault => fault.do === 'vanish' && isTarget(fault.target, object))
  return {
    name: 'vanish',
    affects: ({ key, object, type }) =>
      type !== 'deleted' && faultOf(object) !== undefined ? [{ key, delay: 0 }] : [],
    visit: (object, world) => {
      const fault = faultOf(object)
      if (fault === undefined || isDeleting(object)) return IDLE
      if (isOver(object, judging) !== (fault.when === 'complete')) return IDLE
      const left = fault.when === 'complete' ? 0 : beganAt(object, world.now) + WHILE_RUNNING_MS - world.now
      if (left > 0) return { actions: [], again: left }
      play.strike(fault)
      return { actions: [{ do: 'delete', key: keyOf(object) }] }
    },
  }
}

type VanishFault = Extract<Fault, { readonly do: 'vanish' }>

/** What has no health is never over: it does not run, and can vanish at any time. */
function isOver(object: KubeObject, judging: Judging): boolean {
  const health = judgedHealth(object, judging)?.status
  return health === 'Healthy' || health === 'Degraded'
}

function beganAt(object: KubeObject, now: number): number {
  const started = stringField(object, 'status', 'startTime') ?? object.metadata.creationTimestamp ?? undefined
  return parseTime(started) ?? now
}
