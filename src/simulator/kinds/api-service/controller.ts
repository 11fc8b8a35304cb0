// The controller of API services: says which are served.
import { field, isJsonObject, stringField } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { withStatus } from '../../server/object-edits.ts'
import { formatTime } from '../../server/timestamp.ts'
import { conditionOf, IDLE, ofKind } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'

/** Nothing serves an aggregated API here, unless somebody says when. */
export const apiServiceStage: Stage = {
  name: 'api-service',
  affects: ofKind('apiregistration.k8s.io', 'APIService'),
  visit: (service, world) => {
    const { neverReady, readyAfter } = world.life(service)
    if (conditionOf(service, 'Available') !== undefined) return IDLE
    const isServed = readyAfter !== undefined && neverReady !== true
    const conditions = [{ ...availability(service, isServed), lastTransitionTime: formatTime(world.now) }]
    return {
      after: { situation: 'new', milliseconds: isServed ? readyAfter : 0 },
      actions: [{ do: 'update', object: withStatus(service, { conditions }) }],
    }
  },
}

function availability(service: KubeObject, isServed: boolean): JsonObject {
  const backend = field(service, 'spec', 'service')
  if (!isJsonObject(backend))
    return { type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' }
  if (isServed) return { type: 'Available', status: 'True', reason: 'Passed', message: 'all checks passed' }
  const message = `service/${stringField(backend, 'name')} in "${stringField(backend, 'namespace')}" is not present`
  return { type: 'Available', status: 'False', reason: 'ServiceNotFound', message }
}
