// Before anything is done: which kinds are served, what there is to do, and what is there already. Writes nothing.
import type { ResourceType } from '../cluster/port.ts'
import { readManifest } from '../hook/read-manifest.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { defined } from '../object/defined.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import { planSync, typeKey, usedNamespaces } from '../plan/plan-sync.ts'
import type { SyncPlan, SyncTask } from '../plan/sync-plan.ts'
import { UNUSABLE_INVENTORY } from './end.ts'
import type { End } from './end.ts'
import type { PlannedTask, SyncEventBody } from './events.ts'
import { NO_REPORT } from './gate/gate-report.ts'
import { planContext } from './plan-context.ts'
import { mapLimit } from './parallel.ts'
import { taskRef } from '../plan/task-ref.ts'
import { subjectsOf } from './run.ts'
import type { Run, World } from './run.ts'
import type { SyncOptions } from './sync-options.ts'
import { hooksWithoutHealth, needsThatComeLate, rulesOfOtherGroups } from './tell/plan-notes.ts'
import { awaitedInVain } from './tell/awaited-in-vain.ts'
import { unjudgedKinds } from './tell/unjudged-kinds.ts'
import { liveObject } from './view.ts'

/** What of a run is made before it begins. */
export type Prepared = Pick<Run, 'plan' | 'types' | 'gate'>

/** With what it is made, beside the manifests. */
type Preparation = Pick<Run, 'options' | 'observer'> & {
  readonly world: World
  readonly tell: (body: SyncEventBody) => void
}

/** Makes the plan; the end of the sync where the input does not allow one. */
export async function prepare(
  given: readonly Manifest[],
  { world, options, tell, observer }: Preparation,
): Promise<Prepared | { readonly end: End }> {
  const manifests = given.map(readManifest)
  const types = await resolveTypes(manifests, world, options)
  const used = usedNamespaces(manifests, { types, namespace: options.namespace })
  const absent = await absentNamespaces(used, { options, types, observer })
  const known = { types, namespaceExists: !absent.includes(options.namespace), absentNamespaces: absent }
  const plan = planSync(manifests, planContext(options, known))
  const odd = [
    ...hooksWithoutHealth(plan, options),
    ...unjudgedKinds(plan, options),
    ...awaitedInVain(plan, options),
    ...rulesOfOtherGroups(plan, options),
  ]
  for (const diagnostic of [...plan.diagnostics, ...odd]) tell({ type: 'diagnostic', diagnostic })
  const end = invalidEnd(plan, options)
  if (end !== undefined) return { end }
  await observer.look(subjectsOf({ types }, plan.tasks))
  const named = plan.tasks.filter(({ action, hook }) => action === 'apply' && hook === undefined)
  const loss = options.lost?.(named.flatMap(({ key }) => liveObject(observer.view, key) ?? []))
  if (loss !== undefined) tell({ type: 'diagnostic', diagnostic: loss })
  if (loss?.severity === 'error') return { end: UNUSABLE_INVENTORY }
  tell({ type: 'plan-built', tasks: plan.tasks.map(plannedTask) })
  for (const late of needsThatComeLate(plan, observer.view)) tell(late)
  return { plan, types, gate: NO_REPORT }
}

/** The served types of the manifests and of the application's objects, by `typeKey`. */
export async function resolveTypes(
  manifests: readonly Manifest[],
  world: Pick<World, 'cluster'>,
  options: SyncOptions,
): Promise<Map<string, ResourceType>> {
  const { prune } = options
  const kinds = new Map(
    [...manifests.map(({ object }) => object), ...(prune?.members ?? []), ...(prune?.hooks?.live ?? [])].map(
      (object) => {
        const kind = groupVersionKind(object)
        return [typeKey(kind), kind]
      },
    ),
  )
  const namespace = { group: '', version: 'v1', kind: 'Namespace' }
  if (options.syncOptions.createNamespace !== false) kinds.set(typeKey(namespace), namespace)
  const types = new Map<string, ResourceType>()
  await mapLimit([...kinds], options.concurrency, async ([key, kind]) => {
    const type = await world.cluster.resolve(kind)
    if (type !== undefined) types.set(key, type)
  })
  return types
}

/** Those that are to be created when they are absent, and are, or will be when their deletion ends. */
async function absentNamespaces(
  used: readonly string[],
  {
    options,
    types,
    observer,
  }: Pick<Preparation, 'options' | 'observer'> & { types: ReadonlyMap<string, ResourceType> },
): Promise<readonly string[]> {
  const type = types.get(typeKey({ group: '', version: 'v1', kind: 'Namespace' }))
  const { createNamespace } = options.syncOptions
  if (createNamespace === false || type === undefined) return []
  const wanted = createNamespace === 'all' ? [...new Set([options.namespace, ...used])] : [options.namespace]
  const subjects = wanted.map((name) => ({ type, key: { group: '', kind: 'Namespace', namespace: '', name } }))
  await observer.look(subjects)
  return subjects.flatMap(({ key }) => {
    const live = liveObject(observer.view, key)
    const leaving = live?.metadata.deletionTimestamp !== undefined && options.policy.awaitsLeaving
    return live === undefined || leaving ? [key.name] : []
  })
}

/** What it is called where all faults are of one code. */
const INVALID = new Map([
  ['UNKNOWN_KIND', 'the server does not serve every kind of the manifests'],
  ['PRUNE_LIMIT', 'more would be pruned than is allowed'],
])

/** The end of a run whose plan has errors. Argo CD finds only unknown kinds here, and says so in its own words; everything else is our own check. */
export function invalidEnd(plan: SyncPlan, options: SyncOptions): End | undefined {
  const errors = plan.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  if (errors.length === 0) return undefined
  if (options.policy.refusesInput) {
    const [first, ...others] = new Set(errors.map(({ code }) => code))
    const message = (others.length === 0 ? INVALID.get(first ?? '') : undefined) ?? 'the manifests are not valid'
    return { phase: 'Failed', message, reason: 'invalid' }
  }
  const reasons = [...new Set(errors.map((error) => error.message))].toSorted().join('; ')
  const message = `one or more synchronization tasks are not valid: ${reasons}`
  return { phase: 'Failed', message, reason: 'completed' }
}

/** A task as events list it. */
export function plannedTask(task: SyncTask): PlannedTask {
  return {
    ...taskRef(task),
    action: task.action,
    hookTypes: task.hook?.types ?? [],
    deletePolicies: task.hook?.deletePolicies ?? [],
    ...defined({ location: task.location }),
  }
}
