// Health of a VolumeSnapshot or VolumeSnapshotContent.
import { field, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** argo-cd:resource_customizations/snapshot.storage.k8s.io/VolumeSnapshot/health.lua */
export function assessVolumeSnapshot(object: KubeObject): HealthVerdict {
  if (field(object, 'status', 'readyToUse') === true) return verdict('Healthy', undefined, 'ready to use')
  if (field(object, 'status', 'error') !== undefined) {
    return verdict('Degraded', stringField(object, 'status', 'error', 'message'), 'failed')
  }
  return verdict('Progressing', undefined, 'not ready to use yet')
}
