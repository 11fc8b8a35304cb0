// Health of a batch CronJob: it is Degraded only when its last run is known to have failed.
import { field, listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** argo-cd:resource_customizations/batch/CronJob/health.lua */
export function assessCronJob(object: KubeObject): HealthVerdict {
  if (field(object, 'spec', 'suspend') === true) return verdict('Healthy', undefined, 'suspended')
  if (field(object, 'status') === undefined)
    return verdict('Progressing', undefined, 'its controller has not yet seen it')
  const scheduled = stringField(object, 'status', 'lastScheduleTime')
  const successful = stringField(object, 'status', 'lastSuccessfulTime')
  if (scheduled === undefined) return verdict('Healthy', undefined, 'not scheduled yet')
  if (successful === undefined)
    return verdict('Healthy', undefined, `no run has succeeded yet, last one at ${scheduled}`)
  if (listField(object, 'status', 'active').length > 0) return verdict('Healthy', undefined, 'running')
  // RFC 3339 in UTC sorts as text.
  if (successful < scheduled) return verdict('Degraded', undefined, `the last run, at ${scheduled}, did not succeed`)
  return verdict('Healthy', undefined, `last run succeeded at ${successful}`)
}
