// Manifests and what is known of the cluster → the plan. Asks nobody anything.
import type { Directives, ReadManifest } from '../hook/directives.ts'
import type { Phase } from '../hook/hook.ts'
import { phasesFor, typesFor } from '../hook/hook-type.ts'
import { NO_DIRECTIVES } from '../hook/read-directives.ts'
import { readManifest } from '../hook/read-manifest.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { defined } from '../object/defined.ts'
import { stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Location, Manifest } from '../manifest/manifest.ts'
import { formatKey, groupVersionKind, keyOf, shortKey } from '../object/resource-key.ts'
import type { GroupVersionKind, ResourceKey } from '../object/resource-key.ts'
import { marked, namingParent } from './app-mark.ts'
import { copyNotes } from './copy-notes.ts'
import { doubtNotes } from './doubt-notes.ts'
import { generatedName } from './generated-name.ts'
import { keepNeeded } from './keep-needed.ts'
import { planTree } from './plan-tree.ts'
import { leftHookNotes, hooksThatLeft, leftHookTasks } from './left-hooks.ts'
import { overLimit } from './prune-limit.ts'
import { isPrunable, isTold, pruneTask } from './prune-task.ts'
import type { PlanContext, SyncPlan, SyncTask } from './sync-plan.ts'
import { definedKind, orderTasks } from './task-order.ts'
import { isInside } from './why-kept.ts'

/** A manifest whose object has its place in the cluster. */
export interface Target {
  readonly key: ResourceKey
  readonly object: KubeObject
  readonly directives: Directives
  readonly location: Location | undefined
}

/** The key of a type in `PlanContext.types`. */
export function typeKey(kind: GroupVersionKind): string {
  return `${kind.group}/${kind.version}/${kind.kind}`
}

/**
 * Makes the plan of one sync. Errors among the diagnostics mean: touch nothing.
 * Follows argo-cd:gitops-engine/pkg/sync/sync_context.go (getSyncTasks) and controller/state.go (NormalizeTargetObjects).
 */
export function planSync(manifests: readonly Manifest[], context: PlanContext): SyncPlan {
  const { checksManifests } = context.policy
  const read = manifests.map(readManifest)
  const { targets, diagnostics } = uniqueTargets(read, context)
  const brought = new Set(targets.flatMap((target) => definedKind(target) ?? []))
  const found: Diagnostic[] = [...(checksManifests ? read.flatMap(({ findings }) => findings) : []), ...diagnostics]
  const tasks: SyncTask[] = []
  for (const target of withNamespaces(targets, context)) {
    const kind = groupVersionKind(target.object)
    const { isHook, options } = target.directives
    const phases = isHook && !context.hooks ? [] : phasesFor(target.directives, context.helm)
    const typeMissing = !context.types.has(typeKey(kind))
    for (const phase of phases) tasks.push(manifestTask(target, { phase, typeMissing, context }))
    const mayBeMissing = context.skipDryRunOnMissingResource || options.skipDryRunOnMissingResource
    const expected = brought.has(`${kind.group}/${kind.kind}`) || mayBeMissing
    if (typeMissing && !expected && phases.length > 0) found.push(unknownKind(target, kind))
    if (phases.length > 0 && checksManifests) found.push(...nameless(target))
  }
  if (checksManifests) found.push(...sameNames(tasks))
  found.push(...namingParent(targets, context.app))
  const left = hooksThatLeft(targets, context)
  const leaving = [...pruneTasks(targets, context), ...leftHookTasks(left, tasks, context)]
  const prunes = keepNeeded(
    leaving,
    targets.map(({ object }) => object),
    context,
  )
  found.push(...overLimit(prunes, context))
  tasks.push(...prunes)
  // What goes with its namespace is not told as what stays.
  const going = prunes.filter(({ prune }) => prune?.verdict === 'delete')
  const stays = (object: KubeObject): boolean => !going.some((task) => isInside(object, task.object))
  found.push(...leftHookNotes(left.filter(stays), context), ...copyNotes(targets, context, stays))
  found.push(...doubtNotes(targets, context.prune))
  const ordered = orderTasks(tasks, context.namespace)
  return { namespace: context.namespace, tasks: ordered, phases: planTree(ordered), diagnostics: found }
}

