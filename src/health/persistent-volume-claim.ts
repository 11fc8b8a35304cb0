// Health of a v1 PersistentVolumeClaim.
import { stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** argo-cd:gitops-engine/pkg/health/health_pvc.go */
export function assessPersistentVolumeClaim(object: KubeObject): HealthVerdict {
  const phase = stringField(object, 'status', 'phase')
  const volume = stringField(object, 'spec', 'volumeName')
  switch (phase) {
    case 'Bound':
      return verdict('Healthy', undefined, volume === undefined ? 'bound' : `bound to ${volume}`)
    case 'Pending':
      return verdict('Progressing', undefined, `no volume yet (${storageClassText(object)})`)
    case 'Lost':
      return verdict('Degraded', undefined, `its volume ${volume ?? ''} is lost`.replace('  ', ' '))
    default:
      return verdict('Unknown', undefined, phase === undefined ? 'no phase yet' : `unknown phase ${phase}`)
  }
}

function storageClassText(object: KubeObject): string {
  const name = stringField(object, 'spec', 'storageClassName')
  return name === undefined || name === '' ? 'no storage class' : `storage class ${name}`
}
