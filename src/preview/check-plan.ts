// A saved plan against a run that is about to begin: everything that is not as it was when the plan was made. Asks nobody.
import type { Phase } from '../hook/hook.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { formatKey, shortKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { isSecret } from '../object/well-known.ts'
import type { SyncTask } from '../plan/sync-plan.ts'
import { tasksOfWave, wavesOf } from '../plan/plan-tree.ts'
import { taskPlace } from '../plan/task-ref.ts'
import type { Run } from '../sync/run.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { liveObject } from '../sync/view.ts'
import { planOptions, secretsOf, taskDigests } from './digests.ts'
import type { PlanCluster, SavedPlan, SavedTask } from './plan-shape.ts'
import { digestSecrets } from './secret-digest.ts'

/** What a run knows beside itself. */
export interface CheckFacts {
  readonly cluster: PlanCluster
  /** As it was asked for. */
  readonly revision: string | undefined
}

/** All differences; none: the run does exactly what the plan says. */
export function checkPlan(saved: SavedPlan, run: Run, { cluster, revision }: CheckFacts): readonly Diagnostic[] {
  const place = [...otherCluster(saved, cluster), ...otherNamespace(saved, run)]
  // Elsewhere nothing can be as it was.
  if (place.length > 0) return place
  // As a plan lists them: in a wave what is pruned goes first.
  const tasks = wavesOf(run.plan.phases).flatMap(tasksOfWave)
  const now = tasks.map((task) => ({
    task,
    ...taskDigests(task, liveObject(run.observer.view, task.key), run.options),
  }))
  const found = [
    ...otherOptions(saved, planOptions(run.options, revision)),
    ...otherManifests(saved, now),
    ...otherSecrets(saved, now, run.options),
    ...otherLive(saved, now),
  ]
  return found.length > 0 ? found : otherOrder(saved, now)
}

/** A task of now, with its digests. */
interface Current {
  readonly task: SyncTask
  readonly name: string
  readonly manifest: string | null
  readonly live: string | null
}

function difference(code: string, message: string, more: Pick<Diagnostic, 'location' | 'hint'> = {}): Diagnostic {
  return { code, severity: 'error', message, ...more }
}

function otherCluster({ cluster }: SavedPlan, now: PlanCluster): readonly Diagnostic[] {
  if (cluster === null) {
    const hint = 'make it without --offline'
    return [difference('PLAN_OFFLINE', 'the plan was made without a cluster, and says nothing but the order', { hint })]
  }
  const known = cluster.id !== null && now.id !== null
  if (known ? cluster.id === now.id : cluster.server === now.server) return []
  const message = `the plan was made on another cluster: ${cluster.server ?? 'unknown'}, and this is ${now.server ?? 'unknown'}`
  return [difference('PLAN_CLUSTER', message)]
}

function otherNamespace({ namespace }: SavedPlan, run: Run): readonly Diagnostic[] {
  if (namespace === run.plan.namespace) return []
  const message = `the plan was made for namespace ${namespace}, and this is ${run.plan.namespace}`
  return [difference('PLAN_NAMESPACE', message, { hint: `write --namespace ${namespace}` })]
}

function otherOptions({ options }: SavedPlan, now: SavedPlan['options']): readonly Diagnostic[] {
  return Object.entries(now).flatMap(([name, value]) => {
    const then = options[name] ?? null
    if (then === value) return []
    const flag = /^[A-Z]/.test(name) ? `sync option ${name}` : `--${name}`
    return [
      difference('PLAN_OPTION', `${flag} was ${then ?? 'not given'} for the plan, and is ${value ?? 'not given'} now`),
    ]
  })
}

function otherManifests({ tasks }: SavedPlan, now: readonly Current[]): readonly Diagnostic[] {
  const current = new Map(now.map((one) => [idOf(one), one]))
  const planned = new Set(tasks.map(savedId))
  const changed = tasks.flatMap((then) => {
    const one = current.get(savedId(then))
    if (one === undefined) return [gone(then)]
    if (one.manifest === then.manifest) return []
    return [
      difference(
        'PLAN_MANIFEST',
        `the manifest of ${inPhase(then)} changed since the plan was made`,
        taskPlace(one.task),
      ),
    ]
  })
  return [...changed, ...now.filter((one) => !planned.has(idOf(one))).map(added)]
}

