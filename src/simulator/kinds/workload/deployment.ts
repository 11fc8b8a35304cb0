// The Deployment controller: one ReplicaSet per template, rolled over within surge and unavailability.
import { defined } from '../../../object/defined.ts'
import { field, jsonEqual, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { controllerReference, objectField, withMeta, withStatus } from '../../server/object-edits.ts'
import { formatTime } from '../../server/timestamp.ts'
import { deploymentStatus } from './deployment-status.ts'
import { budgetOf, forgetOld, replicasOf, REVISION, rollOver, surgeOf } from './rollout.ts'
import { again } from './replica-set.ts'
import { shortHash } from '../../stages/short-hash.ts'
import { controlledBy, IDLE, isDeleting, movedCondition, itselfOrOwned, stringMap } from '../../stages/stage.ts'
import type { Stage, StageStep, StageWorld } from '../../stages/stage.ts'

const HASH_LABEL = 'pod-template-hash'

/** Deployment controller. */
export const deploymentStage: Stage = {
  name: 'deployment',
  affects: itselfOrOwned('apps', 'Deployment'),
  visit: (deployment, world) => {
    if (isDeleting(deployment)) return IDLE
    const sets = controlledBy(deployment, 'ReplicaSet', world)
    const current = sets.find((set) => jsonEqual(templateOf(set), templateOf(deployment)))
    const old = sets.filter((set) => set !== current)
    const paused = field(deployment, 'spec', 'paused') === true
    if (current === undefined && !paused && mayBegin(deployment, old)) return firstSet(deployment, old, world)
    const status = deploymentStatus(deployment, { current, sets, paused }, world)
    return {
      actions: [
        ...(paused ? [] : rollOver(deployment, current, old)),
        ...forgetOld(deployment, old),
        { do: 'update', object: status.object },
      ],
      ...again(status.waitFor),
    }
  },
}

/** With strategy Recreate the old pods have to be gone first. */
function mayBegin(deployment: KubeObject, old: readonly KubeObject[]): boolean {
  if (stringField(deployment, 'spec', 'strategy', 'type') !== 'Recreate') return true
  const counts = ['replicas', 'terminatingReplicas']
  return old.every(
    (set) => replicasOf(set) === 0 && counts.every((name) => (numberField(set, 'status', name) ?? 0) === 0),
  )
}

function templateOf(owner: KubeObject): JsonObject {
  const template = objectField(owner, 'spec', 'template')
  const labels = Object.entries(stringMap(template, 'metadata', 'labels')).filter(([name]) => name !== HASH_LABEL)
  const { creationTimestamp: _, labels: __, ...meta } = objectField(template, 'metadata')
  return { metadata: { ...meta, labels: Object.fromEntries(labels) }, spec: template['spec'] ?? {} }
}

function firstSet(deployment: KubeObject, old: readonly KubeObject[], world: StageWorld): StageStep {
  const revision = String(1 + Math.max(0, ...old.map((set) => Number(set.metadata.annotations?.[REVISION] ?? 0))))
  const set = newSet(deployment, old, revision)
  const { name } = set.metadata
  const message = `Created new replica set "${name}"`
  const condition = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message }
  const options = { now: world.now, extra: { lastUpdateTime: formatTime(world.now) } }
  const conditions = movedCondition(listField(deployment, 'status', 'conditions'), condition, options)
  const annotations = { ...deployment.metadata.annotations, [REVISION]: revision }
  const status = { ...objectField(deployment, 'status'), conditions }
  return {
    actions: [
      { do: 'create', object: set },
      { do: 'update', object: withStatus(withMeta(deployment, { annotations }), status) },
      {
        do: 'event',
        about: deployment,
        type: 'Normal',
        reason: 'ScalingReplicaSet',
        message: `Scaled up replica set ${name} from 0 to ${replicasOf(set)}`,
      },
    ],
  }
}

function newSet(deployment: KubeObject, old: readonly KubeObject[], revision: string): KubeObject {
  const template = objectField(deployment, 'spec', 'template')
  const hash = shortHash(JSON.stringify(templateOf(deployment)))
  const labels = { ...stringMap(template, 'metadata', 'labels'), [HASH_LABEL]: hash }
  const wanted = numberField(deployment, 'spec', 'replicas') ?? 1
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(wanted),
        'deployment.kubernetes.io/max-replicas': String(wanted + surgeOf(deployment)),
        [REVISION]: revision,
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: budgetOf(deployment, old).current,
      ...defined({ minReadySeconds: numberField(deployment, 'spec', 'minReadySeconds') }),
      selector: { matchLabels: { ...stringMap(deployment, 'spec', 'selector', 'matchLabels'), [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...objectField(template, 'metadata'), labels } },
    },
  }
}
