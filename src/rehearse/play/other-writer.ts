// The fault `conflict`: another writer who is a moment faster, and owns a field from then on.
import type { Cluster, ObjectRef } from '../../cluster/port.ts'
import type { SimulatedCluster } from '../../simulator/simulated-cluster.ts'
import { ClusterError } from '../../errors.ts'
import { isJsonObject, isKubeObject } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { isTarget } from '../fault.ts'
import type { Fault } from '../fault.ts'
import { otherValues } from './other-values.ts'

/** Who the other writer is, as field owners name him. */
const OTHER = 'kubectl-edit'

/** The cluster, where another user writes an object right before the run does, once for each fault. */
export function writingBefore(
  cluster: Cluster,
  world: SimulatedCluster,
  play: { readonly faults: readonly Fault[]; readonly struck: Set<Fault> },
): Cluster {
  const conflicts = play.faults.filter((fault) => fault.do === 'conflict')
  if (conflicts.length === 0) return cluster
  const other = world.user('someone-else')
  const begun = new Set<Fault>()
  const before = async (ref: ObjectRef, object: KubeObject): Promise<void> => {
    const fault = conflicts.find((candidate) => !begun.has(candidate) && isTarget(candidate.target, object))
    if (fault === undefined) return
    begun.add(fault)
    if (await writeOther(other, ref, object)) play.struck.add(fault)
  }
  return {
    ...cluster,
    async apply(ref, object, options) {
      if (options.dryRun !== true) await before(ref, object)
      return cluster.apply(ref, object, options)
    },
    async create(ref, object, options) {
      if (options.dryRun !== true) await before(ref, object)
      return cluster.create(ref, object, options)
    },
    async patch(ref, patch, options) {
      const { body } = patch
      if (options.dryRun !== true && patch.type === 'replace' && isKubeObject(body)) await before(ref, body)
      return cluster.patch(ref, patch, options)
    },
  }
}

/** Changes one field that the manifest sets, the first that the server lets him; whether there was one. */
async function writeOther(other: Cluster, ref: ObjectRef, object: KubeObject): Promise<boolean> {
  const live = await other.get(ref)
  for (const { change } of otherValues(object)) {
    try {
      if (live === undefined)
        await other.create(ref, { ...object, ...change, ...typeOf(object, change) }, { fieldManager: OTHER })
      else await other.patch(ref, { type: 'merge', body: change }, { fieldManager: OTHER })
      return true
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
    }
  }
  return false
}

function typeOf(object: KubeObject, change: JsonObject): Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'> {
  const { apiVersion, kind, metadata } = object
  const more = isJsonObject(change['metadata']) ? change['metadata'] : {}
  return { apiVersion, kind, metadata: { ...metadata, ...more } }
}
