// What of an object decides how a rehearsal with a fault on it goes: two objects of one shape differ in names only. Pure.
import { field, isJsonObject, listField } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { toJson } from '../../object/json.ts'
import { compareText, groupVersionKind } from '../../object/resource-key.ts'
import { isTarget } from '../fault.ts'
import { otherValues } from '../play/other-values.ts'
import type { Judging } from '../../health/judging.ts'
import { takesTime } from '../possible-faults.ts'
import type { WorldSettings } from '../world.ts'

/** The parts of a spec that controllers of the simulated cluster look at, but for what only names something. */
const SPEC_FIELDS = [
  'activeDeadlineSeconds', 'backoffLimit', 'backoffLimitPerIndex', 'completionMode', 'completions', 'maxUnavailable',
  'minReadySeconds', 'parallelism', 'paused', 'podFailurePolicy', 'podManagementPolicy', 'progressDeadlineSeconds',
  'replicas', 'restartPolicy', 'strategy', 'successPolicy', 'suspend', 'ttlSecondsAfterFinished', 'type', 'updateStrategy',
] // prettier-ignore

/** What steers how an object is written and how it lives, but for what its place in the plan says. */
const ANNOTATIONS = /^(?:lab|hooksync\.dev)\/|^argocd\.argoproj\.io\/sync-options$/

/** The shape for faults that meet the request to write an object: whatever is in it, it is not there as it should be. */
export function writeShapeOf(object: KubeObject, isNeeded: (object: KubeObject) => boolean): string {
  const { group, kind } = groupVersionKind(object)
  return toJson([group, kind, isNeeded(object) ? identityOf(object) : [], ordersOf(object)])
}

/**
 * The shape for another writer, by what there is for him to change. What he writes lives on: a hook gets ready while
 * others of its wave do, and which of them is the last one may decide how it is when the run ends.
 */
export function conflictShapeOf(
  object: KubeObject,
  role: 'hook' | 'resource',
  { world, judging }: { readonly world: WorldSettings; readonly judging: Judging },
): string {
  const fields = otherValues(object).map(({ field: name }) => name)
  const identity = role === 'hook' && takesTime(object, judging) ? identityOf(object) : []
  return toJson([fields, object['immutable'] ?? null, object['type'] ?? null, identity, lifeShapeOf(object, world)])
}

/** The shape for faults that strike it while it lives. */
export function lifeShapeOf(object: KubeObject, world: WorldSettings): string {
  const { apiVersion, kind } = object
  const isSpecial = world.objects.some((setting) => isTarget(setting, object))
  return toJson([
    apiVersion,
    kind,
    isSpecial ? identityOf(object) : [],
    ordersOf(object),
    SPEC_FIELDS.map((part) => field(object, 'spec', part) ?? null),
    listField(object, 'spec', 'volumeClaimTemplates').length,
    podShape(kind === 'Pod' ? field(object, 'spec') : field(object, 'spec', 'template', 'spec')),
  ])
}

function ordersOf({ metadata }: KubeObject): Json {
  const orders = Object.entries(metadata.annotations ?? {}).filter(([name]) => ANNOTATIONS.test(name))
  return orders.toSorted(([a], [b]) => compareText(a, b))
}

/** Names of claims count: a pod waits for its volumes. */
function podShape(pod: Json | undefined): Json {
  if (!isJsonObject(pod)) return null
  const claims = listField(pod, 'volumes').flatMap(
    (volume) => field(volume, 'persistentVolumeClaim', 'claimName') ?? [],
  )
  const { restartPolicy = null, activeDeadlineSeconds = null, terminationGracePeriodSeconds = null } = pod
  const containers = [listField(pod, 'containers').length, listField(pod, 'initContainers').length]
  return [claims, restartPolicy, activeDeadlineSeconds, terminationGracePeriodSeconds, containers]
}

function identityOf({ metadata: { namespace = '', name = '', generateName = '' } }: KubeObject): Json {
  return [namespace, name, generateName]
}
