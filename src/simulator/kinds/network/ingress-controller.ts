// The controller that gives addresses from outside to Ingresses.
import { ofKind } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'
import { giveAddress } from '../service/controller.ts'

/** An ingress has an address at once, unless somebody says otherwise. */
export const ingressStage: Stage = {
  name: 'ingress',
  affects: ofKind('networking.k8s.io', 'Ingress'),
  visit: giveAddress,
}
