// What ApplyOutOfSyncOnly leaves alone: found and told once, when the gate has been passed.
import { jsonEqual } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { managedFieldsOf } from '../../object/managed-fields.ts'
import { LAST_APPLIED } from '../../object/well-known.ts'
import type { SyncTask, TaskId } from '../../plan/sync-plan.ts'
import { taskRef } from '../../plan/task-ref.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { willBeCreatedAgain } from '../gate/dry-run.ts'
import type { GateReport } from '../gate/gate-report.ts'
import { besideIgnored, rulesFor } from './ignored.ts'

/** The tasks whose objects are in sync and so are neither applied nor awaited; none without ApplyOutOfSyncOnly. Hooks always run. */
export function leaveInSync(run: Run): ReadonlySet<TaskId> {
  if (!run.options.syncOptions.applyOutOfSyncOnly) return new Set()
  const tasks = run.plan.tasks.filter((task) => isInSync(run, task))
  for (const task of tasks) {
    const { uid, resourceVersion } = liveObject(run.observer.view, task.key)?.metadata ?? {}
    const seen = uid === undefined ? {} : { uid, resourceVersion }
    run.emit({ type: 'resource-applied', ...taskRef(task), change: 'unchanged', ...seen })
  }
  return new Set(tasks.map(({ id }) => id))
}

function isInSync(run: Run, task: SyncTask): boolean {
  const live = liveObject(run.observer.view, task.key)
  if (live === undefined || task.action !== 'apply' || task.hook !== undefined) return false
  if (willBeCreatedAgain(run, task)) return false
  return run.gate.unchanged.has(task.id) || run.gate.findings.get(task.id)?.change === 'unchanged'
}

/** What the gate found out, where differences that ignoreDifferences names are none; the server has told of them all the same. */
export function besideIgnoredFindings(run: Run, report: GateReport): GateReport {
  const { applyOutOfSyncOnly, respectIgnoreDifferences } = run.options.syncOptions
  if (!applyOutOfSyncOnly || respectIgnoreDifferences) return report
  const same = new Set(run.plan.tasks.filter((task) => differsOnlyInIgnored(run, task, report)).map(({ id }) => id))
  if (same.size === 0) return report
  const findings = new Map([...report.findings].filter(([id]) => !same.has(id)))
  return { ...report, findings, unchanged: new Set([...report.unchanged, ...same]) }
}

function differsOnlyInIgnored(run: Run, task: SyncTask, { findings }: GateReport): boolean {
  const rules = rulesFor(task, run.options)
  const live = liveObject(run.observer.view, task.key)
  const finding = findings.get(task.id)
  if (rules.length === 0 || live === undefined || finding?.object === undefined || finding.anew === true) return false
  // What nobody but others has applied yet is none of ours.
  const isOurs = managedFieldsOf(live).some(({ manager }) => manager === run.options.fieldManager)
  const [before, after] = besideIgnored(rules, live, finding.object)
  return isOurs && jsonEqual(withoutKept(before), withoutKept(after))
}

/** What the server, or kubectl, keeps for itself. */
function withoutKept(object: KubeObject): JsonObject {
  const { status: _, metadata, ...rest } = object
  const { managedFields: __, resourceVersion: ___, generation: ____, annotations = {}, ...meta } = metadata
  const { [LAST_APPLIED]: _____, ...texts } = annotations
  return { ...rest, metadata: { ...meta, annotations: texts } }
}
