// From an object to its pods, by owner. Reads only.
import type { Cluster } from '../cluster/port.ts'
import { defined } from '../object/defined.ts'
import { field, isJsonObject, listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { formatRequirements, requirementsOf } from '../object/label-selector.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import { attempt } from './attempt.ts'
import type { Note } from './attempt.ts'

/** What is looked for in an object that something else waits for. */
export type Sought = 'itself' | 'endpoints'

/** The pods of an object, and who stands between them and it. */
export interface FoundPods {
  readonly pods: readonly KubeObject[]
  /** The newest ReplicaSet of a Deployment: the events about pods that cannot be created are about it. */
  readonly owners: readonly KubeObject[]
  readonly notes: readonly Note[]
}

const NOTHING: FoundPods = { pods: [], owners: [], notes: [] }
const POD = { group: '', version: 'v1', kind: 'Pod' }
const REPLICA_SET = { group: 'apps', version: 'v1', kind: 'ReplicaSet' }

/** Finds what an object runs; nothing for a kind that runs no pods that we know of. */
export async function findPods(
  cluster: Cluster,
  object: KubeObject,
  { sought, signal }: { readonly sought: Sought; readonly signal: AbortSignal | undefined },
): Promise<FoundPods> {
  const { group, kind } = groupVersionKind(object)
  switch (`${group}/${kind}`) {
    case '/Pod':
      return { ...NOTHING, pods: [object] }
    case '/Service':
      return sought === 'endpoints' ? servicePods(cluster, object, signal) : NOTHING
    case 'batch/Job':
      return ownedPods(cluster, object, { selector: jobSelector(object), signal })
    case 'apps/StatefulSet':
    case 'apps/DaemonSet':
    case 'apps/ReplicaSet':
      return ownedPods(cluster, object, { selector: selectorOf(object), signal })
    case 'apps/Deployment':
      return deploymentPods(cluster, object, signal)
    case 'argoproj.io/Workflow':
      return ownedPods(cluster, object, { selector: `workflows.argoproj.io/workflow=${nameOf(object)}`, signal })
    default:
      return NOTHING
  }
}

async function deploymentPods(cluster: Cluster, object: KubeObject, signal?: AbortSignal): Promise<FoundPods> {
  const selector = selectorOf(object)
  const sets = await listOwned(cluster, object, { kind: REPLICA_SET, what: 'its ReplicaSets', selector, signal })
  const newest = sets.value.toSorted((a, b) => revision(b) - revision(a))[0]
  if (newest === undefined) return { ...NOTHING, notes: sets.notes }
  const found = await ownedPods(cluster, newest, { selector, signal })
  return { ...found, owners: [newest] }
}

/** The pods of a Service are its own by their labels alone. */
function servicePods(cluster: Cluster, service: KubeObject, signal: AbortSignal | undefined): Promise<FoundPods> {
  const selector = selectedBy(service)
  if (selector === '') return Promise.resolve(NOTHING)
  const anyone = { ...service, metadata: { ...service.metadata, uid: undefined } }
  return ownedPods(cluster, anyone, { selector, signal })
}

/** The labels that a Service selects its pods by; empty: it selects none. */
export function selectedBy(service: KubeObject): string {
  const selector = field(service, 'spec', 'selector')
  return isJsonObject(selector)
    ? Object.entries(selector)
        .map(([name, value]) => `${name}=${typeof value === 'string' ? value : ''}`)
        .join(',')
    : ''
}

interface ListOptions {
  readonly selector: string | undefined
  readonly signal: AbortSignal | undefined
}

async function ownedPods(cluster: Cluster, owner: KubeObject, options: ListOptions): Promise<FoundPods> {
  const found = await listOwned(cluster, owner, { ...options, kind: POD, what: 'its pods' })
  return { pods: found.value, owners: [], notes: found.notes }
}

function listOwned(
  cluster: Cluster,
  owner: KubeObject,
  options: ListOptions & { readonly kind: typeof POD; readonly what: string },
) {
  const { selector, signal } = options
  const read = async (): Promise<readonly KubeObject[]> => {
    const type = await cluster.resolve(options.kind)
    if (type === undefined) return []
    const namespace = owner.metadata.namespace ?? ''
    const selection = selector === undefined ? { namespace } : { namespace, labelSelector: selector }
    const list = await cluster.list(type, selection, defined({ signal }))
    return list.items.filter((item) => isOwnedBy(item, owner))
  }
  return attempt(options.what, read, [])
}

/** Whether an object has this owner; one that was never in a cluster has no uid, and then the labels have to do. */
export function isOwnedBy(item: KubeObject, owner: KubeObject): boolean {
  const uid = owner.metadata.uid
  if (uid === undefined) return true
  return listField(item, 'metadata', 'ownerReferences').some((reference) => stringField(reference, 'uid') === uid)
}

/** Undefined where it would mean everything. */
function selectorOf(object: KubeObject): string | undefined {
  const requirements = requirementsOf(field(object, 'spec', 'selector'))
  return requirements.length === 0 ? undefined : formatRequirements(requirements)
}

function jobSelector(object: KubeObject): string {
  return selectorOf(object) ?? `batch.kubernetes.io/job-name=${nameOf(object)}`
}

function revision(object: KubeObject): number {
  return Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
}

function nameOf(object: KubeObject): string {
  return object.metadata.name ?? ''
}
