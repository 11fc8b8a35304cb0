// The controller of disruption budgets: counts pods.
import { field, listField } from '../../../object/kube-object.ts'
import { withStatus } from '../../server/object-edits.ts'
import { meetsAll, requirementsOf } from '../../../object/label-selector.ts'
import { isActivePod, isReadyPod, ofKind, visitsTo, withCondition } from '../../stages/stage.ts'
import type { Stage } from '../../stages/stage.ts'
import { share } from '../workload/rollout.ts'

/** A disruption budget counts its pods. */
export const budgetStage: Stage = {
  name: 'disruption-budget',
  affects: (change, world) => {
    if (change.key.kind === 'Pod' && change.key.group === '') {
      return visitsTo(world.list('policy', 'PodDisruptionBudget', change.key.namespace), 10)
    }
    return ofKind('policy', 'PodDisruptionBudget')(change)
  },
  visit: (budget, world) => {
    const wanted = requirementsOf(field(budget, 'spec', 'selector'))
    const pods = world
      .list('', 'Pod', budget.metadata.namespace)
      .filter((pod) => isActivePod(pod) && meetsAll(pod.metadata.labels, wanted))
    const healthy = pods.filter(isReadyPod).length
    const least = share(field(budget, 'spec', 'minAvailable'), pods.length)
    const most = share(field(budget, 'spec', 'maxUnavailable'), pods.length)
    const desired = least ?? (most === undefined ? pods.length : Math.max(0, pods.length - most))
    const allowed = Math.max(0, healthy - desired)
    const [status, reason] = allowed > 0 ? ['True', 'SufficientPods'] : ['False', 'InsufficientPods']
    const condition = { type: 'DisruptionAllowed', status, reason, message: '' }
    const observedGeneration = budget.metadata.generation ?? 1
    const options = { now: world.now, extra: { observedGeneration } }
    const counted = {
      conditions: withCondition(listField(budget, 'status', 'conditions'), condition, options),
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: pods.length,
      observedGeneration,
    }
    return { actions: [{ do: 'update', object: withStatus(budget, counted) }] }
  },
}
