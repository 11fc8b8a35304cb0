// A deletion under its lock: hooks and objects as planned, and in the end the record of the application.
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import { defined } from '../object/defined.ts'
import { createObserver } from '../sync/see/observer.ts'
import { TASKS_FAILED } from '../sync/next-step.ts'
import { judgedHealth } from '../health/judging.ts'
import type { Judging } from '../health/judging.ts'
import { hookOutcome } from '../health/hook-outcome.ts'
import type { ReadManifest } from '../hook/directives.ts'
import { deletePhasesFor } from '../hook/hook-type.ts'
import { readDirectives } from '../hook/read-directives.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { goesWithOwner, planDelete } from '../plan/plan-delete.ts'
import type { DeletionContext, DeletionPlan } from '../plan/plan-delete.ts'
import { uniqueTargets, typeKey } from '../plan/plan-sync.ts'
import type { TaskId } from '../plan/sync-plan.ts'
import { formatKey, groupVersionKind, keyOf } from '../object/resource-key.ts'
import { isNamespace } from '../plan/task-order.ts'
import type { End } from '../sync/end.ts'
import type { GateFailure } from '../sync/gate/gate.ts'
import { NO_REPORT } from '../sync/gate/gate-report.ts'
import { refusedEnd } from '../sync/gate/run-gate.ts'
import { planContext } from '../sync/plan-context.ts'
import { invalidEnd, plannedTask, resolveTypes } from '../sync/prepare.ts'
import { runSync } from '../sync/run-sync.ts'
import { orStopped } from '../sync/stop.ts'
import { subjectsOf } from '../sync/run.ts'
import type { Run, World } from '../sync/run.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { liveObject } from '../sync/view.ts'
import { covers, union } from './applyset.ts'
import { askingAgain, parentRef, reachOfKeys, readInventory } from './inventory.ts'
import type { Inventory } from './inventory.ts'
import type { Lock } from './lock.ts'
import { createRecord, hearingGone } from './owned-sync.ts'
import { takenAlong } from './taken-along.ts'
import { afterDeleted, leftOf, plannedFate, recorded } from './record-fate.ts'
import type { RecordFate } from './record-fate.ts'

/** What a deletion owns. */
export interface OwnedDeletion {
  readonly lock: Lock
  /** Where the lock may be held. */
  readonly lockNamespaces: readonly string[]
  /** Undefined: it is no app's. */
  readonly inventory: Inventory | undefined
  /** What stood against it when it was planned: nobody was asked then. */
  readonly refused: PreparedDeletion['refused']
}

/** A deletion that is planned. */
export interface PreparedDeletion extends Pick<Run, 'types' | 'gate'> {
  readonly plan: DeletionPlan
  /** Whether there is anything to delete, and nothing wrong with the plan. */
  readonly isDue: boolean
  /** What becomes of the inventory; undefined: there is none. */
  readonly fate: RecordFate | undefined
  /** What others own and may not be touched: with one of these nothing is deleted. */
  readonly refused: readonly GateFailure[]
  /** What is told of the tasks that touch what others own all the same. */
  readonly taken: ReadonlyMap<TaskId, string>
}

/** What a deletion is planned from, beside manifests. */
export interface DeletionGrounds {
  readonly choices: Omit<DeletionContext, 'live'>
  /** Undefined: it is no app's. */
  readonly inventory: Inventory | undefined
  /** That the app has no inventory, and why; left out: it has one, or nobody has looked. */
  readonly absence?: string
}

