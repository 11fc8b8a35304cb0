// Statuses as operators write them, in the order in which they are tried; which one fits, the kind's health rule says.
import { healthTableOf } from '../../health/tables/index.ts'
import type { OwnRule } from '../../health/own-rules.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import { objectField, withStatus } from '../../simulator/server/object-edits.ts'
import { scriptStatuses } from './script-statuses.ts'
import { tableStates } from './table-statuses.ts'

/** What an operator makes of a resource. */
export type CustomOutcome = 'Healthy' | 'Degraded'

/** All states of the object that may mean the outcome, each for its present generation; of a rule in Lua it is not known for sure what it looks at. */
export function stateCandidates(
  object: KubeObject,
  outcome: CustomOutcome,
  rule: { readonly is: 'built-in' | 'own'; readonly given?: OwnRule | undefined },
): readonly KubeObject[] {
  const observedGeneration = object.metadata.generation ?? 1
  const tables = [rule.given?.table ?? [], healthTableOf(groupVersionKind(object)) ?? []].flat()
  const own = tables.flatMap((table) => tableStates(table, object, outcome))
  const [known, usual] = outcome === 'Healthy' ? [READY, USUAL_READY] : [FAILED, USUAL_FAILED]
  const compared = rule.given === undefined ? [] : scriptStatuses(rule.given, object)
  const written = [...known, ...(rule.is === 'own' ? usual : []), ...compared].map((status) => ({ ...object, status }))
  return [...own, ...written].map((state) => withStatus(state, { ...objectField(state, 'status'), observedGeneration }))
}

function conditions(...types: readonly string[]): JsonObject {
  return withReason('True', 'Succeeded', types)
}

function withReason(status: 'True' | 'False', reason: string, types: readonly string[]): JsonObject {
  const message = status === 'True' ? 'simulated' : 'simulated: made to fail'
  return { conditions: types.map((type) => ({ type, status, reason, message })) }
}

const parents = (part: JsonObject): JsonObject => ({ parents: [{ controllerName: 'simulated', ...part }] })

/** Of the kinds whose rule is code. */
const READY: readonly JsonObject[] = [
  conditions('Ready'),
  conditions('Accepted', 'ResolvedRefs', 'Programmed'),
  parents(conditions('Accepted', 'ResolvedRefs')),
  { phase: 'Healthy' },
  { scale: { statusReplicas: '1/1' } },
  { applicationState: { state: 'COMPLETED' } },
]

const FAILED: readonly JsonObject[] = [
  withReason('False', 'Failed', ['Accepted']),
  parents(withReason('False', 'Failed', ['Accepted'])),
  { phase: 'Degraded' },
  { scale: { statusReplicas: '0/1' } },
  { applicationState: { state: 'FAILED' } },
  withReason('True', 'Failed', ['HasErrors']),
]

const words = (...said: readonly string[]): readonly JsonObject[] =>
  said.flatMap((word) => [{ phase: word }, { state: word }])

/** As most operators write them. */
const USUAL_READY: readonly JsonObject[] = [
  conditions('Available'),
  conditions('Succeeded'),
  conditions('Complete'),
  conditions('Ready', 'Synced'),
  ...words('Ready', 'Running', 'Active', 'Bound', 'Succeeded', 'Completed', 'Complete', 'Done'),
  { ready: true },
  { healthy: true },
]

const USUAL_FAILED: readonly JsonObject[] = [
  withReason('False', 'Failed', ['Available']),
  withReason('False', 'Failed', ['Succeeded']),
  withReason('True', 'Failed', ['Failed']),
  withReason('True', 'Failed', ['Degraded']),
  ...words('Failed', 'Error'),
  { ready: false },
  { healthy: false },
]