/** What no manifest brings is the namespace that CreateNamespace does. */
function gone(then: SavedTask): Diagnostic {
  return then.location === null
    ? difference('PLAN_LIVE', `${shortKey(then)} appeared in the cluster since the plan was made`)
    : difference('PLAN_MANIFEST', `${inPhase(then)} of the plan is not among the manifests any more`)
}

function added(one: Current): Diagnostic {
  const { key, phase, location } = one.task
  return location === undefined
    ? difference('PLAN_LIVE', `${shortKey(key)} is gone from the cluster since the plan was made`)
    : difference('PLAN_MANIFEST', `${inPhase({ ...key, phase })} is not in the plan`, taskPlace(one.task))
}

function inPhase(task: ResourceKey & { readonly phase: Phase }): string {
  return `${shortKey(task)} (${task.phase})`
}

/** Their digest is one for all, so that nobody can find out the value of one. */
function otherSecrets(
  { secrets, tasks }: SavedPlan,
  now: readonly Current[],
  options: SyncOptions,
): readonly Diagnostic[] {
  const current = now.filter(({ task }) => task.action === 'apply' && isSecret(task.object))
  const then = tasks.filter((task) => task.group === '' && task.kind === 'Secret' && isApplied(task))
  // Which Secrets came or went is told already.
  if (secrets === null || current.map(idOf).join('\n') !== then.map(savedId).join('\n')) return []
  const objects = secretsOf(
    current.map(({ task }) => task),
    options,
  )
  if (digestSecrets(objects, secrets.salt).digest === secrets.digest) return []
  const names = [...new Set(current.map(({ task, name }) => shortKey({ ...task.key, name })))]
  const which = names.length === 1 ? `the manifest of ${names[0]}` : `a manifest among ${names.join(', ')}`
  return [difference('PLAN_MANIFEST', `${which} changed since the plan was made`)]
}

function otherLive({ tasks }: SavedPlan, now: readonly Current[]): readonly Diagnostic[] {
  const current = new Map(now.map((one) => [idOf(one), one]))
  const seen = new Set<string>()
  return tasks.flatMap((then) => {
    const one = current.get(savedId(then))
    const key = formatKey(then)
    if (one === undefined || one.live === then.live || seen.has(key)) return []
    seen.add(key)
    // What goes first anyway may be gone already: a TTL takes finished Jobs.
    if (one.live === null && then.action === 'recreate' && then.hook !== null) return []
    const what = then.live === null ? 'appeared in' : one.live === null ? 'is gone from' : 'changed in'
    return [
      difference('PLAN_LIVE', `${shortKey(then)} ${what} the cluster since the plan was made`, taskPlace(one.task)),
    ]
  })
}

function otherOrder({ tasks }: SavedPlan, now: readonly Current[]): readonly Diagnostic[] {
  const at = now.findIndex((one, index) => {
    const then = tasks[index]
    return then === undefined || savedId(then) !== idOf(one) || then.wave !== one.task.wave
  })
  const [one, then] = [now[at], tasks[at]]
  if (one === undefined || then === undefined) return []
  if (savedId(then) === idOf(one)) {
    const message = `${shortKey(then)} was in wave ${then.wave} of the plan, and is in wave ${one.task.wave} now`
    return [difference('PLAN_ORDER', message, taskPlace(one.task))]
  }
  const message = `the order changed: ${shortKey(then)} was number ${at + 1} in the plan, and now it is ${shortKey(one.task.key)}`
  return [difference('PLAN_ORDER', message)]
}

function idOf({ task, name }: Current): string {
  return `${task.action === 'prune' ? 'prune' : task.phase} ${formatKey({ ...task.key, name })}`
}

function savedId(task: SavedTask): string {
  return `${isApplied(task) ? task.phase : 'prune'} ${formatKey(task)}`
}

/** Only of a prune it may be said that it is not run. */
function isApplied({ action }: SavedTask): boolean {
  return action !== 'prune' && action !== 'not run'
}