/** Looks at what the manifests name, and plans. */
export async function prepareDelete(
  manifests: readonly ReadManifest[],
  world: World,
  options: SyncOptions,
  { choices, inventory, absence }: DeletionGrounds,
): Promise<PreparedDeletion> {
  // A kind may have come while a lock, or an answer, was waited for.
  const types = await resolveTypes(manifests, { cluster: askingAgain(world.cluster) }, options)
  const { targets } = uniqueTargets(manifests, { types, namespace: options.namespace })
  const subjects = targets.flatMap(({ key, object }) => {
    const type = types.get(typeKey(groupVersionKind(object)))
    return type === undefined || key.name === '' ? [] : [{ type, key }]
  })
  const { concurrency } = options
  const observer = createObserver(world.cluster, { concurrency, now: () => world.clock.now(), warn: () => undefined })
  try {
    await observer.look(subjects)
    const live = new Map(
      subjects.flatMap(({ key }) => {
        const object = liveObject(observer.view, key)
        return object === undefined ? [] : [[formatKey(key), object] as const]
      }),
    )
    const loss = options.lost?.([...live.values()])
    if (loss?.severity === 'error') {
      throw new HooksyncError(loss.message, { exitCode: EXIT_CODES.invalid, ...defined({ hint: loss.hint }) })
    }
    const context = planContext(options, { types, namespaceExists: true })
    const made = planDelete(manifests, context, { ...choices, live })
    const isDue = deletesSomething(made, inventory) || leftUnfinished(made, live, options)
    const { kinds = [], hookKinds = [] } = inventory?.reach ?? {}
    const asked = { app: options.app, kinds: [...kinds, ...hookKinds], concurrency, signal: options.signal }
    const along = isDue ? await takenAlong(world.cluster, made, asked) : []
    const plan = {
      ...made,
      ...(isDue ? {} : { tasks: [], phases: [] }),
      diagnostics: [...made.diagnostics, ...along, ...absent(absence)],
    }
    const fate = plannedFate(plan, inventory)
    return { plan, types, gate: NO_REPORT, isDue, fate, ...ofOthers(made, live, options) }
  } finally {
    observer.close()
  }
}

/** What others own of what the tasks touch, hooks that are in the way of those of the manifests too. */
function ofOthers(
  { tasks }: DeletionPlan,
  live: DeletionContext['live'],
  { refuse, takes }: Pick<SyncOptions, 'refuse' | 'takes'>,
): Pick<PreparedDeletion, 'refused' | 'taken'> {
  const touched = tasks.flatMap((task) => {
    const isThere = task.action === 'prune' && task.object.metadata.uid !== undefined
    const object = isThere ? task.object : live.get(formatKey(task.key))
    return object === undefined ? [] : [{ task, why: refuse?.(task, object), taking: takes?.of(task, object) }]
  })
  return {
    refused: touched.flatMap(({ task, why }) =>
      why === undefined ? [] : [{ task, message: why, reason: 'Conflict' as const }],
    ),
    taken: new Map(touched.flatMap(({ task, taking }) => (taking === undefined ? [] : [[task.id, taking] as const]))),
  }
}

function absent(message: string | undefined): readonly Diagnostic[] {
  return message === undefined ? [] : [{ code: 'NO_INVENTORY', severity: 'warning', message }]
}

/** Hooks alone are no reason to run: whoever deletes twice has deleted. */
function deletesSomething(plan: DeletionPlan, inventory: Inventory | undefined): boolean {
  const { tasks, diagnostics } = plan
  if (diagnostics.some(({ severity }) => severity === 'error')) return false
  // Only live objects have a uid: the others are what PreDelete hooks will make.
  const goes = tasks.some(
    ({ phase, action, object }) => action === 'prune' && (phase !== 'Delete' || object.metadata.uid !== undefined),
  )
  return goes || (inventory?.parent !== undefined && leftOf(plan, inventory).length === 0)
}

/** Whether one of its hooks has failed, or ended in nothing, in a deletion before: that has still to be carried out. */
function leftUnfinished(
  { tasks, diagnostics }: DeletionPlan,
  live: DeletionContext['live'],
  judging: Judging,
): boolean {
  if (diagnostics.some(({ severity }) => severity === 'error')) return false
  return tasks.some(({ hook, key }) => {
    const object = hook === undefined ? undefined : live.get(formatKey(key))
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return false
    const isOne = deletePhasesFor(readDirectives(object)).length > 0
    return isOne && hookOutcome(judgedHealth(object, judging)) !== 'Succeeded'
  })
}

/** Looks at what the plan is about, until a stop; the end of a run whose plan cannot be carried out. */
export async function lookAtDeletion(run: Run): Promise<End | undefined> {
  await orStopped(run.observer.look(subjectsOf(run, run.plan.tasks)), run.stop)
  if (run.stop.aborted) return undefined
  for (const diagnostic of run.plan.diagnostics) run.emit({ type: 'diagnostic', diagnostic })
  return invalidEnd(run.plan, run.options)
}

