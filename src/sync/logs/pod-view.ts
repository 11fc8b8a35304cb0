// What of a pod matters to who follows its logs: whose it is, and how its containers stand. Pure.
import { field, listField, numberField, own, stringField } from '../../object/kube-object.ts'
import { isKubernetesGroup } from '../../object/kubernetes-group.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'

/** What a container is beside the ones that do the work: an init container, one that restarts and so stays beside them. */
export type ContainerRole = 'init' | 'sidecar'

/** A container as its pod shows it. */
export interface ContainerView {
  readonly name: string
  /** Undefined: one that does the work. */
  readonly role: ContainerRole | undefined
  readonly restarts: number
  /** `waiting`: it has not started, and has no log. */
  readonly state: 'waiting' | 'running' | 'ended'
}

/** A pod, as far as its logs go. */
export interface PodView {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** When it was made, in milliseconds since 1970, in whole seconds; undefined: it does not say. */
  readonly born: number | undefined
  readonly owners: readonly { readonly kind: string; readonly name: string; readonly uid: string }[]
  readonly templateHash: string | undefined
  readonly containers: readonly ContainerView[]
  /** Nothing of it runs any more. */
  readonly isOver: boolean
}

/** A resource that may run pods. */
export interface PodOwner {
  readonly key: ResourceKey
  /** Undefined: it is not known yet. */
  readonly uid: string | undefined
}

/** Reads a pod. */
export function viewPod(pod: KubeObject): PodView {
  const init = listField(pod, 'spec', 'initContainers')
  const main = listField(pod, 'spec', 'containers')
  const statuses = [
    ...listField(pod, 'status', 'initContainerStatuses'),
    ...listField(pod, 'status', 'containerStatuses'),
  ]
  const view = (container: Json, role: ContainerRole | undefined): ContainerView => {
    const name = stringField(container, 'name') ?? ''
    return { name, role, ...viewStatus(statuses.find((status) => stringField(status, 'name') === name)) }
  }
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name ?? '',
    uid: pod.metadata.uid ?? '',
    born: bornAt(pod.metadata.creationTimestamp),
    owners: listField(pod, 'metadata', 'ownerReferences').map((owner) => ({
      kind: stringField(owner, 'kind') ?? '',
      name: stringField(owner, 'name') ?? '',
      uid: stringField(owner, 'uid') ?? '',
    })),
    templateHash: pod.metadata.labels?.['pod-template-hash'],
    containers: [
      ...init.map((one) => view(one, stringField(one, 'restartPolicy') === 'Always' ? 'sidecar' : 'init')),
      ...main.map((one) => view(one, undefined)),
    ],
    isOver: ['Succeeded', 'Failed'].includes(stringField(pod, 'status', 'phase') ?? ''),
  }
}

function bornAt(text: string | null | undefined): number | undefined {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : at
}

function viewStatus(status: Json | undefined): Pick<ContainerView, 'restarts' | 'state'> {
  const restarts = numberField(status, 'restartCount') ?? 0
  if (field(status, 'state', 'running') !== undefined) return { restarts, state: 'running' }
  // One that waits to be restarted shows the log of its last run.
  const ended = field(status, 'state', 'terminated') ?? field(status, 'lastState', 'terminated')
  return { restarts, state: ended === undefined ? 'waiting' : 'ended' }
}

/** Whether a pod is a resource's, or the resource itself. A Deployment is told by the name of its ReplicaSet. */
export function isPodOf(pod: PodView, { key, uid }: PodOwner): boolean {
  if (uid === undefined || pod.namespace !== key.namespace) return false
  if (pod.uid === uid || pod.owners.some((owner) => owner.uid === uid)) return true
  if (key.kind !== 'Deployment' || pod.templateHash === undefined) return false
  return pod.owners.some(({ kind, name }) => kind === 'ReplicaSet' && name === `${key.name}-${pod.templateHash}`)
}

/**
 * What all pods of a kind are labelled with (kubernetes/kubernetes:pkg/apis/batch/types.go,
 * argoproj/argo-workflows:workflow/common/common.go, tektoncd/pipeline:pkg/apis/pipeline/register.go).
 */
const POD_LABELS: Readonly<Record<string, string>> = {
  'batch/Job': 'job-name',
  'argoproj.io/Workflow': 'workflows.argoproj.io/workflow',
  'tekton.dev/TaskRun': 'tekton.dev/taskRun',
}

/** A label that tells the pods of a kind from most others; undefined: none is known. */
export function podLabel({ group, kind }: Pick<ResourceKey, 'group' | 'kind'>): string | undefined {
  return own(POD_LABELS, `${group}/${kind}`)
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  '': ['Pod', 'ReplicationController'],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  batch: ['Job'],
}

/** Whether a resource runs pods of its own; a custom resource may, where it is a hook. */
export function mayRunPods({ group, kind }: ResourceKey, hook: boolean): boolean {
  const known = own(KINDS, group)
  if (known !== undefined) return known.includes(kind)
  return hook && !isKubernetesGroup(group)
}
