// Health of an apps/v1 StatefulSet.
import { field, numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { isUnobserved, statusNumber } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** argo-cd:gitops-engine/pkg/health/health_statefulset.go */
export function assessStatefulSet(object: KubeObject): HealthVerdict {
  if (statusNumber(object, 'observedGeneration') === 0 || isUnobserved(object)) {
    return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  }
  const replicas = numberField(object, 'spec', 'replicas')
  const ready = statusNumber(object, 'readyReplicas')
  if (replicas !== undefined && ready < replicas) {
    return verdict('Progressing', undefined, `${ready} of ${replicas} replicas ready`)
  }
  return assessUpdate(object, replicas)
}

function assessUpdate(object: KubeObject, replicas: number | undefined): HealthVerdict {
  const strategy = stringField(object, 'spec', 'updateStrategy', 'type')
  const updated = statusNumber(object, 'updatedReplicas')
  const readyText = `${statusNumber(object, 'readyReplicas')} ready`
  if (strategy === 'RollingUpdate' && field(object, 'spec', 'updateStrategy', 'rollingUpdate') !== undefined) {
    const partition = numberField(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
    if (replicas === undefined || partition === undefined || updated >= replicas - partition) {
      return verdict('Healthy', undefined, readyText)
    }
    const above = partition === 0 ? '' : ` above partition ${partition}`
    return verdict('Progressing', undefined, `${updated} of ${replicas - partition} replicas${above} updated`)
  }
  if (strategy === 'OnDelete') return verdict('Healthy', undefined, `${readyText}; updates wait for pods to be deleted`)
  const revision = stringField(object, 'status', 'updateRevision')
  if (revision !== stringField(object, 'status', 'currentRevision')) {
    return verdict('Progressing', undefined, `${updated} replicas at the new revision ${revision ?? ''}`.trimEnd())
  }
  return verdict('Healthy', undefined, readyText)
}
