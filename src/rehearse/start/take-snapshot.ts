// A snapshot of the live objects that a sync touches, and of what they depend on. Reads a cluster, and writes nothing to it.
import type { Cluster, ResourceType } from '../../cluster/port.ts'
import { isBuiltInGroup } from '../../cluster/simulated/kinds/resource-types.ts'
import { ownersOf } from '../../cluster/simulated/server/object-edits.ts'
import { ClusterError } from '../../errors.ts'
import { stringField } from '../../manifest/kube-object.ts'
import type { KubeObject } from '../../manifest/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { groupVersionKind } from '../../manifest/resource-key.ts'
import type { GroupVersionKind } from '../../manifest/resource-key.ts'
import type { Snapshot } from './snapshot.ts'

/** Takes it. `warn` hears what could not be read; of what the sync itself writes that is an error. */
export async function takeSnapshot(
  manifests: readonly Manifest[],
  cluster: Cluster,
  options: { readonly namespace: string; readonly signal: AbortSignal; readonly warn: (message: string) => void },
): Promise<Snapshot> {
  const reader = createReader(cluster, options)
  const types = await resolveAll(manifests, cluster)
  const touched = await readTouched(manifests, types, { ...options, cluster })
  const definitions = await readDefinitions([...types.values()], reader)
  const namespaces = await readNamespaces(manifests, options.namespace, reader)
  const dependents = await readDependents(touched, reader)
  const claims = await readClaims([...touched, ...dependents], reader)
  const objects = new Map(
    [...namespaces, ...definitions, ...touched, ...dependents, ...claims].map((object) => [idOf(object), object]),
  )
  const defined = new Set(definitions.map(({ metadata }) => metadata.name))
  const others = [...types.values()].filter(
    ({ group, plural }) => !isBuiltInGroup(group) && !defined.has(`${plural}.${group}`),
  )
  return { namespace: options.namespace, types: others, objects: [...objects.values()] }
}

interface Reader {
  /** The object, or none; what may not be read is told and counts as absent. */
  readonly get: (kind: GroupVersionKind, namespace: string, name: string) => Promise<readonly KubeObject[]>
  readonly list: (kind: GroupVersionKind, namespace: string) => Promise<readonly KubeObject[]>
}

function createReader(
  cluster: Cluster,
  { signal, warn }: { readonly signal: AbortSignal; readonly warn: (message: string) => void },
): Reader {
  const told = new Set<string>()
  const orTold = async (what: string, read: () => Promise<readonly KubeObject[]>): Promise<readonly KubeObject[]> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason !== 'Forbidden') throw error
      if (!told.has(what)) warn(`${what} may not be read and are taken to be absent: ${error.message}`)
      told.add(what)
      return []
    }
  }
  return {
    get: (kind, namespace, name) =>
      orTold(`objects of kind ${kind.kind}`, async () => {
        const type = await cluster.resolve(kind)
        const found = type === undefined ? undefined : await cluster.get({ type, namespace, name }, { signal })
        return found === undefined ? [] : [found]
      }),
    list: (kind, namespace) =>
      orTold(`objects of kind ${kind.kind} in ${namespace}`, async () => {
        const type = await cluster.resolve(kind)
        return type === undefined ? [] : (await cluster.list(type, { namespace }, { signal })).items.map(typed(kind))
      }),
  }
}

/** A list leaves the type out of its items. */
function typed({ group, version, kind }: GroupVersionKind): (object: KubeObject) => KubeObject {
  const apiVersion = group === '' ? version : `${group}/${version}`
  return (object) => ({ ...object, apiVersion, kind })
}

async function resolveAll(
  manifests: readonly Manifest[],
  cluster: Cluster,
): Promise<ReadonlyMap<string, ResourceType>> {
  const types = new Map<string, ResourceType>()
  for (const { object } of manifests) {
    const id = typeId(object)
    const type = types.has(id) ? undefined : await cluster.resolve(groupVersionKind(object))
    if (type !== undefined) types.set(id, type)
  }
  return types
}