/** Of the app's objects that no manifest names, be it as a hook or to be skipped. */
function pruneTasks(targets: readonly Target[], { prune, policy, app }: PlanContext): readonly SyncTask[] {
  const wanted = new Set(targets.map(({ key }) => formatKey(key)))
  const left = prune.members.filter((object) => !wanted.has(formatKey(keyOf(object))) && isPrunable(object, app))
  return left.map((object) => pruneTask(object, prune, policy)).filter(isTold)
}

/** Two hooks that have only one `generateName` get one name, and the second would be applied onto the first. */
function sameNames(tasks: readonly SyncTask[]): readonly Diagnostic[] {
  const seen = new Set<string>()
  return tasks.flatMap((task) => {
    if (!seen.has(task.id)) {
      seen.add(task.id)
      return []
    }
    const message = `two hooks get the generated name ${task.key.name}`
    const hint = 'give them different names or generateNames'
    return [
      { code: 'DUPLICATE_NAME', severity: 'error' as const, message, ...defined({ location: task.location }), hint },
    ]
  })
}

/** Gives each object its place, and of two with the same key keeps the last, as Argo CD does. */
export function uniqueTargets(
  manifests: readonly Manifest[],
  context: Pick<PlanContext, 'types' | 'namespace'>,
): { targets: readonly Target[]; diagnostics: readonly Diagnostic[] } {
  const targets = new Map<string, Target>()
  const diagnostics: Diagnostic[] = []
  const clusterScoped = clusterScopedKinds(manifests)
  for (const [index, manifest] of manifests.entries()) {
    const target = locate(readManifest(manifest), context, clusterScoped)
    const id = target.key.name === '' ? `nameless ${index}` : formatKey(target.key)
    const earlier = targets.get(id)
    if (earlier?.location !== undefined) {
      const where = `${earlier.location.source}:${earlier.location.line}`
      diagnostics.push({
        code: 'DUPLICATE_RESOURCE',
        severity: 'warning',
        message: `${shortKey(target.key)} stands here again; the one at ${where} is not applied`,
        location: manifest.location,
        hint: 'the last one wins, as in Argo CD; remove one of them',
      })
    }
    targets.delete(id)
    targets.set(id, target)
  }
  return { targets: [...targets.values()], diagnostics }
}

/** `group/Kind` of what the manifests themselves define as cluster-scoped. */
function clusterScopedKinds(manifests: readonly Manifest[]): ReadonlySet<string> {
  return new Set(
    manifests.flatMap(({ object }) => {
      const kind = groupVersionKind(object)
      const key = { group: kind.group, kind: kind.kind, namespace: '', name: '' }
      const brought = definedKind({ key, object })
      return brought !== undefined && stringField(object, 'spec', 'scope') === 'Cluster' ? [brought] : []
    }),
  )
}

function locate(
  manifest: ReadManifest,
  context: Pick<PlanContext, 'types' | 'namespace'>,
  clusterScoped: ReadonlySet<string>,
): Target {
  const { object, directives, location } = manifest
  const kind = groupVersionKind(object)
  const namespaced = context.types.get(typeKey(kind))?.namespaced ?? !clusterScoped.has(`${kind.group}/${kind.kind}`)
  const name = typeof object.metadata.name === 'string' ? object.metadata.name : ''
  const given = typeof object.metadata.namespace === 'string' ? object.metadata.namespace : ''
  const namespace = namespaced ? given || context.namespace : ''
  const key = { group: kind.group, kind: kind.kind, namespace, name }
  return { key, object: placed(object, namespace), directives, location }
}

