// Claims and volumes: every claim gets a volume, one of a class that waits for a consumer with its first pod; a claim in use stays until its pods are gone.
import { field, isJsonObject, listField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { objectField, withSpec, withStatus, withoutFinalizer } from '../../server/object-edits.ts'
import { claimsOf } from '../pod/controller.ts'
import { deleteAction, hasEnded, IDLE, isDeleting, ofKind, visitsTo } from '../../stages/stage.ts'
import type { Action, Stage, StageStep, StageWorld } from '../../stages/stage.ts'

/** Keeps a claim while a pod uses it. */
export const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection'

const CLAIM = { group: '', kind: 'PersistentVolumeClaim' }

/** Binds claims, and lets go of them. */
export const claimStage: Stage = {
  name: 'claim',
  affects: (change, world) => {
    const { group, kind, namespace } = change.key
    if (group !== '' || kind !== 'Pod') return ofKind('', 'PersistentVolumeClaim')(change)
    const claims = claimsOf(change.object).flatMap((name) => world.get({ ...CLAIM, namespace, name }) ?? [])
    return visitsTo(claims.filter((claim) => isDeleting(claim) || stringField(claim, 'status', 'phase') !== 'Bound'))
  },
  visit: (claim, world) => {
    if (isDeleting(claim)) return release(claim, world)
    if (stringField(claim, 'status', 'phase') === 'Bound') return IDLE
    const { neverReady, readyAfter = 0 } = world.life(claim)
    if (neverReady === true) return IDLE
    if (waitsForConsumer(claim, world)) return { actions: [{ do: 'event', about: claim, ...WAITING }] }
    return { after: { situation: 'pending', milliseconds: readyAfter }, actions: bind(claim, world) }
  },
}

const WAITING = {
  type: 'Normal',
  reason: 'WaitForFirstConsumer',
  message: 'waiting for first consumer to be created before binding',
} as const

/** Whether a claim's class binds only for a pod, and none is there (kubernetes/kubernetes:pkg/controller/volume/persistentvolume/pv_controller.go). */
function waitsForConsumer(claim: KubeObject, world: StageWorld): boolean {
  if (stringField(claim, 'spec', 'volumeName') !== undefined) return false
  if (stringField(classOf(claim, world), 'volumeBindingMode') !== 'WaitForFirstConsumer') return false
  return !isUsed(claim, world)
}

function isUsed({ metadata }: KubeObject, world: StageWorld): boolean {
  const { namespace, name = '' } = metadata
  return world.list('', 'Pod', namespace).some((pod) => claimsOf(pod).includes(name) && !hasEnded(pod))
}

/** The class that it names, else the cluster's default. */
function classOf(claim: KubeObject, world: StageWorld): KubeObject | undefined {
  const name = stringField(claim, 'spec', 'storageClassName')
  const classes = world.list('storage.k8s.io', 'StorageClass')
  return classes.find(({ metadata }) =>
    name === undefined
      ? metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
      : metadata.name === name,
  )
}

function bind(claim: KubeObject, world: StageWorld): readonly Action[] {
  const given = stringField(claim, 'spec', 'volumeName')
  const name = given ?? `pvc-${claim.metadata.uid}`
  const existing = world.get({ group: '', kind: 'PersistentVolume', namespace: '', name })
  const capacity = { storage: field(claim, 'spec', 'resources', 'requests', 'storage') ?? '1Gi' }
  const claimRef = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: claim.metadata.namespace ?? '',
    name: claim.metadata.name ?? '',
    uid: claim.metadata.uid ?? '',
  }
  const accessModes = listField(claim, 'spec', 'accessModes')
  const bound = withStatus(withSpec(claim, { volumeName: name }), { phase: 'Bound', accessModes, capacity })
  const binding: Action = { do: 'update', object: bound }
  if (existing !== undefined) {
    const status = { ...objectField(existing, 'status'), phase: 'Bound' }
    return [{ do: 'update', object: withStatus(withSpec(existing, { claimRef }), status) }, binding]
  }
  if (given !== undefined) return []
  const hostPath = { path: `/lab/${claim.metadata.uid}` }
  const volume: KubeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { 'lab/claimed': 'true' } },
    spec: { capacity, accessModes, claimRef, persistentVolumeReclaimPolicy: 'Retain', hostPath },
    status: { phase: 'Bound' },
  }
  return [{ do: 'create', object: volume }, binding]
}

function release(claim: KubeObject, world: StageWorld): StageStep {
  if (claim.metadata.finalizers?.includes(CLAIM_FINALIZER) !== true || isUsed(claim, world)) return IDLE
  return { actions: [{ do: 'update', object: withoutFinalizer(claim, CLAIM_FINALIZER) }] }
}

/** A volume that was made for a claim goes with it; another one is available, or released. */
export const volumeStage: Stage = {
  name: 'volume',
  affects: (change, world) => {
    if (change.key.group !== '') return []
    if (change.key.kind === 'PersistentVolume') return ofKind('', 'PersistentVolume')(change)
    if (change.key.kind !== 'PersistentVolumeClaim' || change.type !== 'deleted') return []
    const { uid } = change.object.metadata
    return visitsTo(
      world.list('', 'PersistentVolume').filter((each) => stringField(each, 'spec', 'claimRef', 'uid') === uid),
    )
  },
  visit: (volume, world) => {
    const claimUid = stringField(volume, 'spec', 'claimRef', 'uid')
    if (isDeleting(volume))
      return { actions: [{ do: 'update', object: withoutFinalizer(volume, 'kubernetes.io/pv-protection') }] }
    if (claimUid !== undefined && !world.exists(claimUid)) {
      return volume.metadata.annotations?.['lab/claimed'] === 'true'
        ? { actions: [deleteAction(volume)] }
        : { actions: [{ do: 'update', object: withStatus(volume, { phase: 'Released' }) }] }
    }
    if (isJsonObject(volume['status']) && stringField(volume, 'status', 'phase') !== 'Pending') return IDLE
    return { actions: [{ do: 'update', object: withStatus(volume, { phase: 'Available' }) }] }
  },
}