function typeId({ apiVersion, kind }: KubeObject): string {
  return `${apiVersion} ${kind}`
}

/** The sync cannot do without them, so that each failure counts. */
async function readTouched(
  manifests: readonly Manifest[],
  types: ReadonlyMap<string, ResourceType>,
  {
    cluster,
    namespace,
    signal,
  }: { readonly cluster: Cluster; readonly namespace: string; readonly signal: AbortSignal },
): Promise<readonly KubeObject[]> {
  const found = await Promise.all(
    manifests.map(async ({ object }) => {
      const type = types.get(typeId(object))
      const { name } = object.metadata
      if (type === undefined || name === undefined) return undefined
      const place = type.namespaced ? (object.metadata.namespace ?? namespace) : ''
      return cluster.get({ type, namespace: place, name }, { signal })
    }),
  )
  return found.filter((object) => object !== undefined)
}

const DEFINITIONS = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' } as const
const core = (kind: string): GroupVersionKind => ({ group: '', version: 'v1', kind })
const REPLICA_SETS = { group: 'apps', version: 'v1', kind: 'ReplicaSet' } as const
const JOBS = { group: 'batch', version: 'v1', kind: 'Job' } as const

async function readDefinitions(types: readonly ResourceType[], reader: Reader): Promise<readonly KubeObject[]> {
  const names = new Set(
    types.filter(({ group }) => !isBuiltInGroup(group)).map(({ group, plural }) => `${plural}.${group}`),
  )
  return (await Promise.all([...names].map((name) => reader.get(DEFINITIONS, '', name)))).flat()
}

async function readNamespaces(
  manifests: readonly Manifest[],
  destination: string,
  reader: Reader,
): Promise<readonly KubeObject[]> {
  const names = new Set([destination, ...manifests.flatMap(({ object }) => object.metadata.namespace ?? [])])
  return (await Promise.all([...names].map((name) => reader.get(core('Namespace'), '', name)))).flat()
}

/** What controllers have made for the workloads: their ReplicaSets, Jobs and pods. */
async function readDependents(touched: readonly KubeObject[], reader: Reader): Promise<readonly KubeObject[]> {
  const workloads = touched.filter(
    ({ apiVersion }) => apiVersion.startsWith('apps/') || apiVersion.startsWith('batch/'),
  )
  const namespaces = new Set(workloads.flatMap(({ metadata }) => metadata.namespace ?? []))
  const kinds = new Set(workloads.map(({ kind }) => kind))
  const owned = new Set(workloads.flatMap(({ metadata }) => metadata.uid ?? []))
  const dependents: KubeObject[] = []
  for (const namespace of namespaces) {
    const lists = [
      ...(kinds.has('Deployment') ? [REPLICA_SETS] : []),
      ...(kinds.has('CronJob') ? [JOBS] : []),
      core('Pod'),
    ]
    for (const kind of lists) {
      const ours = (await reader.list(kind, namespace)).filter((object) =>
        ownersOf(object).some(({ uid }) => owned.has(uid)),
      )
      for (const { metadata } of ours) owned.add(metadata.uid ?? '')
      dependents.push(...ours)
    }
  }
  return dependents
}

/** The claims that pods name, or that a StatefulSet's pods have, and their volumes. */
async function readClaims(objects: readonly KubeObject[], reader: Reader): Promise<readonly KubeObject[]> {
  const users = objects.filter(({ kind }) => ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind))
  const namespaces = new Set(users.flatMap(({ metadata }) => metadata.namespace ?? []))
  const claims = (
    await Promise.all([...namespaces].map((namespace) => reader.list(core('PersistentVolumeClaim'), namespace)))
  ).flat()
  const volumes = await Promise.all(
    claims
      .flatMap((claim) => stringField(claim, 'spec', 'volumeName') ?? [])
      .map((volume) => reader.get(core('PersistentVolume'), '', volume)),
  )
  return [...claims, ...volumes.flat()]
}

function idOf({ apiVersion, kind, metadata }: KubeObject): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`
}
