// What is written onto a live object, and what that object is compared with: the manifest, but for what ignoreDifferences names.
import { field } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { managedFieldsOf } from '../../object/managed-fields.ts'
import { isMark } from '../../plan/app-mark.ts'
import { takenAnnotation } from '../../plan/other-owners.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { WriteMethod } from '../act/write-method.ts'
import type { Run } from '../run.ts'
import { rulesFor, withLiveValues } from './ignored.ts'

/** What is there, and how it is written onto. */
interface Aim {
  readonly live: KubeObject | undefined
  readonly method: WriteMethod
}

/**
 * The task with what is written onto what is there: with RespectIgnoreDifferences that keeps its ignored fields, and
 * without an app the marks of the one that has it.
 */
export function aimedAt(run: Run, task: SyncTask, { live, method }: Aim): SyncTask {
  if (live === undefined) return task
  const { respectIgnoreDifferences } = run.options.syncOptions
  const object = respectIgnoreDifferences ? withKept(run, task, { live, method }) : task.object
  return { ...task, object: withMarks(run, object, { live, method }) }
}

/**
 * The manifest as a live object has to be to count as unchanged. What only differs in ignored fields is in sync, but only
 * ApplyOutOfSyncOnly makes something of that: else it is written as the manifest says.
 */
export function comparedAs(run: Run, task: SyncTask, aim: LiveAim): KubeObject {
  const { respectIgnoreDifferences, applyOutOfSyncOnly } = run.options.syncOptions
  const object = respectIgnoreDifferences || applyOutOfSyncOnly ? withKept(run, task, aim) : task.object
  return withMarks(run, object, aim)
}

type LiveAim = Aim & { readonly live: KubeObject }

function withKept({ options }: Run, task: SyncTask, { live, method }: LiveAim): KubeObject {
  const rules = rulesFor(task, options)
  if (rules.length === 0) return task.object
  const writer = { fieldManager: options.fieldManager, isServerSide: method === 'server-side' }
  return withLiveValues(task.object, live, { rules, writer })
}

/** Who runs without an app takes nothing from one; of what is applied server-side only what is the writer's own would go. */
function withMarks({ options }: Run, object: KubeObject, { live, method }: LiveAim): KubeObject {
  if (options.app !== undefined) return withTaken(object, live, options.takes !== undefined)
  const groups = (['labels', 'annotations'] as const).flatMap((group) => {
    const isOwn = (name: string): boolean =>
      managedFieldsOf(live).some(
        ({ manager, fields }) =>
          manager === options.fieldManager && field(fields, 'f:metadata', `f:${group}`, `f:${name}`) !== undefined,
      )
    const marks = Object.entries(live.metadata[group] ?? {}).filter(
      ([name]) => isMark(name) && (method !== 'server-side' || isOwn(name)),
    )
    if (marks.length === 0) return []
    return [[group, { ...object.metadata[group], ...Object.fromEntries(marks) }] as const]
  })
  return groups.length === 0 ? object : { ...object, metadata: { ...object.metadata, ...Object.fromEntries(groups) } }
}

/** Whoever runs for an app notes from whom it takes, or has taken, what is there. */
function withTaken(object: KubeObject, live: KubeObject, takes: boolean): KubeObject {
  const taken = takenAnnotation(object, live, takes)
  if (Object.keys(taken).length === 0) return object
  const { metadata } = object
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, ...taken } } }
}
