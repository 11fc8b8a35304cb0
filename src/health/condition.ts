// Reads `status.conditions`. A condition counts by its type and its status, never by its type alone.
import { field, isJsonObject, listField, numberField, stringField } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'

/** One condition; absent texts are ''. */
export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  /** How bad it is, of Cluster API. */
  readonly severity: string
  readonly observedGeneration: number | undefined
}

/** The condition of a type that has a status, "True" unless another is named; `any` takes whatever it is. */
export function condition(
  object: KubeObject,
  type: string,
  status: 'True' | 'False' | 'Unknown' | 'any' = 'True',
): Condition | undefined {
  return conditions(object).find((item) => item.type === type && (status === 'any' || item.status === status))
}

/** All conditions of an object, in its order. */
export function conditions(object: KubeObject): readonly Condition[] {
  return readConditions(field(object, 'status'))
}

/** The conditions of any part that has a `conditions` list, such as a Gateway's listener. */
export function readConditions(part: Json | undefined): readonly Condition[] {
  return listField(part, 'conditions').map((item) => ({
    type: stringField(item, 'type') ?? '',
    status: stringField(item, 'status') ?? '',
    reason: stringField(item, 'reason') ?? '',
    message: stringField(item, 'message') ?? '',
    severity: stringField(item, 'severity') ?? '',
    observedGeneration: numberField(item, 'observedGeneration'),
  }))
}

/** A number of the status; 0 where there is none. */
export function statusNumber(object: KubeObject, name: string): number {
  return numberField(object, 'status', name) ?? 0
}

/** The generation of the spec; undefined where there is none. */
export function generationOf(object: KubeObject): number | undefined {
  return numberField(object, 'metadata', 'generation')
}

/** `Reason: message`, or what there is of it. */
export function conditionText(item: Condition): string {
  return [item.reason, item.message].filter((text) => text !== '').join(': ')
}

/** Whether the object is on its way out. */
export function isTerminating(object: KubeObject): boolean {
  return stringField(object, 'metadata', 'deletionTimestamp') !== undefined
}

/**
 * Whether the controller has not yet looked at the newest spec, as far as the status or else its conditions tell. A current
 * condition is enough: Flux raises `status.observedGeneration` only once it has succeeded.
 */
export function isStale(object: KubeObject): boolean {
  // A delete request raises metadata.generation too, and no controller looks at the spec again after it.
  if (isTerminating(object)) return false
  const generation = generationOf(object) ?? 0
  const observed = numberField(object, 'status', 'observedGeneration')
  if (observed !== undefined && observed >= generation) return false
  if (conditions(object).some((item) => item.observedGeneration === generation)) return false
  return observed !== undefined || listField(object, 'status', 'conditions').some((item) => isOld(item, generation))
}

/**
 * The object without the conditions that are about an older spec by their own `observedGeneration`, where the status has none that
 * tells of all of them; the object itself where there are no such conditions.
 */
export function withoutOldConditions(object: KubeObject): KubeObject {
  const generation = generationOf(object) ?? 0
  const written = listField(object, 'status', 'conditions')
  const current = written.filter((item) => !isOld(item, generation))
  const { status } = object
  if (isTerminating(object) || current.length === written.length || !isJsonObject(status)) return object
  if (numberField(status, 'observedGeneration') !== undefined) return object
  return { ...object, status: { ...status, conditions: current } }
}

/** Whether a condition says so itself; 0 is how Go writes that it says nothing. */
function isOld(item: Json, generation: number): boolean {
  const observed = numberField(item, 'observedGeneration') ?? 0
  return observed > 0 && observed < generation
}

/** As isStale, for a kind whose controller always sets `status.observedGeneration`: an absent one counts as 0. */
export function isUnobserved(object: KubeObject): boolean {
  if (isTerminating(object)) return false
  return statusNumber(object, 'observedGeneration') < (generationOf(object) ?? 0)
}
