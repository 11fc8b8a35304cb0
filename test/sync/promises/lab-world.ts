// The world of random runs: a kind with a cheap life, how the fates in annotations come true, and what earlier runs left.
import type { LifeOf } from '../../../src/simulator/simulated-cluster.ts'
import { withMeta, withStatus } from '../../../src/simulator/server/object-edits.ts'
import type { Change } from '../../../src/simulator/server/store.ts'
import { parseDuration } from '../../../src/object/duration.ts'
import { IDLE, isDeleting, ofKind } from '../../../src/simulator/stages/stage.ts'
import type { Stage } from '../../../src/simulator/stages/stage.ts'
import { stringField } from '../../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../src/object/kube-object.ts'
import { HOOK_FINALIZER } from '../../../src/object/well-known.ts'
import { objectAt } from './random-run.ts'
import type { Leftover, RandomRun } from './random-run.ts'

/** Somebody's own finalizer. */
export const FOREIGN_FINALIZER = 'example.com/hold'

/** What is served beside the built-in kinds. */
export const EXTRA_TYPES = [
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    kind: 'Workflow',
    plural: 'workflows',
    namespaced: true,
    hasStatus: true,
  },
] as const

/** A workflow has its phase as soon as its time is over. */
export const workflowStage: Stage = {
  name: 'workflow',
  affects: ofKind('argoproj.io', 'Workflow'),
  visit: (workflow) => {
    const annotations = workflow.metadata.annotations ?? {}
    if (isDeleting(workflow) || stringField(workflow, 'status', 'phase') !== undefined) return IDLE
    const phase = annotations['lab/exit-code'] === undefined ? 'Succeeded' : 'Failed'
    return {
      after: { situation: 'running', milliseconds: parseDuration(annotations['lab/run-for'] ?? '0s') ?? 0 },
      actions: [{ do: 'update', object: withStatus(workflow, { phase }) }],
    }
  },
}

/** Sees every change, and does nothing. */
export function spyStage(see: (change: Change) => void): Stage {
  return {
    name: 'spy',
    affects: (change) => {
      see(change)
      return []
    },
    visit: () => IDLE,
  }
}

/** Addresses come when annotations say; so many first pods of a Job fail. */
export const lifeOf: LifeOf = ({ kind, metadata: { annotations = {} } }, { attempt }) => {
  if (kind === 'Service') {
    if (annotations['lab/never-ready'] === 'true') return { neverReady: true }
    return { readyAfter: parseDuration(annotations['lab/ready-after'] ?? '0s') ?? 0 }
  }
  const failing = annotations['lab/fail-attempts']
  return kind === 'Pod' && failing !== undefined && attempt() <= Number(failing) ? { exitCode: 1 } : undefined
}

/** The objects that an earlier run left. */
export function leftoverObjects(random: RandomRun): readonly KubeObject[] {
  const seen = new Set<KubeObject>()
  return random.leftovers.flatMap((leftover) => {
    const object = objectAt(random, leftover.of)
    if (object === undefined || seen.has(object)) return []
    seen.add(object)
    const { name, namespace } = object.metadata
    // What comes with this run cannot have been left by an earlier one.
    if (name === undefined || namespace !== undefined || object.kind === 'Widget') return []
    return [asLeft(object, leftover)]
  })
}

/** The object as a run of long ago left it. */
export function asLeft(object: KubeObject, { state, finalizer }: Leftover): KubeObject {
  const finalizers = finalizer === 'none' ? [] : [finalizer === 'argo' ? HOOK_FINALIZER : FOREIGN_FINALIZER]
  const placed = object.kind === 'Namespace' ? {} : { namespace: 'demo' }
  const left = withMeta(object, { ...placed, ...(finalizers.length === 0 ? {} : { finalizers }) })
  const status = state === 'running' ? undefined : statusOf(object.kind, state)
  return status === undefined ? left : withStatus(left, status)
}

/** What left the manifests, as it is in the cluster. */
export function leavingObject(object: KubeObject): KubeObject {
  const isHeld = object.metadata.annotations?.['lab/held-for'] !== undefined
  return withMeta(object, { namespace: 'demo', ...(isHeld ? { finalizers: [FOREIGN_FINALIZER] } : {}) })
}

function statusOf(kind: string, state: 'succeeded' | 'failed'): JsonObject | undefined {
  if (kind === 'Workflow') return { phase: state === 'succeeded' ? 'Succeeded' : 'Failed' }
  if (kind !== 'Job') return undefined
  const type = state === 'succeeded' ? 'Complete' : 'Failed'
  return { conditions: [{ type, status: 'True', reason: 'Earlier', message: 'of an earlier run' }] }
}
