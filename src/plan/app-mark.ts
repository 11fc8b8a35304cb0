// How an object is known to be an app's.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Location } from '../manifest/manifest.ts'
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { formatKey, keyOf, shortKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { TAKEN_FROM, takenAnnotation } from './other-owners.ts'
import type { AppMark } from './sync-plan.ts'

/** Label on everything that is applied for an app. */
export const APP_LABEL = 'hooksync.dev/app'

/** An app as --app names it: `configmaps/x`, of which labels and names of Leases can only say `configmaps.x`. */
export function appText(name: string): string {
  return name.replace('.', '/')
}

/** Label on the resources of an app: the id of its ApplySet (kubernetes/enhancements:keps/sig-cli/3659-kubectl-apply-prune). */
export const PART_OF = 'applyset.kubernetes.io/part-of'

/** Label on the hooks of an app: the same id. They are no members of the set: another tool would prune them. */
export const HOOK_OF = 'hooksync.dev/hook-of'

/** Annotation on both: which object this is. On a copy of it, it is another one's. */
export const TRACKING_ID = 'hooksync.dev/tracking-id'

/** Whether a label or an annotation of this name says whose an object is. */
export function isMark(name: string): boolean {
  return [APP_LABEL, PART_OF, HOOK_OF, TRACKING_ID, TAKEN_FROM].includes(name)
}

/** The object as it is applied for an app; hooks and what is nobody's are no members of its ApplySet. */
export function marked(
  object: KubeObject,
  { app, key, as }: { readonly app: AppMark; readonly key: ResourceKey; readonly as: 'member' | 'hook' | 'nobody' },
): KubeObject {
  const { metadata } = object
  const labels = { ...metadata.labels, [APP_LABEL]: app.name }
  if (as === 'nobody') return { ...object, metadata: { ...metadata, labels } }
  const taken = takenAnnotation(object, undefined, false)
  const annotations = { ...metadata.annotations, ...taken, [TRACKING_ID]: trackingId(key, app) }
  return {
    ...object,
    metadata: { ...metadata, labels: { ...labels, [as === 'hook' ? HOOK_OF : PART_OF]: app.partOf }, annotations },
  }
}

/** Whether an object was applied for an app: it names itself (as argo-cd:util/argo/resource_tracking.go tells by its tracking-id). */
export function namesItself(object: KubeObject, app: AppMark): boolean {
  return object.metadata.annotations?.[TRACKING_ID] === trackingId(keyOf(object), app)
}

/**
 * Whether an object has an app's mark from another object. `kubectl expose` copies labels alone. What another tool put into
 * the set bears only the label of that, until it is applied.
 */
export function isCopy(object: KubeObject, app: AppMark): boolean {
  const { labels, annotations } = object.metadata
  if (annotations?.[TRACKING_ID] === undefined) return labels?.[APP_LABEL] !== undefined
  return !namesItself(object, app)
}

/**
 * Whether an object is the Endpoints of a Service, on which Kubernetes copies its labels, without an owner: it goes with the
 * Service (as argo-cd:gitops-engine/pkg/cache/references.go counts it). One that was applied names itself.
 */
export function isOfService(object: KubeObject, app: AppMark): boolean {
  const key = keyOf(object)
  if (key.group !== '' || key.kind !== 'Endpoints') return false
  return !namesItself(object, app)
}

/** Whether a key is that of the app's inventory itself. */
export function isOwnParent(key: ResourceKey, { parent }: AppMark): boolean {
  return formatKey(key) === formatKey(parent)
}

/** What is wrong with manifests that name the inventory of their own app: it would be pruned and deleted with what it tells of. */
export function namingParent(
  targets: readonly { readonly key: ResourceKey; readonly location: Location | undefined }[],
  app: AppMark | undefined,
): readonly Diagnostic[] {
  if (app === undefined) return []
  return targets
    .filter(({ key }) => isOwnParent(key, app))
    .map(({ key, location }) => ({
      code: 'OWN_INVENTORY',
      severity: 'error',
      message: `${shortKey(key)} is the inventory of app ${appText(app.name)} itself, which cannot be one of its objects`,
      ...defined({ location }),
      hint: 'take it out of the manifests, or give what is meant another name',
    }))
}

function trackingId({ group, kind, namespace, name }: ResourceKey, app: AppMark): string {
  return `${app.name}:${group}/${kind}:${namespace}/${name}`
}
