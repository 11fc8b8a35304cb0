// The StatefulSet controller: numbered pods, one after the other, updated from the last to the first.
import { field, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { keyOf } from '../../../object/resource-key.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { again, countAvailable } from './replica-set.ts'
import { refusedPod, USUAL_RETRIES } from '../../stages/refused-pods.ts'
import { shortHash } from '../../stages/short-hash.ts'
import {
  deleteAction,
  IDLE,
  isActivePod,
  isDeleting,
  isReadyPod,
  itselfOrOwned,
  podFromTemplate,
  podsOf,
} from '../../stages/stage.ts'
import type { Action, Stage, StageWorld } from '../../stages/stage.ts'

const REVISION_LABEL = 'controller-revision-hash'
const NAME_LABEL = 'statefulset.kubernetes.io/pod-name'

/** StatefulSet controller. */
export const statefulSetStage: Stage = {
  name: 'stateful-set',
  affects: itselfOrOwned('apps', 'StatefulSet'),
  visit: (set, world) => {
    if (isDeleting(set)) return IDLE
    const pods = podsOf(set, world)
    const update = revisionOf(set)
    const current = stringField(set, 'status', 'currentRevision') ?? update
    const { actions, again: waitFor } = nextPod(set, pods, { update, current }, world)
    const active = pods.filter(isActivePod)
    const availability = countAvailable(set, active, world)
    const status = statefulSetStatus(set, active, { update, current }, availability.available)
    return {
      actions: [...actions, { do: 'update', object: withStatus(set, status) }],
      ...again(availability.waitFor, waitFor),
    }
  },
}

interface Revisions {
  readonly update: string
  readonly current: string
}

function revisionOf(set: KubeObject): string {
  return `${set.metadata.name}-${shortHash(JSON.stringify(objectField(set, 'spec', 'template')))}`
}

function ordinalOf(pod: KubeObject): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name ?? '')?.[1] ?? -1)
}

interface NextPod {
  readonly actions: readonly Action[]
  /** The server refused it: in so long it is tried again. */
  readonly again?: number
}

function nextPod(set: KubeObject, pods: readonly KubeObject[], revisions: Revisions, world: StageWorld): NextPod {
  const wanted = numberField(set, 'spec', 'replicas') ?? 1
  const isParallel = stringField(set, 'spec', 'podManagementPolicy') === 'Parallel'
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod), pod]))
  const actions: Action[] = []
  for (let ordinal = 0; ordinal < wanted; ordinal += 1) {
    const pod = byOrdinal.get(ordinal)
    if (pod === undefined) {
      const made = createPod(set, ordinal, revisions, world)
      actions.push(...made.actions)
      if (made.again !== undefined) return { actions, again: made.again }
    } else if (!isDeleting(pod) && !isActivePod(pod)) actions.push(deleteAction(pod))
    if (!isParallel && (pod === undefined || !isReadyPod(pod) || isDeleting(pod))) return { actions }
  }
  if (actions.length > 0) return { actions }
  const surplus = pods.filter((pod) => ordinalOf(pod) >= wanted).toSorted((a, b) => ordinalOf(b) - ordinalOf(a))
  if (surplus.length > 0) {
    const isBusy = surplus.some(isDeleting) && !isParallel
    return { actions: isBusy ? [] : surplus.slice(0, isParallel ? undefined : 1).map(deleteAction) }
  }
  return { actions: rollOne(set, pods, revisions) }
}

function createPod(set: KubeObject, ordinal: number, revisions: Revisions, world: StageWorld): NextPod {
  const name = `${set.metadata.name}-${ordinal}`
  const claims = listField(set, 'spec', 'volumeClaimTemplates')
  const template = objectField(set, 'spec', 'template')
  const volumes = claims.map((claim) => {
    const volume = stringField(claim, 'metadata', 'name') ?? ''
    return { name: volume, persistentVolumeClaim: { claimName: `${volume}-${name}` } }
  })
  const spec: JsonObject = {
    ...objectField(template, 'spec'),
    hostname: name,
    subdomain: stringField(set, 'spec', 'serviceName') ?? '',
    ...(volumes.length > 0 ? { volumes: [...listField(template, 'spec', 'volumes'), ...volumes] } : {}),
  }
  const partition = numberField(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
  const labels = {
    [REVISION_LABEL]: ordinal < partition ? revisions.current : revisions.update,
    [NAME_LABEL]: name,
    'apps.kubernetes.io/pod-index': String(ordinal),
  }
  const pod = podFromTemplate(set, { ...template, spec }, { name, labels })
  const made = claims.flatMap((claim) => createClaim(set, claim, name, world))
  const tell = (message: string): string =>
    `Create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${message}`
  const refused = refusedPod(set, pod, world, { ...USUAL_RETRIES, tell })
  if (refused !== undefined) return { actions: [...made, refused.event], again: refused.again }
  return { actions: [...made, { do: 'create', object: pod }] }
}

function createClaim(set: KubeObject, claim: Json, pod: string, world: StageWorld): readonly Action[] {
  const namespace = set.metadata.namespace ?? ''
  const name = `${stringField(claim, 'metadata', 'name')}-${pod}`
  const metadata = { ...objectField(claim, 'metadata'), name, namespace }
  const object = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: objectField(claim, 'spec') }
  return world.get(keyOf(object)) === undefined ? [{ do: 'create', object }] : []
}

function rollOne(set: KubeObject, pods: readonly KubeObject[], revisions: Revisions): readonly Action[] {
  if (stringField(set, 'spec', 'updateStrategy', 'type') === 'OnDelete') return []
  const partition = numberField(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
  for (const pod of pods.toSorted((a, b) => ordinalOf(b) - ordinalOf(a))) {
    if (ordinalOf(pod) < partition || isDeleting(pod)) return []
    if (pod.metadata.labels?.[REVISION_LABEL] !== revisions.update) return [deleteAction(pod)]
    if (!isReadyPod(pod)) return []
  }
  return []
}

function statefulSetStatus(
  set: KubeObject,
  pods: readonly KubeObject[],
  revisions: Revisions,
  available: number,
): JsonObject {
  const wanted = numberField(set, 'spec', 'replicas') ?? 1
  const ofRevision = (revision: string): readonly KubeObject[] =>
    pods.filter((pod) => pod.metadata.labels?.[REVISION_LABEL] === revision)
  const updated = ofRevision(revisions.update)
  const isRolled = updated.length === wanted && updated.filter(isReadyPod).length === wanted && pods.length === wanted
  const current = isRolled ? revisions.update : revisions.current
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    readyReplicas: pods.filter(isReadyPod).length || undefined,
    currentReplicas: ofRevision(current).length || undefined,
    updatedReplicas: updated.length || undefined,
    availableReplicas: available,
    currentRevision: current,
    updateRevision: revisions.update,
    collisionCount: field(set, 'status', 'collisionCount') ?? 0,
  }
}
