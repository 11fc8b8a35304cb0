// The fields in which a live object and what it would become differ, with their owners. Leaves out what the server keeps for itself. Pure.
import type { FieldConflict } from '../errors.ts'
import { isJsonObject, listField } from '../manifest/kube-object.ts'
import type { Json, KubeObject } from '../manifest/kube-object.ts'
import { valueAt } from '../sync/act/conflicts.ts'
import { differences } from './differences.ts'
import { managersAmong, ownersOf } from './field-owners.ts'

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
}

/** What an update changes, in the order of the fields. */
export function fieldChanges({ live, result, conflicts, fieldManager }: Update): readonly FieldChange[] {
  const owners = ownersOf(listField(live, 'metadata', 'managedFields'))
  const secret = live.kind === 'Secret' && live.apiVersion === 'v1'
  const shown = (field: string, values: FieldValues): FieldChange['values'] =>
    secret && /^(?:data|stringData)(?:\.|$)/.test(field) ? 'hidden' : values
  const changes = differences({ path: '', from: told(live), to: told(result), owners }).map(
    ({ path, from, to, owners: own }): FieldChange => {
      const losers = conflicts.filter(({ field }) => isSamePlace(field.slice(1), path)).map(({ manager }) => manager)
      const managers = losers.length > 0 ? losers : managersAmong(own).filter((name) => name !== fieldManager)
      return {
        field: path,
        values: shown(path, { from, to }),
        managers: [...new Set(managers)],
        taken: losers.length > 0,
      }
    },
  )
  return [...changes, ...takenAsTheyAre(changes, { live, result, conflicts, fieldManager }, shown)]
}

/** Fields that change hands, and whose value something else keeps as it is. */
function takenAsTheyAre(
  changes: readonly FieldChange[],
  { result, conflicts }: Update,
  shown: (field: string, values: FieldValues) => FieldChange['values'],
): readonly FieldChange[] {
  return conflicts
    .filter((conflict) => !changes.some(({ field }) => isSamePlace(conflict.field.slice(1), field)))
    .map(({ field, manager }) => {
      const value = valueAt(result, field)
      return {
        field: field.slice(1),
        values: shown(field.slice(1), { from: value, to: value }),
        managers: [manager],
        taken: true,
      }
    })
}

/** One is the other, or stands in it. */
function isSamePlace(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long === short || (long.startsWith(short) && /^[.[]/.test(long.slice(short.length)))
}

/** The server's own bookkeeping. */
const KEPT_BY_SERVER = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink']

/** kubectl's annotation holds the whole manifest again, a Secret's values too. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** An object without its status, and without what is only bookkeeping. */
export function told(object: KubeObject): Json {
  const { status: _, metadata, ...rest } = object
  const { annotations, ...others } = metadata
  const meta = Object.fromEntries(Object.entries(others).filter(([name]) => !KEPT_BY_SERVER.includes(name)))
  if (!isJsonObject(annotations)) return { ...rest, metadata: meta }
  const { [LAST_APPLIED]: __, ...texts } = annotations
  return { ...rest, metadata: Object.keys(texts).length === 0 ? meta : { ...meta, annotations: texts } }
}
