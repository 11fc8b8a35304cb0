// What the gate found out about each task, as data: made once, read by the writing, the preview and the dry run's telling.
import type { FieldConflict } from '../../errors.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { TaskId } from '../../plan/sync-plan.ts'

/** What the gate found out. */
export interface GateReport {
  /** Tasks whose object in the cluster is what they say: a write would change nothing. */
  readonly unchanged: ReadonlySet<TaskId>
  /** What the server told of those that it was asked about. */
  readonly findings: ReadonlyMap<TaskId, GateFinding>
  /** What could not be checked, and why that is not a fault. */
  readonly deferred: ReadonlyMap<TaskId, string>
  /** What was told of those that others own, by the text of their key; left out: nothing was. */
  readonly taken?: ReadonlyMap<string, string>
}

/** What a dry run told about one task. */
export interface GateFinding {
  /** Only client-side apply takes it. */
  readonly clientSide: boolean
  /** Fields that other managers own. */
  readonly conflicts: readonly FieldConflict[]
  readonly change: 'created' | 'configured' | 'unchanged'
  /** The server refuses the change, and `Force=true` makes the object anew. */
  readonly anew?: boolean
  /** As the server would store it; left out for what goes first and comes anew. */
  readonly object?: KubeObject
}

/** Of a gate that has not been passed, or that asks nobody. */
export const NO_REPORT: GateReport = { unchanged: new Set(), findings: new Map(), deferred: new Map() }
