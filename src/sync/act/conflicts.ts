// Tells which fields an apply took from other managers: who, which field, what it was and what it is now.
import type { FieldConflict } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { isJsonList, isJsonObject, jsonEqual } from '../../object/kube-object.ts'
import { isSecret } from '../../object/well-known.ts'
import { readJson, toJson } from '../../object/json.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { Run } from '../run.ts'

/** What was written onto, and the fields that this took from others; left out: those that the gate saw in their hands. */
export interface Taking {
  readonly before: KubeObject | undefined
  readonly taken: readonly FieldConflict[] | undefined
}

/** Emits one `field-taken` for each field. */
export function tellTaken(run: Run, task: SyncTask, { before, taken }: Taking): void {
  for (const conflict of taken ?? run.gate.findings.get(task.id)?.conflicts ?? []) {
    const values = isSecret(task.object) ? {} : fromTo(conflict, before, task.object)
    run.emit({ type: 'field-taken', key: task.key, manager: conflict.manager, field: conflict.field, ...values })
  }
}

function fromTo(
  conflict: FieldConflict,
  before: KubeObject | undefined,
  after: KubeObject,
): { readonly from?: string; readonly to?: string } {
  const [from, to] = [before, after].map((object) => {
    const value = fieldValueAt(object, conflict.field)
    return value === undefined ? undefined : toJson(value)
  })
  return defined({ from, to })
}

/** `[name="web"]`, `[port=80,protocol="TCP"]`, `[="a value"]` or `[2]` at the start of a path. */
const SELECTOR = /^\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/

/** A place in an object: the names and the `[selectors]` that lead to it, and what is there. */
export interface FieldPlace {
  readonly steps: readonly string[]
  readonly value: Json
}

/** The value at a path as the API server writes it; undefined: there is none. */
export function fieldValueAt(object: Json | undefined, path: string): Json | undefined {
  return placeAt(object, path)?.value
}

/**
 * The place that a path leads to, as the API server writes it: `.spec.template.spec.containers[name="web"].image`. Names are
 * not quoted there (`.metadata.labels.app.kubernetes.io/name`), so it is the object that says where a name ends; the
 * longest one counts.
 */
export function placeAt(object: Json | undefined, path: string): FieldPlace | undefined {
  if (object === undefined) return undefined
  if (path === '') return { steps: [], value: object }
  const [whole, selector] = SELECTOR.exec(path) ?? []
  if (whole !== undefined && selector !== undefined)
    return below(whole, placeAt(itemAt(object, selector), path.slice(whole.length)))
  if (!isJsonObject(object)) return undefined
  const names = Object.keys(object).filter((name) => path.startsWith(`.${name}`))
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    const rest = path.slice(name.length + 1)
    const found = /^(?:[.[]|$)/.test(rest) ? placeAt(object[name], rest) : undefined
    if (found !== undefined) return below(name, found)
  }
  return undefined
}

function below(step: string, place: FieldPlace | undefined): FieldPlace | undefined {
  return place === undefined ? undefined : { ...place, steps: [step, ...place.steps] }
}

function itemAt(value: Json, selector: string): Json | undefined {
  if (!isJsonList(value)) return undefined
  if (selector.startsWith('=')) return value.find((item) => jsonEqual(item, parseLiteral(selector.slice(1))))
  const wanted = [...selector.matchAll(/([^=,"]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g)]
  if (wanted.length === 0) return value[Number(selector)]
  return value.find((item) =>
    wanted.every(([, name, text]) => isJsonObject(item) && jsonEqual(item[name ?? ''], parseLiteral(text ?? ''))),
  )
}

function parseLiteral(text: string): Json {
  const value = readJson(text)
  return value === undefined ? text : value
}
