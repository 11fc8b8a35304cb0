// Whether a live object already is what a manifest says, so that nothing has to be sent. Asks nobody.
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { parseSelector } from '../../object/fields-v1.ts'
import { readJson } from '../../object/json.ts'
import { field, isJsonList, isJsonObject, isKubeObject, jsonEqual, stringField } from '../../object/kube-object.ts'
import { managedFieldsOf } from '../../object/managed-fields.ts'
import { isSecret, LAST_APPLIED } from '../../object/well-known.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { Run } from '../run.ts'
import { isHollow, sameValue } from './same-value.ts'
import { writeMethod } from '../act/write-method.ts'
import { comparedAs } from './target.ts'

/**
 * Whether nothing has to be sent for a task. Never so for what is replaced, or is not there. Four ask, each about an object
 * of another moment, so that no answer does for the next: the gate about what was listed, a wave that opens about what was
 * listed anew after the hooks before it, a write about what is there when its turn in the wave has come, and who has lost an
 * answer about what the server has just given. What the gate found out also changes the way of writing for those after it.
 */
export function isUnchanged(run: Run, task: SyncTask, live: KubeObject | undefined): boolean {
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return false
  const method = writeMethod(task, run.options, run.gate.findings.get(task.id))
  const manifest = comparedAs(run, task, { live, method })
  if (method === 'server-side') return isApplied(live, manifest, run.options.fieldManager)
  if (method !== 'client-side') return false
  const text = stringField(live, 'metadata', 'annotations', LAST_APPLIED)
  const last = text === undefined ? undefined : readJson(text)
  if (!isKubeObject(last)) return false
  return isLastApplied(live, manifest, comparedAs(run, { ...task, object: last }, { live, method }))
}

/**
 * Whether server-side apply of the manifest by this field manager would change nothing: the manager's own
 * entry in managedFields has exactly the manifest's fields, and the live values are equal to its values.
 * When in doubt it says no: then the server is asked.
 */
export function isApplied(live: KubeObject, manifest: KubeObject, fieldManager: string): boolean {
  const entry = managedFieldsOf(live).find(
    ({ manager, operation, subresource, apiVersion }) =>
      manager === fieldManager && operation === 'Apply' && subresource === '' && apiVersion === manifest.apiVersion,
  )
  // Who owns nothing, as by a manifest of nothing but a name, has no entry.
  const fields = entry === undefined ? {} : entry.fields
  if (fields === undefined) return false
  const { apiVersion: _, kind: __, metadata, status, ...rest } = manifest
  const { name: ___, namespace: ____, creationTimestamp: _____, ...meta } = metadata
  const applied = {
    ...rest,
    ...(Object.keys(meta).length === 0 ? {} : { metadata: meta }),
    // Where status has its own subresource, an apply of the object leaves it alone.
    ...(Object.hasOwn(fields, 'f:status') ? { status } : {}),
  }
  return mapMatches({ fields, wanted: applied, live: withStringData(live, manifest), path: '' })
}

/** Whether client-side apply would change nothing: the last-applied annotation is this manifest, and live has its values. */
export function isLastApplied(live: KubeObject, manifest: KubeObject, lastApplied: Json | undefined): boolean {
  return jsonEqual(lastApplied, withoutLastApplied(manifest)) && contains(live, manifest)
}

/** The manifest as kubectl writes it into its annotation. */
function withoutLastApplied(manifest: KubeObject): JsonObject {
  const { annotations, ...metadata } = manifest.metadata
  return { ...manifest, metadata: { ...metadata, annotations: annotations ?? {} } }
}

function contains(live: Json | undefined, wanted: Json | undefined): boolean {
  if (isJsonObject(wanted)) {
    return isJsonObject(live) && Object.entries(wanted).every(([key, value]) => contains(live[key], value))
  }
  if (isJsonList(wanted)) {
    return isJsonList(live) && live.length === wanted.length && wanted.every((item, i) => contains(live[i], item))
  }
  return jsonEqual(live, wanted)
}

/** A Secret's `stringData` is kept in `data`, in base64. */
function withStringData(live: KubeObject, manifest: KubeObject): KubeObject {
  const text = manifest['stringData']
  if (!isSecret(manifest) || !isJsonObject(text)) return live
  const base64 = (value: Json | undefined): string | undefined =>
    typeof value === 'string' ? Buffer.from(value).toString('base64') : undefined
  const kept = Object.keys(text).filter((name) => field(live, 'data', name) === base64(text[name]))
  return { ...live, stringData: Object.fromEntries(kept.map((name) => [name, text[name]])) }
}

/** Owned fields, and the same place in the manifest and in the live object. */
interface Place<T> {
  readonly fields: JsonObject
  readonly wanted: T
  readonly live: T
  readonly path: string
}

function matches({ fields, wanted, live, path }: Place<Json | undefined>): boolean {
  if (Object.keys(fields).every((key) => key === '.')) return sameValue(wanted, live, path)
  if (isJsonObject(wanted)) return isJsonObject(live) && mapMatches({ fields, wanted, live, path })
  return isJsonList(wanted) && isJsonList(live) && listMatches({ fields, wanted, live, path })
}

function mapMatches({ fields, wanted, live, path }: Place<JsonObject>): boolean {
  const owned = Object.keys(fields).filter((key) => key.startsWith('f:'))
  const present = Object.keys(wanted).filter((name) => {
    if (wanted[name] === undefined) return false
    // What is empty may own nothing: a list with keys, a map that others fill.
    const owns = fields[`f:${name}`] !== undefined || !isHollow(wanted[name])
    return owns || !sameValue(wanted[name], live[name], `${path}.${name}`)
  })
  if (owned.length !== present.length) return false
  return owned.every((key) => {
    const name = key.slice(2)
    const child = fields[key]
    if (!Object.hasOwn(wanted, name) || !isJsonObject(child)) return false
    return matches({ fields: child, wanted: wanted[name], live: live[name], path: `${path}.${name}` })
  })
}

function listMatches({ fields, wanted, live, path }: Place<readonly Json[]>): boolean {
  const owned = Object.keys(fields).filter((key) => key !== '.')
  if (owned.length !== wanted.length) return false
  return owned.every((key) => {
    const child = fields[key]
    const selector = parseSelector(key)
    if (selector === undefined || !isJsonObject(child)) return false
    if (key.startsWith('v:')) return [wanted, live].every((list) => list.some((item) => jsonEqual(item, selector)))
    const one = itemOf(wanted, selector)
    const other = itemOf(live, selector)
    return isJsonObject(one) && isJsonObject(other) && mapMatches({ fields: child, wanted: one, live: other, path })
  })
}

/** The only item with these keys; else the only one in which some are missing: those with a default, like a port's protocol. */
function itemOf(items: readonly Json[], selector: Json): Json | undefined {
  const exact = items.filter((item) => isItem(item, selector, 'all'))
  const found = exact.length > 0 ? exact : items.filter((item) => isItem(item, selector, 'given'))
  return found.length === 1 ? found[0] : undefined
}

function isItem(item: Json, selector: Json, keys: 'all' | 'given'): boolean {
  if (!isJsonObject(item) || !isJsonObject(selector)) return false
  return Object.entries(selector).every(([name, value]) =>
    item[name] === undefined ? keys === 'given' : jsonEqual(item[name], value),
  )
}
