// The fields in which a live object and what it would become differ, with their owners. Leaves out what the server keeps for itself. Pure.
import type { FieldConflict } from '../errors.ts'
import type { IgnoreRule } from '../hook/ignore-rule.ts'
import { isJsonObject, jsonEqual } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import { isPlainAnnotation, isSecret, LAST_APPLIED } from '../object/well-known.ts'
import { placeAt, fieldValueAt } from '../sync/act/conflicts.ts'
import { besideIgnored } from '../sync/compare/ignored.ts'
import { differences } from './differences.ts'
import { managersAmong, fieldOwners } from './field-owners.ts'

/** One field, and what becomes of it. */
export interface FieldChange {
  /** As the API server writes it: `spec.template.spec.containers[name="web"].image`. */
  readonly field: string
  /** `hidden`: a Secret's value, of which only this is told that it differs. */
  readonly values: FieldValues | 'hidden'
  /** Who owns it now, beside ourselves. */
  readonly managers: readonly string[]
  /** It is another manager's, and the sync takes it. */
  readonly taken: boolean
  /** ignoreDifferences names it; it is written all the same. */
  readonly ignored?: true
}

/** Old and new; undefined: there is none. */
export interface FieldValues {
  readonly from: Json | undefined
  readonly to: Json | undefined
}

/** What the gate found out about an update. */
export interface Update {
  readonly live: KubeObject
  /** As the server would store it. */
  readonly result: KubeObject
  /** Fields that other managers own, and would lose. */
  readonly conflicts: readonly FieldConflict[]
  readonly fieldManager: string
  /** By which differences are ignored; left out: there are none. */
  readonly rules?: readonly IgnoreRule[]
}

/** What an update changes, in the order of the fields. */
export function fieldChanges(update: Update): readonly FieldChange[] {
  const { rules = [] } = update
  const changes = allChanges(update)
  if (rules.length === 0 || changes.length === 0) return changes
  const [live, result] = besideIgnored(rules, update.live, update.result)
  const owners = fieldOwners(update.live)
  const others = differences({ steps: [], from: told(live), to: told(result), owners }).map(({ steps }) =>
    pathText(steps),
  )
  return changes.map((change) =>
    others.includes(change.field) || isKept(change) ? change : { ...change, ignored: true },
  )
}

/** Only who owns it changes. */
function isKept({ values }: FieldChange): boolean {
  return values !== 'hidden' && jsonEqual(values.from, values.to)
}

function allChanges({ live, result, conflicts, fieldManager }: Update): readonly FieldChange[] {
  const owners = fieldOwners(live)
  const lost = conflicts.map(({ field, manager }) => {
    const { steps } = placeAt(live, field) ?? placeAt(result, field) ?? { steps: [field.slice(1)] }
    return { steps, manager, value: fieldValueAt(result, field) }
  })
  const changes = differences({ steps: [], from: told(live), to: told(result), owners })
  const asTheyAre = lost.filter(({ steps }) => !changes.some((change) => isSamePlace(steps, change.steps)))
  return [
    ...changes.map(({ steps, from, to, owners: own }): FieldChange => {
      const losers = lost.filter((one) => isSamePlace(one.steps, steps)).map(({ manager }) => manager)
      const managers = losers.length > 0 ? losers : managersAmong(own).filter((name) => name !== fieldManager)
      return {
        field: pathText(steps),
        values: isHidden(live, steps, [from, to]) ? 'hidden' : { from, to },
        managers: [...new Set(managers)],
        taken: losers.length > 0,
      }
    }),
    // They change hands, and something else keeps their value as it is.
    ...asTheyAre.map(({ steps, manager, value }): FieldChange => ({
      field: pathText(steps),
      values: isHidden(live, steps, [value]) ? 'hidden' : { from: value, to: value },
      managers: [manager],
      taken: true,
    })),
  ]
}

/** One is the other, or stands in it. */
function isSamePlace(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.every((step, index) => step === long[index])
}

/** As the API server writes it, without its first dot. */
function pathText(steps: readonly string[]): string {
  return steps.map((step, index) => (index === 0 || step.startsWith('[') ? step : `.${step}`)).join('')
}

/** Of a Secret: its values, and annotations, for many a tool keeps the whole object in one. */
function isHidden(
  object: KubeObject,
  [group = '', child, annotation]: readonly string[],
  values: readonly (Json | undefined)[],
): boolean {
  if (!isSecret(object)) return false
  if (group !== 'metadata') return group === 'data' || group === 'stringData'
  if (child !== 'annotations') return false
  const names =
    annotation === undefined ? values.flatMap((value) => (isJsonObject(value) ? Object.keys(value) : [])) : [annotation]
  return !names.every(isPlainAnnotation)
}

/** The server's own bookkeeping. */
const KEPT_BY_SERVER = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink']

/** An object without its status, and without what is only bookkeeping. */
export function told(object: KubeObject): Json {
  const { status: _, metadata, ...rest } = object
  const { annotations, ...others } = metadata
  const meta = Object.fromEntries(Object.entries(others).filter(([name]) => !KEPT_BY_SERVER.includes(name)))
  if (!isJsonObject(annotations)) return { ...rest, metadata: meta }
  const { [LAST_APPLIED]: __, ...texts } = annotations
  return { ...rest, metadata: Object.keys(texts).length === 0 ? meta : { ...meta, annotations: texts } }
}
