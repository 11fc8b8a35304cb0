// What ignoreDifferences leaves out: of a comparison, and, with RespectIgnoreDifferences, of what is written. Asks nobody.
import type { IgnoreRule } from '../../hook/ignore-rule.ts'
import { fieldsAt, mergeFields, ownedPart, ownedPlaces } from '../../object/fields-v1.ts'
import { jsonAt, withoutPlaces, withValueAt } from '../../object/json-place.ts'
import type { JsonPlace } from '../../object/json-place.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { isJsonList, isJsonObject } from '../../object/kube-object.ts'
import { CLIENT_SIDE_MANAGER, managedFieldsOf } from '../../object/managed-fields.ts'
import { samePlace } from '../../object/same-place.ts'
import { isSecret, LAST_APPLIED } from '../../object/well-known.ts'
import { isMark } from '../../plan/app-mark.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { SyncOptions } from '../sync-options.ts'

/** The rules that a task's object meets. A hook meets none, as in Argo CD, which compares none (argo-cd:controller/sync.go, normalizeTargetResources). */
export function rulesFor(
  { key, hook, action }: SyncTask,
  { ignoreDifferences }: Pick<SyncOptions, 'ignoreDifferences'>,
): readonly IgnoreRule[] {
  if (ignoreDifferences.length === 0 || hook !== undefined || action === 'prune') return []
  return ignoreDifferences.filter((rule) => rule.matches(key))
}

/** A live object and what is compared with it, both without what is ignored (argo-cd:util/argo/diff/normalize.go). */
export function besideIgnored(
  rules: readonly IgnoreRule[],
  live: KubeObject,
  other: KubeObject,
): readonly [KubeObject, KubeObject] {
  const { inLive, inOther } = ignoredPlaces(rules, live, other)
  return [withIdentity(withoutPlaces(live, inLive), live), withIdentity(withoutPlaces(other, inOther), other)]
}

interface IgnoredPlaces {
  readonly inLive: readonly JsonPlace[]
  readonly inOther: readonly JsonPlace[]
}

/** What managers own is ignored where both objects have it (argo-cd:util/argo/managedfields/managed_fields.go). */
function ignoredPlaces(rules: readonly IgnoreRule[], live: KubeObject, other: JsonObject): IgnoredPlaces {
  const managers = new Set(rules.flatMap(({ manager }) => manager ?? []))
  const owned = managedFieldsOf(live).flatMap(({ manager, fields }) =>
    managers.has(manager) && fields !== undefined ? ownedPlaces(fields, live) : [],
  )
  const shared = owned.flatMap((place) => {
    const there = samePlace(live, place, other)
    return there === undefined || jsonAt(other, there) === undefined ? [] : [[place, there] as const]
  })
  return {
    inLive: [...named(rules, live), ...shared.map(([place]) => place)],
    inOther: [...named(rules, other), ...shared.map(([, there]) => there)],
  }
}

/** The places that rules name. Those of a Secret's `data` are those of its `stringData`, too, which the server puts there. */
function named(rules: readonly IgnoreRule[], object: JsonObject): readonly JsonPlace[] {
  const find = (value: JsonObject): readonly JsonPlace[] => rules.flatMap((rule) => rule.find(value))
  const texts = object['stringData']
  if (!isSecret(parts(object)) || !isJsonObject(texts)) return find(object)
  const data = isJsonObject(object['data']) ? object['data'] : {}
  const ofTexts = find({ ...object, data: { ...data, ...texts } }).flatMap(([first, ...rest]) =>
    first === 'data' && jsonAt(texts, rest) !== undefined ? [['stringData', ...rest]] : [],
  )
  return [...find(object), ...ofTexts]
}

function parts({ apiVersion, kind }: JsonObject): Readonly<Record<'apiVersion' | 'kind', Json | undefined>> {
  return { apiVersion, kind }
}

/** Who writes the object with the live values, and how. */
export interface ValueWriter {
  readonly fieldManager: string
  /** By server-side apply: what is not the writer's own is left out, for then it stays as it is; else all is copied. */
  readonly isServerSide: boolean
}

/**
 * The object with the live values where a rule ignores what it says, so that writing it changes nothing there
 * (argo-cd:controller/sync.go, normalizeTargetResources). A status is not copied.
 */
