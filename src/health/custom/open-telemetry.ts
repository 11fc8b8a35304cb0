// Health of an OpenTelemetryCollector, which tells its replicas as a text such as 2/3.
import { field, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** A sidecar has no replicas of its own (argo-cd:resource_customizations/opentelemetry.io/OpenTelemetryCollector/health.lua). */
export function assessCollector(object: KubeObject): HealthVerdict {
  if (field(object, 'status') === undefined) return verdict('Progressing', undefined, 'no status yet')
  const mode = stringField(object, 'spec', 'mode')
  const replicas = stringField(object, 'status', 'scale', 'statusReplicas')
  if (replicas === undefined) {
    if (mode === 'sidecar') return verdict('Healthy', undefined, 'injected into other pods: spec.mode is sidecar')
    return verdict('Progressing', undefined, 'its replicas are not counted yet')
  }
  const counts = /(\d+)\/(\d+)/.exec(replicas)
  if (counts === null) return verdict('Progressing', undefined, `its replicas cannot be read: ${replicas}`)
  const [ready, wanted] = [Number(counts[1]), Number(counts[2])]
  const text = `${ready} of ${wanted} replicas ready`
  if (ready === 0 && wanted === 0 && mode === 'daemonset')
    return verdict('Healthy', undefined, 'no node is meant for it')
  if (ready === 0) return verdict('Degraded', undefined, text)
  return verdict(ready === wanted ? 'Healthy' : 'Progressing', undefined, text)
}
