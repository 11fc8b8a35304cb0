// A plan as data: the order, what was to be done, and digests of what it was made from. Holds no objects. Types, and how it is made.
import type { HookDeletePolicy, HookType, SyncPhase } from '../hook/hook.ts'
import type { Json } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import { tasksOfWave, wavesOf } from '../plan/plan-tree.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { planOptions, secretsOf, taskDigests } from './digests.ts'
import type { PlanOptions } from './digests.ts'
import type { NotRun } from './not-run.ts'
import type { PreviewAction, PreviewTask } from './preview-task.ts'
import type { Preview, PreviewMode } from './preview.ts'
import { digestSecrets } from './secret-digest.ts'
import type { SecretDigest } from './secret-digest.ts'
import { tallyPreview } from './tally.ts'

/** Version of the format; raised by a change that breaks readers. */
export const PLAN_VERSION = 1

/** A plan as `plan -o json` writes it and `--plan` reads it (docs/plan.schema.json). */
export interface SavedPlan {
  readonly kind: 'SyncPlan'
  readonly version: typeof PLAN_VERSION
  /** The version of the program that made it. */
  readonly program: string
  readonly mode: PreviewMode
  /** Where it was made; null: offline. */
  readonly cluster: PlanCluster | null
  readonly namespace: string
  readonly options: PlanOptions
  /** How many tasks do what; `onFailure` counts the SyncFail hooks. */
  readonly summary: Readonly<Record<string, number>>
  /** Of all Secrets of the manifests together; null: there are none. */
  readonly secrets: SecretDigest | null
  /** In the order in which they run. */
  readonly tasks: readonly SavedTask[]
  readonly notRun: readonly SavedNotRun[]
}

/** Which cluster it was; null: not known. */
export interface PlanCluster {
  readonly server: string | null
  /** The uid of its namespace `kube-system`, which no two clusters share. */
  readonly id: string | null
}

/** Of what: `name` ends in `*` where each run generates it. */
interface SavedKey {
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** One task. */
export interface SavedTask extends SavedKey {
  readonly phase: SyncPhase
  readonly wave: number
  /** Counts from 1; the next batch begins when all of this one is done. */
  readonly batch: number
  readonly hook: { readonly types: readonly HookType[]; readonly deletePolicies: readonly HookDeletePolicy[] } | null
  /** `file:line`; null: made on the way. */
  readonly location: string | null
  readonly action: PreviewAction
  readonly reason: string | null
  readonly fields: readonly SavedField[]
  /** Digest of the manifest; null for a Secret, which `secrets` covers, and for a prune. */
  readonly manifest: string | null
  /** Digest of the live object; null: there was none. */
  readonly live: string | null
}

/** One field that changes; of a Secret's value neither `from` nor `to` is told. */
export interface SavedField {
  readonly field: string
  readonly from?: Json
  readonly to?: Json
  readonly managers: readonly string[]
  readonly taken: boolean
}

/** A manifest that is not applied. */
export interface SavedNotRun extends SavedKey {
  readonly location: string
  readonly reason: string
}

/** What a saved plan holds beside the preview. */
export interface PlanFacts {
  readonly options: SyncOptions
  /** As it was asked for; undefined: made from the manifests, and a digest of theirs that nobody salted. */
  readonly revision: string | undefined
  readonly cluster: PlanCluster | null
  readonly salt: string
}

/** Makes the data of a preview. */
export function savePlan(preview: Preview, facts: PlanFacts): SavedPlan {
  const { actions, onFailure } = tallyPreview(preview)
  const secrets = secretsOf(
    preview.tasks.map(({ task }) => task),
    facts.options,
  )
  return {
    kind: 'SyncPlan',
    version: PLAN_VERSION,
    program: facts.options.version,
    mode: preview.mode,
    cluster: facts.cluster,
    namespace: preview.namespace,
    options: planOptions(facts.options, facts.revision),
    summary: { ...Object.fromEntries(actions), ...(onFailure === 0 ? {} : { onFailure }) },
    secrets: secrets.length === 0 ? null : digestSecrets(secrets, facts.salt),
    tasks: savedTasks(preview, facts.options),
    notRun: preview.notRun.map(savedNotRun),
  }
}

function savedTasks({ phases }: Preview, options: SyncOptions): readonly SavedTask[] {
  return wavesOf(phases).flatMap((wave, index) =>
    tasksOfWave(wave).map((one) => savedTask(one, { batch: index + 1, options })),
  )
}

function savedTask(
  { task, live, action, reason, fields }: PreviewTask,
  { batch, options }: { readonly batch: number; readonly options: SyncOptions },
): SavedTask {
  const { name, manifest, live: seen } = taskDigests(task, live, options)
  return {
    phase: task.phase,
    wave: task.wave,
    batch,
    ...task.key,
    name,
    hook: task.hook ?? null,
    location: task.location === undefined ? null : `${task.location.source}:${task.location.line}`,
    action,
    reason: reason ?? null,
    fields: fields.map(({ values, ...field }) => ({ ...(values === 'hidden' ? {} : defined(values)), ...field })),
    manifest,
    live: seen,
  }
}

function defined({ from, to }: { readonly from: Json | undefined; readonly to: Json | undefined }): {
  readonly from?: Json
  readonly to?: Json
} {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function savedNotRun({ manifest, reason }: NotRun): SavedNotRun {
  const { object, location } = manifest
  const { group, kind } = groupVersionKind(object)
  const { name = `${object.metadata.generateName ?? ''}*`, namespace = '' } = object.metadata
  return { group, kind, namespace, name, location: `${location.source}:${location.line}`, reason }
}
