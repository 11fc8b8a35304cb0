// Waits for types whose definitions Helm has just installed from crds/: it starts us before they are served. Writes nothing.
import type { Clock, Cluster } from '../../cluster/port.ts'
import { onClusterError } from '../../errors.ts'
import { stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'

const PATIENCE_MS = 30_000

const INTERVAL_MS = 200

const DEFINITION = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' } as const

/** Waits until every type is served that a definition in the cluster promises. */
export async function awaitTypes(
  manifests: readonly Manifest[],
  { cluster, clock }: { readonly cluster: Cluster; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const deadline = clock.now() + PATIENCE_MS
  let missing = await unserved(kindsOf(manifests), cluster, false)
  if (missing.length === 0) return
  const promised = await promisedKinds(cluster)
  missing = missing.filter((kind) => promised.has(`${kind.group}/${kind.kind}`))
  while (missing.length > 0 && clock.now() < deadline && !signal.aborted) {
    missing = await unserved(missing, cluster, true)
    if (missing.length > 0) await clock.sleep(INTERVAL_MS, signal)
  }
}

/** Whether every type is served. A cluster that does not answer is not a proof that one is not. */
export async function areTypesKnown(manifests: readonly Manifest[], cluster: Cluster): Promise<boolean> {
  const missing = await unserved(kindsOf(manifests), cluster, false).catch(onClusterError(() => []))
  return missing.length === 0
}

function kindsOf(manifests: readonly Manifest[]): readonly GroupVersionKind[] {
  const kinds = manifests.map(({ object }) => groupVersionKind(object))
  return [...new Map(kinds.map((kind) => [`${kind.group}/${kind.version}/${kind.kind}`, kind])).values()]
}

async function unserved(
  kinds: readonly GroupVersionKind[],
  cluster: Cluster,
  fresh: boolean,
): Promise<readonly GroupVersionKind[]> {
  const types = await Promise.all(kinds.map((kind) => cluster.resolve(kind, { fresh })))
  return kinds.filter((_, index) => types[index] === undefined)
}

/** `group/Kind` of all definitions in the cluster; none where they may not be read. */
async function promisedKinds(cluster: Cluster): Promise<ReadonlySet<string>> {
  const type = await cluster.resolve(DEFINITION)
  if (type === undefined) return new Set()
  const { items } = await cluster.list(type, {}).catch(onClusterError(() => ({ items: [] }), 'Forbidden'))
  return new Set(items.map(promisedKind))
}

function promisedKind(definition: KubeObject): string {
  const group = stringField(definition, 'spec', 'group') ?? ''
  return `${group}/${stringField(definition, 'spec', 'names', 'kind') ?? ''}`
}