export function withLiveValues(
  object: KubeObject,
  live: KubeObject,
  { rules, writer }: { readonly rules: readonly IgnoreRule[]; readonly writer: ValueWriter },
): KubeObject {
  const seen = copied(live)
  const { inLive, inOther } = ignoredPlaces(rules, live, object)
  const fields = writer.isServerSide ? ownFields(live, writer.fieldManager) : {}
  const sent = (place: JsonPlace | undefined): Json | undefined => {
    const value = place === undefined ? undefined : jsonAt(seen, place)
    if (place === undefined || value === undefined || isInsideOne(live, place)) return value
    const own = fieldsAt(fields, live, place)
    return own === undefined ? undefined : ownedPart(value, own)
  }
  const due = inOther.map((place) => ({ place, value: sent(samePlace(object, place, seen)) }))
  const set = due.reduce<Json>(
    (result, { place, value }) => (value === undefined ? result : withValueAt(result, place, value)),
    object,
  )
  const gone = due.flatMap(({ place, value }) => (value === undefined ? [place] : []))
  const isOurs = (place: JsonPlace): boolean => {
    const there = samePlace(object, place, live)
    return !writer.isServerSide || (there !== undefined && fieldsAt(fields, live, there) !== undefined)
  }
  const left = isJsonObject(set) ? withoutPlaces(set, gone, isOurs) : object
  const filled = inLive.reduce<JsonObject>(
    (result, place) => withAdded(result, { seen, place, value: sent(place) }),
    left,
  )
  return withIdentity(filled, object)
}

/** Live fields that the object does not have; an item of a list comes last. Into a list's item that it lacks nothing is put. */
function withAdded(
  object: JsonObject,
  { seen, place, value }: { readonly seen: JsonObject; readonly place: JsonPlace; readonly value: Json | undefined },
): JsonObject {
  const there = samePlace(seen, place, object)
  if (value === undefined || (there !== undefined && jsonAt(object, there) !== undefined)) return object
  const parent = samePlace(seen, place.slice(0, -1), object)
  const list = parent === undefined ? undefined : (jsonAt(object, parent) ?? [])
  const added =
    there !== undefined
      ? withValueAt(object, there, value)
      : parent !== undefined && isJsonList(list)
        ? withValueAt(object, parent, [...list, value])
        : object
  return isJsonObject(added) ? added : object
}

/** What may be copied of a live object: not its status, nor what only the server or kubectl keeps there. */
function copied(live: KubeObject): JsonObject {
  const { status: _, metadata, ...rest } = live
  const { labels, annotations, finalizers, ownerReferences } = metadata
  const { [LAST_APPLIED]: __, ...texts } = annotations ?? {}
  return {
    ...rest,
    metadata: { labels, annotations: annotations === undefined ? undefined : texts, finalizers, ownerReferences },
  }
}

/** Whether a place is in a list or map that somebody owns as one value: a part of it cannot be left out. */
function isInsideOne(live: KubeObject, place: JsonPlace): boolean {
  return managedFieldsOf(live).some(({ fields }) => {
    const around = fields === undefined ? undefined : fieldsAt(fields, live, place.slice(0, -1))
    return around !== undefined && Object.keys(around).length === 0
  })
}

/** What is ours by server-side apply, or will be once an object that was applied client-side is taken over. */
function ownFields(live: KubeObject, manager: string): JsonObject {
  return managedFieldsOf(live)
    .filter((owner) => owner.subresource === '')
    .filter((owner) => owner.manager === manager || owner.manager === CLIENT_SIDE_MANAGER)
    .map(({ fields = {} }) => fields)
    .reduce(mergeFields, { '.': {} })
}

/** Which object it is, and whose, no rule says. */
function withIdentity(object: JsonObject, { apiVersion, kind, metadata }: KubeObject): KubeObject {
  const given = isJsonObject(object['metadata']) ? object['metadata'] : {}
  const marks = (['labels', 'annotations'] as const).flatMap((group) => {
    const own = Object.entries(metadata[group] ?? {}).filter(([name]) => isMark(name))
    const others = isJsonObject(given[group]) ? given[group] : {}
    return own.length === 0 ? [] : [[group, { ...others, ...Object.fromEntries(own) }] as const]
  })
  const { name, namespace } = metadata
  const names = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) }
  return { ...object, apiVersion, kind, metadata: { ...given, ...Object.fromEntries(marks), ...names } }
}
