// The controller that gives addresses from outside to Services.
import { listField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { withStatus } from '../../server/object-edits.ts'
import { IDLE, isDeleting, ofKind } from '../../stages/stage.ts'
import type { Stage, StageStep, StageWorld } from '../../stages/stage.ts'

/** A load balancer has an address at once, unless somebody says otherwise. */
export const serviceStage: Stage = {
  name: 'service',
  affects: ofKind('', 'Service'),
  visit: (service, world) =>
    stringField(service, 'spec', 'type') === 'LoadBalancer' ? giveAddress(service, world) : IDLE,
}

/** Gives an object its address after its time. */
export function giveAddress(object: KubeObject, world: StageWorld): StageStep {
  const { neverReady, readyAfter = 0 } = world.life(object)
  if (hasAddress(object) || isDeleting(object) || neverReady === true) return IDLE
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } }
  return {
    after: { situation: 'without an address', milliseconds: readyAfter },
    actions: [{ do: 'update', object: withStatus(object, status) }],
  }
}

function hasAddress(object: KubeObject): boolean {
  return listField(object, 'status', 'loadBalancer', 'ingress').length > 0
}
