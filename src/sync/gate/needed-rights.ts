// Which rights a run will use that neither its lists nor its dry runs have proven: watching, deleting, and all of a kind that it brings. Pure.
import type { Access, ResourceType } from '../../cluster/port.ts'
import { field, stringField } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { definedKind } from '../../plan/task-order.ts'
import { outcomeOf } from '../assess.ts'
import { isJudged, taskHealth } from '../task-health.ts'
import type { GateReport } from './gate-report.ts'
import { subjectsOf, typeOf } from '../run.ts'
import type { Run } from '../run.ts'
import { scopesOf } from '../see/scope.ts'
import { isAwaited } from '../task-state.ts'
import { liveObject } from '../view.ts'
import { definitionFor, definitionsOf } from './definition-check.ts'
import { isAlwaysMadeAnew, mayBeForced } from '../act/made-anew.ts'

/** A right, and the tasks that need it. */
export interface NeededRight {
  readonly access: Access
  readonly tasks: readonly SyncTask[]
}

type Known = Pick<GateReport, 'unchanged'> & { readonly isAnyAwaited: boolean }

/** All of them, each once, in the order of the tasks; for the unchanged ones nothing will be sent. */
export function neededRights(run: Run, unchanged: GateReport['unchanged']): readonly NeededRight[] {
  const { tasks } = run.plan
  const { options } = run
  const bringsKinds = tasks.some((task) => task.typeMissing)
  // While a definition of the run is not established, everything is looked at, too.
  const isAnyAwaited = bringsKinds || tasks.some((task) => isAwaited({ tasks, options }, task))
  const known = { unchanged, isAnyAwaited }
  const found = new Map<string, { readonly access: Access; readonly tasks: SyncTask[] }>()
  const need = (access: Access, task: SyncTask): void => {
    const id = accessId(access)
    const right = found.get(id) ?? { access, tasks: [] }
    right.tasks.push(task)
    found.set(id, right)
  }
  const narrow = narrowNames(run)
  const definitions = definitionsOf(run)
  const kinds = new Set(tasks.map(({ key }) => `${key.group}/${key.kind}`))
  const isDefinition = ({ key }: SyncTask): boolean => key.kind === 'CustomResourceDefinition'
  for (const task of tasks) {
    const served = typeOf(run, task)
    const type = served ?? typeToCome(task, definitionFor(task, definitions))
    if (type === undefined) continue
    const namespace = type.namespaced ? task.key.namespace : ''
    if (served === undefined)
      for (const verb of ['list', 'create', 'patch'] as const) need({ verb, type, namespace }, task)
    // What needs a definition waits until that is established.
    const isNeeded = kinds.has(definedKind(task) ?? '') || (bringsKinds && isDefinition(task))
    if (isNeeded || isWatched(run, task, known)) {
      const name = narrow.get(nameId(type, namespace))
      need({ verb: 'watch', type, namespace, name }, task)
    }
    if (isDeleted(run, task, known)) need({ verb: 'delete', type, namespace }, task)
  }
  return [...found.values()]
}

/** Whether the run will open a watch for it: to see it fare, or go. While anything is awaited, everything is looked at. */
function isWatched(run: Run, task: SyncTask, known: Known): boolean {
  if (task.action === 'prune' || goesFirst(run, task, known)) return true
  const live = liveObject(run.observer.view, task.key)
  if (live?.metadata.deletionTimestamp !== undefined) return true
  // A failure deletes it, and then it is awaited until it is gone if it is a SyncFail hook as well.
  const isLeft = live !== undefined || (task.hook?.types.length ?? 0) > 1
  if (isLeft && task.hook?.deletePolicies.includes('HookFailed') === true) return true
  if (!isJudged(task, run.options) || !known.isAnyAwaited) return false
  if (live === undefined || !known.unchanged.has(task.id)) return true
  return outcomeOf(task, taskHealth({ task, result: undefined }, live, run.options)) === 'Running'
}

/** Whether a delete of it belongs to the run, whichever way that ends. */
function isDeleted(run: Run, task: SyncTask, known: Known): boolean {
  if (task.action === 'prune') return ['delete', 'confirm'].includes(task.prune?.verdict ?? '')
  const policies = task.hook?.deletePolicies ?? []
  return policies.includes('HookSucceeded') || policies.includes('HookFailed') || goesFirst(run, task, known)
}

/** Whether an object of its name goes before it comes: what is there now, or what an earlier phase of the same hook has made. */
function goesFirst(run: Run, task: SyncTask, { unchanged }: Known): boolean {
  const live = liveObject(run.observer.view, task.key)
  if (task.hook?.deletePolicies.includes('BeforeHookCreation') === true)
    return live !== undefined || task.hook.types.length > 1
  return isAlwaysMadeAnew(run, task, live) || (mayBeForced(run, task, live) && !unchanged.has(task.id))
}

/** Names to which a watch is narrowed: where the plan has only one of a type and namespace, its name. */
function narrowNames(run: Run): ReadonlyMap<string, string> {
  const scopes = scopesOf(subjectsOf(run, run.plan.tasks))
  const single = scopes.filter(({ type }) => type.kind !== 'CustomResourceDefinition')
  return new Map(
    single.flatMap(({ type, namespace, name }) => (name === undefined ? [] : [[nameId(type, namespace), name]])),
  )
}

function nameId({ group, plural }: ResourceType, namespace: string): string {
  return `${group}/${plural} ${namespace}`
}

/** The type as the definition of the manifests will serve it. */
function typeToCome(task: SyncTask, definition: SyncTask | undefined): ResourceType | undefined {
  const plural = stringField(definition?.object, 'spec', 'names', 'plural')
  if (plural === undefined) return undefined
  const namespaced = field(definition?.object, 'spec', 'scope') !== 'Cluster'
  return { ...groupVersionKind(task.object), plural, namespaced }
}

function accessId({ verb, type, namespace, name }: Access): string {
  return `${verb} ${type.group}/${type.plural} ${namespace} ${name ?? ''}`
}
