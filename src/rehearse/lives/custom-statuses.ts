// Statuses as operators write them, in the order in which they are tried; which one fits, the kind's health rule says.
import { healthTableOf } from '../../health/tables/index.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import { tableStatuses } from './table-statuses.ts'

/** What an operator makes of a resource. */
export type CustomOutcome = 'Healthy' | 'Degraded'

/** All statuses that may mean the outcome, each for the object's present generation. */
export function statusCandidates(object: KubeObject, outcome: CustomOutcome): readonly JsonObject[] {
  const observedGeneration = object.metadata.generation ?? 1
  const table = healthTableOf(groupVersionKind(object))
  const own = table === undefined ? [] : tableStatuses(table, object, outcome)
  return [...own, ...(outcome === 'Healthy' ? READY : FAILED)].map((status) => ({ ...status, observedGeneration }))
}

function conditions(...types: readonly string[]): JsonObject {
  return withReason('True', 'Succeeded', types)
}

function withReason(status: 'True' | 'False', reason: string, types: readonly string[]): JsonObject {
  const message = status === 'True' ? 'simulated' : 'simulated: made to fail'
  return { conditions: types.map((type) => ({ type, status, reason, message })) }
}

const parents = (part: JsonObject): JsonObject => ({ parents: [{ controllerName: 'simulated', ...part }] })

const READY: readonly JsonObject[] = [
  conditions('Ready'),
  conditions('Ready', 'Synced'),
  conditions('Ready', 'Released', 'ArtifactInStorage'),
  conditions('Ready', 'ConfigurationsReady', 'RoutesReady'),
  conditions('Synced'),
  conditions('Available'),
  conditions('Accepted', 'ResolvedRefs', 'Programmed'),
  conditions('Installed', 'Healthy'),
  withReason('True', 'SuccessfulCreateOrUpdate', ['Ready']),
  withReason('True', 'UpToDate', ['Ready']),
  withReason('True', 'JobComplete', ['Complete']),
  parents(conditions('Accepted', 'ResolvedRefs')),
  { phase: 'Succeeded' },
  { phase: 'Successful' },
  { phase: 'Healthy' },
  { phase: 'Provisioned' },
  { phase: 'completed', desired: 1, succeeded: 1, failed: 0 },
  { phase: 'Cluster in healthy state', ...conditions('Ready') },
  { state: 'AtLatestKnown', ...conditions('CatalogSourcesHealthy') },
  { ansibleJobResult: { status: 'successful' } },
  { readyToUse: true },
  { scale: { statusReplicas: '1/1' } },
  { applicationState: { state: 'COMPLETED' } },
  { healthy: true },
]

const FAILED: readonly JsonObject[] = [
  withReason('False', 'Failed', ['Ready']),
  withReason('False', 'Failed', ['Synced']),
  withReason('False', 'Failed', ['Available']),
  withReason('False', 'Failed', ['Accepted']),
  withReason('False', 'Failed', ['Installed']),
  withReason('False', 'FailedCreateOrUpdate', ['Ready']),
  withReason('False', 'UpdateFailed', ['Ready']),
  withReason('True', 'Failed', ['NotReady']),
  withReason('True', 'Failed', ['ACK.Terminal']),
  withReason('True', 'JobFailed', ['Failed']),
  withReason('True', 'Failed', ['InstallPlanFailed']),
  withReason('True', 'NotReady', ['NotReady']),
  parents(withReason('False', 'Failed', ['Accepted'])),
  { phase: 'Failed' },
  { phase: 'Degraded' },
  { phase: 'failed', desired: 1, succeeded: 0, failed: 1 },
  { phase: 'Waiting for user action', ...withReason('False', 'Failed', ['Ready']) },
  { ansibleJobResult: { status: 'failed' } },
  { scale: { statusReplicas: '0/1' } },
  { applicationState: { state: 'FAILED' } },
  withReason('True', 'Failed', ['HasErrors']),
  { error: { message: 'simulated: made to fail' } },
  { healthy: false },
  { lastFailureTime: '2026-01-01T00:00:00Z', ...withReason('False', 'Failed', ['Ready']) },
]
