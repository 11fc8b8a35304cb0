// Tells which fields an apply took from other managers: who, which field, what it was and what it is now.
import type { FieldConflict } from '../errors.ts'
import type { Json, KubeObject } from '../manifest/kube-object.ts'
import { isJsonList, isJsonObject, jsonEqual } from '../manifest/kube-object.ts'
import { toJson } from '../manifest/json.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import type { Run } from './run.ts'

/** Emits one `field-taken` for each field that the gate saw in another manager's hands. */
export function tellTaken(run: Run, task: SyncTask, before: KubeObject | undefined): void {
  for (const conflict of run.findings.get(task.id)?.conflicts ?? []) {
    const values = task.key.kind === 'Secret' ? {} : fromTo(conflict, before, task.object)
    run.emit({ type: 'field-taken', key: task.key, manager: conflict.manager, field: conflict.field, ...values })
  }
}

function fromTo(
  conflict: FieldConflict,
  before: KubeObject | undefined,
  after: KubeObject,
): { readonly from?: string; readonly to?: string } {
  const from = valueAt(before, conflict.field)
  const to = valueAt(after, conflict.field)
  return {
    ...(from === undefined ? {} : { from: toJson(from) }),
    ...(to === undefined ? {} : { to: toJson(to) }),
  }
}

/** The value at a path as the API server writes it: `.spec.template.spec.containers[name="web"].image`. */
export function valueAt(object: Json | undefined, path: string): Json | undefined {
  let current = object
  for (const [, name, selector] of path.matchAll(
    /\.((?:[^.[\]]|\.(?=[^.[\]]*\/))+)|\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/g,
  )) {
    if (current === undefined) return undefined
    current = name === undefined ? itemAt(current, selector ?? '') : memberAt(current, name)
  }
  return current
}

function memberAt(value: Json, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function itemAt(value: Json, selector: string): Json | undefined {
  if (!isJsonList(value)) return undefined
  const wanted = [...selector.matchAll(/([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g)]
  if (wanted.length === 0) return value[Number(selector)]
  return value.find((item) =>
    wanted.every(([, name, text]) => isJsonObject(item) && jsonEqual(item[name ?? ''], parseLiteral(text ?? ''))),
  )
}

function parseLiteral(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