/** The object with its namespace, or without one; the user's own object when nothing changes. */
function placed(object: KubeObject, namespace: string): KubeObject {
  if (namespace !== '') {
    return object.metadata.namespace === namespace ? object : { ...object, metadata: { ...object.metadata, namespace } }
  }
  if (!Object.hasOwn(object.metadata, 'namespace')) return object
  const { namespace: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/**
 * CreateNamespace: adds the destination when neither the cluster nor the manifests have it (argo-cd:controller/sync_namespace.go);
 * where all are asked for, the others as well.
 */
function withNamespaces(targets: readonly Target[], context: PlanContext): readonly Target[] {
  const { namespace, createNamespace, namespaceExists, absentNamespaces = [] } = context
  const wanted = [
    ...(createNamespace !== false && !namespaceExists ? [namespace] : []),
    ...(createNamespace === 'all' ? absentNamespaces : []),
  ]
  const added = [...new Set(wanted)].map((name) => ({
    key: { group: '', kind: 'Namespace', namespace: '', name },
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    directives: NO_DIRECTIVES,
    location: undefined,
  }))
  const managed = new Set(targets.flatMap(({ key, directives }) => (directives.isHook ? [] : [formatKey(key)])))
  return [...targets, ...added.filter(({ key }) => !managed.has(formatKey(key)))]
}

/** The namespaces that the manifests' objects will be in. */
export function usedNamespaces(
  manifests: readonly Manifest[],
  context: Pick<PlanContext, 'types' | 'namespace'>,
): readonly string[] {
  const { targets } = uniqueTargets(manifests, context)
  return [...new Set(targets.flatMap(({ key }) => (key.namespace === '' ? [] : [key.namespace])))]
}

/** The task of a manifest in one phase. */
export function manifestTask(
  target: Target,
  options: { readonly phase: Phase; readonly typeMissing: boolean; readonly context: PlanContext },
): SyncTask {
  const { context, typeMissing } = options
  const { isHook, wave, deletePolicies, options: own, timeoutMs, failFast } = target.directives
  // The namespace that CreateNamespace brings runs in PreSync, wave 0 (argo-cd:gitops-engine/pkg/sync/sync_context.go).
  const phase = target.location === undefined && target.key.kind === 'Namespace' ? 'PreSync' : options.phase
  const given = isHook ? named(target.object, phase, context) : target.object
  const key = { ...target.key, name: given.metadata.name ?? '' }
  // The namespace that CreateNamespace brings is nobody's, as in Argo CD.
  const as = isHook ? 'hook' : target.location === undefined ? 'nobody' : 'member'
  const object = context.app === undefined ? given : marked(given, { app: context.app, key, as })
  return {
    id: taskId(phase, key, target.location),
    key,
    phase,
    wave: wave.value,
    hook: isHook
      ? { types: typesFor(target.directives, context.helm), deletePolicies: deletePolicies.map(({ value }) => value) }
      : undefined,
    object,
    action: 'apply',
    location: target.location,
    options: {
      replace: context.replace || own.replace,
      force: context.force || own.force,
      serverSideApply: own.serverSideApply,
      validate: context.validate && own.validate,
    },
    typeMissing,
    timeoutMs,
    ...defined({ failFast }),
    prune: undefined,
  }
}

function named(object: KubeObject, phase: Phase, context: PlanContext): KubeObject {
  if (typeof object.metadata.name === 'string' && object.metadata.name !== '') return object
  const parts = { revision: context.revision, phase, startedAt: context.startedAt }
  return {
    ...object,
    metadata: { ...object.metadata, name: generatedName(object.metadata.generateName ?? '', parts) },
  }
}

function taskId(phase: Phase, key: ResourceKey, location: Location | undefined): string {
  const place = key.name === '' && location !== undefined ? `(at ${location.source}:${location.line})` : ''
  return `${phase} ${formatKey(key)}${place}`
}

function nameless(target: Target): readonly Diagnostic[] {
  if (target.key.name !== '' || target.directives.isHook) return []
  const generate = target.object.metadata.generateName
  const message =
    generate === undefined
      ? `${target.key.kind} has no metadata.name`
      : `${target.key.kind} has metadata.generateName "${generate}" but no metadata.name`
  return [
    {
      code: 'MISSING_NAME',
      severity: 'error',
      message,
      ...defined({ location: target.location }),
      hint: 'give it a name; only hooks may have a generated one',
    },
  ]
}

/** What is wrong with a manifest whose kind nobody serves. */
export function unknownKind(target: Target, kind: GroupVersionKind): Diagnostic {
  const version = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
  return {
    code: 'UNKNOWN_KIND',
    severity: 'error',
    message: `the server does not know ${kind.kind} in ${version} (${shortKey(target.key)})`,
    ...defined({ location: target.location }),
    hint: 'install its CustomResourceDefinition first or add it to the manifests; kubectl api-resources lists what is served',
  }
}
