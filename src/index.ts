// The library's public face, as docs/library.md explains it: what is exported here is the contract, everything else may change.
import type { ConnectOptions, KubeConnection } from './cluster/kube/kube-cluster.ts'
import { VERSION } from './version.ts'

export type { ConnectOptions, KubeConnection } from './cluster/kube/kube-cluster.ts'
export type { Clock, Cluster } from './cluster/port.ts'
export { ClusterError, EXIT_CODES, HooksyncError, UsageError } from './errors.ts'
export type { ClusterErrorReason, ExitCode } from './errors.ts'
export { healthRules } from './health/declared/health-rules.ts'
export { assessHealth } from './health/index.ts'
export type { HealthStatus } from './health/health.ts'
export type { SyncPhase } from './hook/hook.ts'
export type { Diagnostic } from './manifest/diagnostic.ts'
export type { Manifest, Source } from './manifest/manifest.ts'
export { parseManifests } from './manifest/parse-manifests.ts'
export { renderDiagnostic } from './manifest/render-diagnostic.ts'
export type { KubeObject } from './object/kube-object.ts'
export type { ResourceKey } from './object/resource-key.ts'
export type { SyncPlan, SyncTask } from './plan/sync-plan.ts'
export { ARGO_POLICY } from './policy.ts'
export type { Fault } from './rehearse/fault.ts'
export { parseFault } from './rehearse/parse-fault.ts'
export { planOffline } from './rehearse/plan-offline.ts'
export { rehearse } from './rehearse/rehearse.ts'
export type { Rehearsal, RehearsalOptions } from './rehearse/rehearse.ts'
export type { SyncEvent } from './sync/events.ts'
export { parseEvent } from './sync/parse-event.ts'
export type { World } from './sync/run.ts'
export { exitCodeOf, foldEvent, NEW_SUMMARY } from './sync/summary.ts'
export type { Summary } from './sync/summary.ts'
export type { SyncSettings } from './sync/sync-options.ts'
export { sync } from './sync/sync.ts'
export { VERSION } from './version.ts'

/** Opens a connection to the cluster of the kubeconfig, as the flags of kubectl say. It asks no server yet. */
export async function connectCluster(
  options: ConnectOptions & { readonly env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<KubeConnection> {
  const { connect } = await import('./cluster/kube/kube-cluster.ts')
  return connect({ env: process.env, ...options, version: VERSION })
}
