// A preview → a plan as data: the order, what was to be done, and digests of what it was made from. Holds no objects.
import type { RecordFate } from '../inventory/record-fate.ts'
import { defined } from '../object/defined.ts'
import { groupVersionKind, keyOf } from '../object/resource-key.ts'
import type { Kept } from '../plan/plan-delete.ts'
import { tasksOfWave, wavesOf } from '../plan/plan-tree.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { planOptions, secretsOf, taskDigests } from './digests.ts'
import type { NotRun } from './not-run.ts'
import { PLAN_VERSION } from './plan-shape.ts'
import type { PlanCluster, SavedKept, SavedNotRun, SavedPlan, SavedTask } from './plan-shape.ts'
import type { PreviewTask } from './preview-task.ts'
import type { Preview } from './preview.ts'
import { digestSecrets } from './secret-digest.ts'
import { tallyPreview } from './tally.ts'

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
  const { actions, onFailure, kept } = tallyPreview(preview)
  const secrets = secretsOf(
    preview.tasks.map(({ task }) => task),
    facts.options,
  )
  return {
    kind: preview.kept === undefined ? 'SyncPlan' : 'DeletionPlan',
    version: PLAN_VERSION,
    program: facts.options.version,
    mode: preview.mode,
    cluster: facts.cluster,
    namespace: preview.namespace,
    options: planOptions(facts.options, facts.revision),
    summary: { ...Object.fromEntries(actions), ...(onFailure === 0 ? {} : { onFailure }), ...defined({ kept }) },
    secrets: secrets.length === 0 ? null : digestSecrets(secrets, facts.salt),
    tasks: savedTasks(preview, facts.options),
    notRun: preview.notRun.map(savedNotRun),
    ...defined({ kept: preview.kept?.map(savedKept), inventory: preview.fate && savedFate(preview.fate) }),
  }
}

function savedFate({ left }: RecordFate): 'goes' | 'stays' {
  return left.length === 0 ? 'goes' : 'stays'
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

function savedKept({ object, why, remedy }: Kept): SavedKept {
  return { ...keyOf(object), reason: remedy === undefined ? why : `${why}; ${remedy} deletes it` }
}

function savedNotRun({ manifest, reason }: NotRun): SavedNotRun {
  const { object, location } = manifest
  const { group, kind } = groupVersionKind(object)
  const { name = `${object.metadata.generateName ?? ''}*`, namespace = '' } = object.metadata
  return { group, kind, namespace, name, location: `${location.source}:${location.line}`, reason }
}
