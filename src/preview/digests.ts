// What a plan was made from, as digests: a task's manifest, its live object, the options. Asks nobody.
import { createHash } from 'node:crypto'
import { defined } from '../object/defined.ts'
import { field, isJsonObject, stringField } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import { managedFieldsOf } from '../object/managed-fields.ts'
import { isSecret, LAST_APPLIED } from '../object/well-known.ts'
import { generatedName } from '../plan/generated-name.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import { besideIgnored, rulesFor } from '../sync/compare/ignored.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { canonicalText } from '../object/json.ts'
import { told } from './field-changes.ts'
import type { SavedPlan } from './plan-shape.ts'

/** The options that change what a plan does; how long it waits and how much it does at once does not. */
export function planOptions(options: SyncOptions, revision: string | undefined): SavedPlan['options'] {
  const { syncOptions } = options
  return {
    hooks: options.hooks,
    'force-conflicts': options.forceConflicts,
    'argo-compat': !options.policy.differs,
    'field-manager': options.fieldManager,
    app: options.app?.name ?? null,
    revision: revision ?? null,
    prune: options.prune?.enabled === true,
    PrunePropagationPolicy: syncOptions.propagation.toLowerCase(),
    CreateNamespace: syncOptions.createNamespace,
    Validate: syncOptions.validate,
    ServerSideApply: syncOptions.serverSideApply,
    Replace: syncOptions.replace,
    Force: syncOptions.force,
    SkipDryRunOnMissingResource: syncOptions.skipDryRunOnMissingResource,
    ApplyOutOfSyncOnly: syncOptions.applyOutOfSyncOnly,
    RespectIgnoreDifferences: syncOptions.respectIgnoreDifferences,
    ClientSideApplyMigration: syncOptions.clientSideApplyMigration,
    'ignore-difference': options.ignoreDifferences.map(({ text }) => text).join(', ') || null,
  }
}

/** A task's name as a plan knows it, and the digests of its objects. */
export function taskDigests(
  task: SyncTask,
  live: KubeObject | undefined,
  options: SyncOptions,
): { readonly name: string; readonly manifest: string | null; readonly live: string | null } {
  const name = lastingName(task, options)
  const withoutDigest = task.action === 'prune' || isSecret(task.object)
  return {
    name,
    manifest: withoutDigest ? null : digest(named(task.object, name)),
    live: live === undefined ? null : liveDigest(task, live, options),
  }
}

/** The Secrets that tasks apply, in the order of the tasks, each under its lasting name. */
export function secretsOf(tasks: readonly SyncTask[], options: SyncOptions): readonly KubeObject[] {
  return tasks
    .filter(({ action, object }) => action === 'apply' && isSecret(object))
    .map((task) => named(task.object, lastingName(task, options)))
}

function named(object: KubeObject, name: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, name } }
}

/** `migrate-*` for a hook whose name each run generates anew. */
export function lastingName({ object, phase, hook, key }: SyncTask, { revision, startedAt }: SyncOptions): string {
  const { generateName = '' } = object.metadata
  const generated = hook !== undefined && key.name === generatedName(generateName, { revision, phase, startedAt })
  return generated ? `${generateName}*` : key.name
}

/**
 * Without its status, ignored differences, and what controllers go on writing: a plan has to outlive a moment. With what kubectl applied
 * last: an apply deletes what is in it and not in the manifest. Of a Secret only its version.
 */
function liveDigest(task: SyncTask, live: KubeObject, options: SyncOptions): string {
  const { uid = '', resourceVersion = '' } = live.metadata
  if (isSecret(live)) return `${uid}@${resourceVersion}`
  const lastApplied = stringField(live, 'metadata', 'annotations', LAST_APPLIED)
  const rules = rulesFor(task, options)
  const [compared] = rules.length === 0 ? [live] : besideIgnored(rules, live, task.object)
  const object = withoutReplicas(task, withoutStatusTexts(told(compared), live))
  return digest({ uid, object, ...defined({ lastApplied }) })
}

/** The status of an autoscaler, as autoscaling/v1 tells it; others of the prefix are its spec (kubernetes/kubernetes:pkg/apis/autoscaling/annotations.go). */
const STATUS_ANNOTATIONS = ['conditions', 'current-metrics'].map((name) => `autoscaling.alpha.kubernetes.io/${name}`)

/** Annotations and labels that tell a status, or are written through the status subresource, as a Deployment's revision is. */
function withoutStatusTexts(object: Json, live: KubeObject): Json {
  const bare = STATUS_ANNOTATIONS.reduce((rest, name) => without(rest, ['metadata', 'annotations', name]), object)
  const entries = managedFieldsOf(live).filter(({ subresource }) => subresource === 'status')
  return ['annotations', 'labels'].reduce((result: Json, group) => {
    const names = entries.flatMap(({ fields }) => {
      const owned = field(fields, 'f:metadata', `f:${group}`)
      return isJsonObject(owned) ? Object.keys(owned).map((name) => name.slice(2)) : []
    })
    return names.reduce((rest: Json, name) => without(rest, ['metadata', group, name]), result)
  }, bare)
}

/** The number of replicas is an autoscaler's where the manifest leaves it open. */
function withoutReplicas(task: SyncTask, object: Json): Json {
  return field(task.object, 'spec', 'replicas') === undefined ? without(object, ['spec', 'replicas']) : object
}

/** A map that this leaves empty goes, too. */
function without(object: Json, [name = '', ...more]: readonly string[]): Json {
  if (!isJsonObject(object) || object[name] === undefined) return object
  const { [name]: child = null, ...rest } = object
  const left = more.length === 0 ? {} : without(child, more)
  return isJsonObject(left) && Object.keys(left).length === 0 ? rest : { ...rest, [name]: left }
}

function digest(value: Json): string {
  return `sha256:${createHash('sha256').update(canonicalText(value)).digest('hex')}`
}