/** Deletes as planned; undefined: it was stopped before, or with the record. The record of the app goes when nothing of it is left, and else tells of the rest. */
export async function ownedDelete(
  run: Run,
  { lock, lockNamespaces, inventory, refused }: OwnedDeletion,
): Promise<End | undefined> {
  const { hearing, gone } = hearingGone(run, 'Delete')
  const wrong = await lookAtDeletion(run)
  if (wrong !== undefined || run.stop.aborted) return wrong
  run.emit({ type: 'plan-built', tasks: run.plan.tasks.map(plannedTask) })
  if (refused.length > 0) return { ...refusedEnd(run, refused), message: REFUSED }
  const record = hookRecord(run, inventory)
  let isUnlocked = false
  const end = await runSync(hearing, {
    beforeWave: async (_, __, batch) => {
      // It goes with its namespace, and that is no loss.
      const goesNow = run.plan.tasks.some(
        ({ id, key, action }) =>
          batch.tasks.has(id) && action === 'prune' && isNamespace({ key }) && lockNamespaces.includes(key.name),
      )
      if (goesNow) await lock.release()
      isUnlocked ||= goesNow
      if (isUnlocked) return
      await lock.take(run.stop)
      await record?.()
    },
  })
  let fate = plannedFate(run.plan, inventory)
  if (end.phase === 'Succeeded' && run.options.dryRun === 'none' && inventory !== undefined) {
    if (!isUnlocked) await lock.take(run.stop)
    const left = await orStopped(closeRecord(run, inventory), run.stop, run.clock)
    if (left === undefined) return undefined
    fate &&= { ...fate, left }
  }
  return { ...end, message: messageOf(run, end, { gone: gone.size, fate }) }
}

/** Writes that there may be the hooks of this deletion, too; undefined: that is known. What a failed one leaves of them is found by the next. */
function hookRecord(run: Run, inventory: Inventory | undefined): (() => Promise<void>) | undefined {
  if (inventory?.parent === undefined) return undefined
  const hooks = run.plan.tasks.filter(({ hook }) => hook !== undefined).map(({ key }) => key)
  const wanted = union(inventory.reach, reachOfKeys([], hooks, inventory.app))
  if (covers(inventory.reach, wanted)) return undefined
  const record = createRecord(run, inventory)
  return async () => record.cover(wanted)
}

/** The end of a deletion of what is gone: it is told what is kept, and nothing is touched. Undefined: it was stopped before. */
export async function nothingToDelete(run: Run, message: string): Promise<End | undefined> {
  const wrong = await lookAtDeletion(run)
  return wrong !== undefined || run.stop.aborted ? wrong : { phase: 'Succeeded', message, reason: 'completed' }
}

/** What is left is looked up again: others may have added to the app, or deleted from it. Gives it. */
async function closeRecord(run: Run, { app, isKept }: Inventory): Promise<readonly KubeObject[]> {
  const { stop: signal } = run
  const { concurrency } = run.options
  const left = await readInventory(run.cluster, app, { concurrency, takeOwnership: !isKept, signal })
  const ref = await parentRef(run.cluster, app)
  const uids = new Set(run.plan.tasks.map(({ object }) => object.metadata.uid))
  const rest = recorded(left).filter((object) => !goesWithOwner(object, uids))
  if (rest.length > 0) {
    await createRecord(run, left).cover(reachOfKeys(left.members.map(keyOf), left.hooks.map(keyOf), app))
    return rest
  }
  const parent = await run.cluster.get(ref, { signal })
  if (parent !== undefined) {
    await run.cluster.delete(ref, { propagation: 'Background', uid: parent.metadata.uid ?? '', signal })
  }
  return []
}

const REFUSED = 'nothing is deleted: what is told above stands against it'

/** How it ended, in words of a deletion. */
function messageOf(
  { plan, options }: Run,
  { message, phase, reason }: End,
  { gone, fate }: { readonly gone: number; readonly fate: RecordFate | undefined },
): string {
  const objects = (number: number): string => `${number} object${number === 1 ? '' : 's'}`
  if (reason === 'gate') return REFUSED
  if (reason !== 'completed') return message
  if (phase === 'Succeeded') {
    const record = fate === undefined ? '' : afterDeleted(fate)
    const word = options.dryRun === 'none' ? 'deleted' : 'would be deleted'
    if (gone > 0 || options.dryRun !== 'none') return `${objects(gone)} ${word}${record}`
    if (fate?.left.length === 0) return `nothing but the inventory, ${fate.parent}, was left to delete`
    return `there was nothing left to delete${record}`
  }
  const isBefore = gone === 0 && plan.tasks.some((task) => task.phase === 'PreDelete')
  const before = isBefore ? 'no object is deleted' : `${objects(gone)} deleted before`
  // Argo CD's sentence of a sync says nothing more of a deletion.
  const why = message === TASKS_FAILED ? '' : `${message}: `
  return `${why}${before}${fate === undefined ? '' : `; the inventory, ${fate.parent}, stays`}`
}
