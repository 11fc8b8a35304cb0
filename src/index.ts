// The library's public face: what is exported here is the contract, everything else may change.
import type { ConnectOptions, KubeConnection } from './cluster/kube/kube-cluster.ts'
import { VERSION } from './version.ts'

export type { ConnectOptions, KubeConnection } from './cluster/kube/kube-cluster.ts'
export type * from './cluster/port.ts'
export type * from './diagnose/diagnosis.ts'
export * from './errors.ts'
export { HEALTH_STATUS_CODES } from './health/health.ts'
export type { HealthStatus, HealthStatusCode } from './health/health.ts'
export { HOOK_DELETE_POLICIES, HOOK_TYPES, SYNC_PHASES } from './hook/hook.ts'
export type { HookDeletePolicy, HookType, SyncPhase } from './hook/hook.ts'
export { NO_SYNC_OPTIONS, parseSyncOptions } from './hook/sync-options.ts'
export type { SyncOptionSet } from './hook/sync-options.ts'
export type { Io, Output } from './io.ts'
export type { Diagnostic, Severity } from './manifest/diagnostic.ts'
export type { Json, JsonObject, KubeObject, ObjectMeta } from './manifest/kube-object.ts'
export type { Location, Manifest, Source } from './manifest/manifest.ts'
export { parseManifests } from './manifest/parse-manifests.ts'
export { renderDiagnostic } from './manifest/render-diagnostic.ts'
export { formatKey, groupVersionKind } from './manifest/resource-key.ts'
export type { GroupVersionKind, ResourceKey } from './manifest/resource-key.ts'
export { planSync } from './plan/plan-sync.ts'
export type * from './plan/sync-plan.ts'
export { createPresenter } from './report/create-presenter.ts'
export type { PresenterOptions } from './report/create-presenter.ts'
export type { Presenter } from './report/presenter.ts'
export { createRedactor } from './report/redact.ts'
export { createStyle } from './report/style.ts'
export type * from './sync/events.ts'
export { exitCodeOf } from './sync/summary.ts'
export type { Summary } from './sync/summary.ts'
export type { SyncOptions } from './sync/sync-options.ts'
export { sync } from './sync/sync.ts'
export { VERSION } from './version.ts'

/** Opens a connection to the cluster of the kubeconfig, as the flags of kubectl say. */
export async function connectCluster(
  options: ConnectOptions & { readonly env: Readonly<Record<string, string | undefined>> },
): Promise<KubeConnection> {
  const { connect } = await import('./cluster/kube/kube-cluster.ts')
  return connect({ ...options, version: VERSION })
}
