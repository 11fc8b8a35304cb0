// What a controller is here: which changes concern it, and what it does next about an object. Types and small helpers.
import { keyOf } from '../../object/resource-key.ts'
import type { Json, JsonObject, KubeObject } from '../../object/kube-object.ts'
import { isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { Life } from '../life.ts'
import { formatTime } from '../server/timestamp.ts'
import { controllerReference, objectField, ownersOf } from '../server/object-edits.ts'
import type { Change } from '../server/store.ts'

/** The cluster as a controller sees it: read-only. */
export interface StageWorld {
  readonly now: number
  get(key: ResourceKey): KubeObject | undefined
  list(group: string, kind: string, namespace?: string): readonly KubeObject[]
  /** The objects that name this uid as an owner. */
  dependents(uid: string): readonly KubeObject[]
  /** Whether any object has this uid. */
  exists(uid: string): boolean
  /** How an object fares, where somebody says so. */
  life(object: KubeObject): Life
  /** Why the server would not let this pod be made, in its words. */
  refusal(pod: KubeObject): string | undefined
}

/** One thing that a controller does. */
export type Action =
  | { readonly do: 'create'; readonly object: KubeObject }
  | { readonly do: 'update'; readonly object: KubeObject }
  | { readonly do: 'delete'; readonly key: ResourceKey; readonly propagation?: 'Foreground' | 'Background' }
  /** The kubelet's last word on a pod: no grace left. */
  | { readonly do: 'remove'; readonly key: ResourceKey }
  | {
      readonly do: 'event'
      readonly about: KubeObject
      readonly type: 'Normal' | 'Warning'
      readonly reason: string
      readonly message: string
    }

/** What a controller does about an object now. */
export interface StageStep {
  readonly actions: readonly Action[]
  /** Do it only when the object has been in this situation for so long. */
  readonly after?: { readonly situation: string; readonly milliseconds: number }
  /** Look again after so long, even if nothing changes. */
  readonly again?: number
}

/** An object to look at, after so many milliseconds. */
export interface Visit {
  readonly key: ResourceKey
  readonly delay: number
}

/** A controller. */
export interface Stage {
  readonly name: string
  affects(change: Change, world: StageWorld): readonly Visit[]
  visit(object: KubeObject, world: StageWorld): StageStep
}

/** How long a controller takes to react. */
export const REACTION_MS = 5

/** Nothing to do. */
export const IDLE: StageStep = { actions: [] }

/** Visits to objects, each after the same time. */
export function visitsTo(objects: readonly KubeObject[], delay = REACTION_MS): readonly Visit[] {
  return objects.map((object) => ({ key: keyOf(object), delay }))
}

/** The object itself when it is of this kind. */
export function ofKind(group: string, kind: string): (change: Change) => readonly Visit[] {
  return ({ key, type }) =>
    key.group === group && key.kind === kind && type !== 'deleted' ? [{ key, delay: REACTION_MS }] : []
}

/** The controller of this kind that the changed object belongs to. */
export function ownedBy(group: string, kind: string, delay = REACTION_MS): (change: Change) => readonly Visit[] {
  return ({ key, object }) =>
    ownersOf(object)
      .filter((owner) => owner.controller && owner.kind === kind && owner.apiVersion.split('/')[0] === (group || 'v1'))
      .map(({ name }) => ({ key: { group, kind, namespace: key.namespace, name }, delay }))
}

/** Both: what the controllers of what has parts look at. */
export function itselfOrOwned(group: string, kind: string): (change: Change) => readonly Visit[] {
  const [itself, owned] = [ofKind(group, kind), ownedBy(group, kind)]
  return (change) => [...itself(change), ...owned(change)]
}

/** The objects of a kind that an object controls. */
export function controlledBy(owner: KubeObject, kind: string, world: StageWorld): readonly KubeObject[] {
  const { uid = '' } = owner.metadata
  return world
    .dependents(uid)
    .filter((object) => object.kind === kind && ownersOf(object).some((each) => each.controller && each.uid === uid))
}

/** The pods that an object controls, by name. */
export function podsOf(owner: KubeObject, world: StageWorld): readonly KubeObject[] {
  return controlledBy(owner, 'Pod', world)
}

/** A pod made from a template. */
export function podFromTemplate(owner: KubeObject, template: JsonObject, meta: JsonObject): KubeObject {
  const labels = { ...stringMap(template, 'metadata', 'labels'), ...stringMap(meta, 'labels') }
  const annotations = { ...stringMap(template, 'metadata', 'annotations'), ...stringMap(meta, 'annotations') }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...meta,
      namespace: owner.metadata.namespace ?? '',
      labels,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: objectField(template, 'spec'),
  }
}

/** The entries of a map whose values are strings. */
export function stringMap(value: Json | undefined, ...path: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [name, text] of Object.entries(objectField(value, ...path)))
    if (typeof text === 'string') found[name] = text
  return found
}

/** The condition of a type. */
export function conditionOf(object: KubeObject, type: string): JsonObject | undefined {
  return listField(object, 'status', 'conditions')
    .filter(isJsonObject)
    .find((condition) => condition['type'] === type)
}

/** Whether a condition says True. */
export function isTrue(object: KubeObject, type: string): boolean {
  return stringField(conditionOf(object, type), 'status') === 'True'
}

/** A condition to set. */
export interface ConditionChange {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

/** The conditions with one that goes to their end when its status or reason changes, as the Deployment controller has it. */
export function movedCondition(
  conditions: readonly Json[],
  condition: ConditionChange,
  options: { readonly now: number; readonly extra?: JsonObject },
): readonly Json[] {
  const old = conditions.find((other) => stringField(other, 'type') === condition.type)
  if (stringField(old, 'status') === condition.status && stringField(old, 'reason') === condition.reason)
    return conditions
  const next = withCondition(old === undefined ? [] : [old], condition, options)
  return [...conditions.filter((other) => other !== old), ...next]
}

/** The conditions with one more or one changed; lastTransitionTime moves with the status only. */
export function withCondition(
  conditions: readonly Json[],
  condition: ConditionChange,
  options: { readonly now: number; readonly extra?: JsonObject },
): readonly Json[] {
  const old = conditions.find((other) => stringField(other, 'type') === condition.type)
  const time = formatTime(options.now)
  const kept = stringField(old, 'status') === condition.status ? stringField(old, 'lastTransitionTime') : undefined
  const next: JsonObject = { ...condition, lastTransitionTime: kept ?? time, ...options.extra }
  return old === undefined ? [...conditions, next] : conditions.map((other) => (other === old ? next : other))
}

/** Whether a pod is on its way out. */
export function isDeleting(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined
}

/** `Pending`, `Running`, `Succeeded`, `Failed` */
export function podPhase(pod: KubeObject): string {
  return stringField(pod, 'status', 'phase') ?? 'Pending'
}

/** Whether all containers of a pod have ended for good. */
export function hasEnded(pod: KubeObject): boolean {
  return ['Succeeded', 'Failed'].includes(podPhase(pod))
}

/** Whether a pod has neither ended nor is on its way out. */
export function isActivePod(pod: KubeObject): boolean {
  return !isDeleting(pod) && !hasEnded(pod)
}

/** Whether a pod is ready. */
export function isReadyPod(pod: KubeObject): boolean {
  return isTrue(pod, 'Ready')
}

/** Deletes an object. */
export function deleteAction(object: KubeObject): Action {
  return { do: 'delete', key: keyOf(object) }
}
