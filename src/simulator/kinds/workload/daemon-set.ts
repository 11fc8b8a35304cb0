// The DaemonSet controller on a cluster of one node: one pod, replaced when the template changes.
import { stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { objectField, withStatus } from '../../server/object-edits.ts'
import { again, countAvailable } from './replica-set.ts'
import { makePods } from '../../stages/refused-pods.ts'
import { shortHash } from '../../stages/short-hash.ts'
import {
  deleteAction,
  IDLE,
  isActivePod,
  isDeleting,
  isReadyPod,
  itselfOrOwned,
  podFromTemplate,
  podsOf,
} from '../../stages/stage.ts'
import type { Action, Stage } from '../../stages/stage.ts'

const REVISION_LABEL = 'controller-revision-hash'

/** DaemonSet controller. */
export const daemonSetStage: Stage = {
  name: 'daemon-set',
  affects: itselfOrOwned('apps', 'DaemonSet'),
  visit: (set, world) => {
    if (isDeleting(set)) return IDLE
    const pods = podsOf(set, world)
    const active = pods.filter(isActivePod)
    const revision = shortHash(JSON.stringify(objectField(set, 'spec', 'template')))
    const updated = active.filter((pod) => pod.metadata.labels?.[REVISION_LABEL] === revision)
    const { available, waitFor } = countAvailable(set, active, world)
    const status = {
      currentNumberScheduled: active.length > 0 ? 1 : 0,
      desiredNumberScheduled: 1,
      numberAvailable: available || undefined,
      numberMisscheduled: 0,
      numberReady: active.filter(isReadyPod).length,
      numberUnavailable: available > 0 ? undefined : 1,
      observedGeneration: set.metadata.generation ?? 1,
      updatedNumberScheduled: updated.length || undefined,
    }
    const { actions, refused } = makePods(set, nextPod(set, { pods, active, updated, revision }), world)
    return {
      actions: [...actions, { do: 'update', object: withStatus(set, status) }],
      ...again(waitFor, refused?.again),
    }
  },
}

interface DaemonPods {
  readonly pods: readonly KubeObject[]
  readonly active: readonly KubeObject[]
  readonly updated: readonly KubeObject[]
  readonly revision: string
}

function nextPod(set: KubeObject, { pods, active, updated, revision }: DaemonPods): readonly Action[] {
  const ended = pods.filter((pod) => !isActivePod(pod) && !isDeleting(pod))
  if (ended.length > 0) return ended.map(deleteAction)
  if (pods.length === 0) {
    const meta = { generateName: `${set.metadata.name}-`, labels: { [REVISION_LABEL]: revision } }
    return [{ do: 'create', object: podFromTemplate(set, objectField(set, 'spec', 'template'), meta) }]
  }
  const isManual = stringField(set, 'spec', 'updateStrategy', 'type') === 'OnDelete'
  return isManual || updated.length === active.length
    ? []
    : active.filter((pod) => !updated.includes(pod)).map(deleteAction)
}
