// A plan where there is no cluster to ask: what every API server serves, and the kinds that the manifests take for granted.
import type { ResourceType } from '../cluster/port.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { planSync, typeKey, usedNamespaces } from '../plan/plan-sync.ts'
import type { PlanContext, SyncPlan } from '../plan/sync-plan.ts'
import { assumedTypes } from '../simulator/schemas/assumed-types.ts'
import { BUILT_IN_TYPES } from '../simulator/schemas/resource-types.ts'
import { completeOptions } from '../sync/complete-options.ts'
import { planContext } from '../sync/plan-context.ts'
import type { SyncOptions, SyncSettings } from '../sync/sync-options.ts'

/** The plan of a sync; errors among its diagnostics mean that the sync would touch nothing. */
export function planOffline(manifests: readonly Manifest[], settings: SyncSettings = {}): SyncPlan {
  const options = completeOptions({ startedAt: 0, ...settings }, { clock: { now: () => 0 } }, manifests)
  return planSync(manifests, offlineContext(manifests, options))
}

/** What is taken for granted of the cluster: no namespace is there. */
export function offlineContext(manifests: readonly Manifest[], options: SyncOptions): PlanContext {
  const types = new Map(servedTypes(manifests).map((type) => [typeKey(type), type]))
  const absentNamespaces = usedNamespaces(manifests, { types, namespace: options.namespace })
  return planContext(options, { types, namespaceExists: false, absentNamespaces })
}

/** What the API server of a plain cluster serves, and what the manifests take for granted. */
export function servedTypes(manifests: readonly Manifest[]): readonly ResourceType[] {
  return [...BUILT_IN_TYPES, ...assumedTypes(manifests.map(({ object }) => object))]
}
