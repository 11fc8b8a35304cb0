// A snapshot of the live objects that a sync touches, and of what they depend on. Reads a cluster, and writes nothing to it.
import type { Cluster, ResourceType } from '../../cluster/port.ts'
import { isBuiltInGroup } from '../../simulator/schemas/resource-types.ts'
import { ownersOf, withMeta } from '../../simulator/server/object-edits.ts'
import { podPhase } from '../../simulator/stages/stage.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import { core, readNeeds } from './live-needs.ts'
import { createLiveReader } from './live-reader.ts'
import type { LiveReader, Wanted } from './live-reader.ts'
import type { Snapshot } from './snapshot.ts'

/** How a snapshot is taken. */
export interface SnapshotOptions {
  /** Where manifests without a namespace go. */
  readonly namespace: string
  readonly signal: AbortSignal
  /** So many requests at a time. */
  readonly concurrency: number
  /** Hears what may not be read, and what is taken for granted instead; of what the sync itself writes it is an error. */
  readonly tell: (finding: Diagnostic) => void
}

/** Takes it. */
export async function takeSnapshot(
  manifests: readonly Manifest[],
  cluster: Cluster,
  options: SnapshotOptions,
): Promise<Snapshot> {
  const { namespace } = options
  const reader = createLiveReader(cluster, options)
  const types = await resolveAll(manifests, cluster)
  const brought = manifests.map(({ object }) => placed(object, types, namespace))
  const touched = await reader.get(brought.flatMap(wantedOf), 'error')
  const definitions = await readDefinitions([...types.values()], reader)
  const namespaces = await readNamespaces(brought, namespace, reader)
  const targets = await readTargets(brought, reader)
  const dependents = await readDependents([...touched, ...targets], reader)
  const waiting = dependents.filter((object) => object.kind === 'Pod' && podPhase(object) === 'Pending')
  const names = new Set(namespaces.map(({ metadata }) => metadata.name ?? ''))
  const needs = await readNeeds({ brought, live: [...touched, ...waiting], namespaces: names }, reader)
  const all = [...namespaces, ...definitions, ...needs, ...targets, ...touched, ...dependents]
  const defined = new Set(definitions.map(({ metadata }) => metadata.name))
  const others = [...types.values()].filter(
    ({ group, plural }) => !isBuiltInGroup(group) && !defined.has(`${plural}.${group}`),
  )
  return { namespace, types: others, objects: [...new Map(all.map((object) => [idOf(object), object])).values()] }
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

/** The object with the namespace that it goes to. */
function placed(object: KubeObject, types: ReadonlyMap<string, ResourceType>, destination: string): KubeObject {
  const isNamespaced = types.get(typeId(object))?.namespaced === true
  return isNamespaced && object.metadata.namespace === undefined ? withMeta(object, { namespace: destination }) : object
}

function wantedOf(object: KubeObject): readonly Wanted[] {
  const { name, namespace = '' } = object.metadata
  return name === undefined ? [] : [{ kind: groupVersionKind(object), namespace, name }]
}

const DEFINITIONS = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' } as const
const REPLICA_SETS = { group: 'apps', version: 'v1', kind: 'ReplicaSet' } as const
const JOBS = { group: 'batch', version: 'v1', kind: 'Job' } as const

async function readDefinitions(types: readonly ResourceType[], reader: LiveReader): Promise<readonly KubeObject[]> {
  const names = new Set(
    types.filter(({ group }) => !isBuiltInGroup(group)).map(({ group, plural }) => `${plural}.${group}`),
  )
  const wanted = [...names].map((name) => ({ kind: DEFINITIONS, namespace: '', name }))
  return reader.get(wanted, 'absent')
}

/** Who may not read one can still write into it. */
async function readNamespaces(
  brought: readonly KubeObject[],
  destination: string,
  reader: LiveReader,
): Promise<readonly KubeObject[]> {
  const names = new Set([destination, ...brought.flatMap(({ metadata }) => metadata.namespace ?? [])])
  const wanted = [...names].map((name) => ({ kind: core('Namespace'), namespace: '', name }))
  const found = await reader.get(wanted, ({ name }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }))
  return found.map(stillHeld)
}

/** What holds a namespace that is being deleted is not read, and nobody knows for how long: it stays as it is. */
function stillHeld(namespace: KubeObject): KubeObject {
  const { deletionTimestamp, finalizers = [] } = namespace.metadata
  return deletionTimestamp === undefined ? namespace : withMeta(namespace, { finalizers: [...finalizers, HOLD] })
}

const HOLD = 'hooksync.dev/held-in-the-snapshot'

/** What autoscalers scale. */
async function readTargets(brought: readonly KubeObject[], reader: LiveReader): Promise<readonly KubeObject[]> {
  const names = new Set(brought.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`))
  const wanted = brought
    .filter((object) => object.kind === 'HorizontalPodAutoscaler' && groupVersionKind(object).group === 'autoscaling')
    .flatMap((scaler): readonly Wanted[] => {
      const word = (name: string): string => stringField(scaler, 'spec', 'scaleTargetRef', name) ?? ''
      const kind = groupVersionKind({ apiVersion: word('apiVersion') || 'apps/v1', kind: word('kind') })
      const { namespace = '' } = scaler.metadata
      return names.has(`${kind.kind} ${namespace}/${word('name')}`) ? [] : [{ kind, namespace, name: word('name') }]
    })
  return reader.get(wanted, 'absent')
}

/** What controllers have made for the workloads: their ReplicaSets, Jobs and pods. */
async function readDependents(touched: readonly KubeObject[], reader: LiveReader): Promise<readonly KubeObject[]> {
  const workloads = touched.filter(
    ({ apiVersion }) => apiVersion.startsWith('apps/') || apiVersion.startsWith('batch/'),
  )
  const namespaces = new Set(workloads.flatMap(({ metadata }) => metadata.namespace ?? []))
  const kinds = new Set(workloads.map(({ kind }) => kind))
  const owned = new Set(workloads.flatMap(({ metadata }) => metadata.uid ?? []))
  const dependents: KubeObject[] = []
  for (const namespace of namespaces) {
    const lists: readonly GroupVersionKind[] = [
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

function idOf({ apiVersion, kind, metadata }: KubeObject): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`
}
