// Health of a Cluster API Cluster.
import { field, listField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** Ready False of severity Info is normal while it is provisioned (argo-cd:resource_customizations/cluster.x-k8s.io/Cluster/health.lua). */
export function assessCluster(object: KubeObject): HealthVerdict {
  if (field(object, 'spec', 'paused') === true) return verdict('Suspended', undefined, 'paused: spec.paused is true')
  const failure = listField(object, 'status', 'conditions').find(
    (item) =>
      stringField(item, 'type') === 'Ready' &&
      stringField(item, 'status') === 'False' &&
      stringField(item, 'severity') !== 'Info',
  )
  if (failure !== undefined) {
    return verdict('Degraded', stringField(failure, 'message'), stringField(failure, 'reason') ?? 'not ready')
  }
  const phase = stringField(object, 'status', 'phase')
  if (phase === 'Provisioned') return verdict('Healthy', undefined, 'provisioned')
  if (phase === 'Failed') return verdict('Degraded', undefined, 'failed')
  return verdict('Progressing', phase?.toLowerCase(), 'no phase yet')
}
