// Custom resources that nobody waits for, because no rule says when they are done, though something comes after them. Pure.
import { hasHealth } from '../../health/judging.ts'
import type { Judging } from '../../health/judging.ts'
import { mayHaveStatus } from '../../health/without-status.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { defined } from '../../object/defined.ts'
import { field, listField } from '../../object/kube-object.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncPlan, SyncTask } from '../../plan/sync-plan.ts'
import { definedKind } from '../../plan/task-order.ts'

/** How a kind, `example.com/Widget`, gets a rule. */
export function waysToRule(kind: string): string {
  return `give a rule of your own (in hooksync.yaml, health: { ${kind}: { Healthy: { condition: Ready } } }, or --health-from FILE)`
}

function hintFor(kind: string): string {
  return `to have it waited for, ${waysToRule(kind)}, let a sync judge it by its conditions (--unknown-health=kstatus), or let a hook between them wait, such as a Job that runs kubectl wait; where nothing has to, all is well`
}

/** One note for each kind without a health rule of which a resource has a wave or phase behind it. Hooks are told one by one. */
export function unjudgedKinds({ tasks }: SyncPlan, judging: Judging): readonly Diagnostic[] {
  // Who switches the rules off does not ask whether there is one.
  if (!judging.customHealth || judging.unknownHealth === 'kstatus') return []
  const applied = tasks.filter(({ action }) => action === 'apply')
  const last = applied.findLast(({ phase }) => phase !== 'SyncFail')
  const statusless = new Set(applied.filter(bringsNoStatus).flatMap((task) => definedKind(task) ?? []))
  const unjudged = applied.filter(
    (task) => isUnjudged(task, judging) && isBefore(task, last) && !statusless.has(kindOf(task)),
  )
  return [...new Set(unjudged.map(kindOf))].flatMap((kind) => noteOf(unjudged.filter((task) => kindOf(task) === kind)))
}

function noteOf(same: readonly SyncTask[]): readonly Diagnostic[] {
  const [first] = same
  if (first === undefined) return []
  const message = `no health rule for ${nameOfKind(first)}: ${listed(first, same.length)} as done once applied, and what comes later does not wait`
  return [
    {
      code: 'NO_HEALTH_RULE',
      severity: 'note',
      message,
      hint: hintFor(kindOf(first)),
      ...defined({ location: first.location }),
    },
  ]
}

function isUnjudged({ hook, phase, key, object }: SyncTask, judging: Judging): boolean {
  return hook === undefined && phase !== 'SyncFail' && mayHaveStatus(key) && !hasHealth(object, judging)
}

/** Tasks stand in the order in which they run. */
function isBefore({ phase, wave }: SyncTask, last: SyncTask | undefined): boolean {
  return last !== undefined && (phase !== last.phase || wave !== last.wave)
}

/** A definition that says of none of its versions that it has a status. */
function bringsNoStatus({ object }: SyncTask): boolean {
  return listField(object, 'spec', 'versions').every(
    (version) =>
      field(version, 'subresources', 'status') === undefined &&
      field(version, 'schema', 'openAPIV3Schema', 'properties', 'status') === undefined &&
      field(version, 'schema', 'openAPIV3Schema', 'x-kubernetes-preserve-unknown-fields') !== true,
  )
}

function listed({ key }: SyncTask, count: number): string {
  return count === 1 ? `${shortKey(key)} counts` : `${shortKey(key)} and ${count - 1} more count`
}

function kindOf({ key }: SyncTask): string {
  return `${key.group}/${key.kind}`
}

function nameOfKind({ key }: SyncTask): string {
  return `${key.kind}.${key.group}`
}
