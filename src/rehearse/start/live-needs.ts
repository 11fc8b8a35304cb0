// Which live objects the pods of a sync name and no manifest brings, and which volumes their claims have. Reads through a reader only.
import { listField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind, keyOf, shortKey } from '../../object/resource-key.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import { needsOfObject, neededObject } from './assumed-objects.ts'
import type { LiveReader, Wanted } from './live-reader.ts'
import { withoutValues } from './snapshot.ts'

/** A kind of the core group. */
export function core(kind: string): GroupVersionKind {
  return { group: '', version: 'v1', kind }
}

/** What is known of the manifests' world before their needs are read. */
export interface KnownWorld {
  /** The manifests' objects, each with its namespace. */
  readonly brought: readonly KubeObject[]
  /** Those of them that are live, and the pods of theirs that have not started. */
  readonly live: readonly KubeObject[]
  /** The namespaces that exist. */
  readonly namespaces: ReadonlySet<string>
}

/** ConfigMaps, Secrets without their values, ServiceAccounts, claims and volumes. What may not be read is taken to exist. */
export async function readNeeds(world: KnownWorld, reader: LiveReader): Promise<readonly KubeObject[]> {
  const needs = await reader.get(neededBy(world), standIn)
  const claims = [...needs.filter(isClaim), ...(await readSetClaims(world, reader))]
  const others = needs.filter((object) => !isClaim(object))
  return [...others.map(withoutValues), ...claims, ...(await readVolumes(world, claims, reader))]
}

function neededBy({ brought, live, namespaces }: KnownWorld): readonly Wanted[] {
  const names = new Set(brought.map((object) => shortKey(keyOf(object))))
  const wanted = new Map<string, Wanted>()
  for (const object of [...brought, ...live]) {
    const { namespace = '' } = object.metadata
    if (!namespaces.has(namespace)) continue
    for (const { kind, name } of needsOfObject(object)) {
      const id = shortKey({ group: '', kind, namespace, name })
      if (!names.has(id)) wanted.set(id, { kind: core(kind), namespace, name })
    }
  }
  return [...wanted.values()]
}

/** Of a claim one that has its volume: whoever waits for it would wait for nothing. */
function standIn({ kind: { kind }, namespace, name }: Wanted): KubeObject {
  const object = neededObject(kind, namespace, name)
  return kind === 'PersistentVolumeClaim' ? { ...object, status: { phase: 'Bound' } } : object
}

function isClaim({ kind }: KubeObject): boolean {
  return kind === 'PersistentVolumeClaim'
}

/** What StatefulSets have made, or find again: `data-db-0`. */
async function readSetClaims(world: KnownWorld, reader: LiveReader): Promise<readonly KubeObject[]> {
  const prefixes = [...world.brought, ...world.live].filter(isStatefulSet).flatMap((set) =>
    listField(set, 'spec', 'volumeClaimTemplates').map((claim) => ({
      namespace: set.metadata.namespace ?? '',
      prefix: `${stringField(claim, 'metadata', 'name')}-${set.metadata.name}-`,
    })),
  )
  const namespaces = [...new Set(prefixes.map(({ namespace }) => namespace))]
  const claims: KubeObject[] = []
  for (const namespace of namespaces.filter((each) => world.namespaces.has(each))) {
    const all = await reader.list(core('PersistentVolumeClaim'), namespace)
    const isOfSet = ({ metadata: { name = '' } }: KubeObject): boolean =>
      prefixes.some((each) => each.namespace === namespace && name.startsWith(each.prefix))
    claims.push(...all.filter(isOfSet))
  }
  return claims
}

function isStatefulSet(object: KubeObject): boolean {
  return object.kind === 'StatefulSet' && groupVersionKind(object).group === 'apps'
}

/** Those that the manifests' claims name, and that claims without one wait for. */
async function readVolumes(
  { brought, live }: KnownWorld,
  claims: readonly KubeObject[],
  reader: LiveReader,
): Promise<readonly KubeObject[]> {
  const waiting = claims.filter((claim) => stringField(claim, 'status', 'phase') !== 'Bound')
  const names = [...brought.filter(isClaim), ...live.filter(isClaim), ...waiting].flatMap(
    (claim) => stringField(claim, 'spec', 'volumeName') ?? [],
  )
  const own = new Set(brought.filter(({ kind }) => kind === 'PersistentVolume').map(({ metadata }) => metadata.name))
  const wanted = [...new Set(names)]
    .filter((name) => !own.has(name))
    .map((name) => ({ kind: core('PersistentVolume'), namespace: '', name }))
  return reader.get(wanted, 'absent')
}
