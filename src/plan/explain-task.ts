// Why one resource of a plan runs where it runs, what it waits for and when it is deleted. Reads the plan, decides no order itself.
import { keyPlace } from '../hook/annotation-diagnostic.ts'
import type { Directives } from '../hook/directives.ts'
import { NO_DIRECTIVES } from '../hook/read-directives.ts'
import { defined } from '../object/defined.ts'
import { numberField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Location, Manifest } from '../manifest/manifest.ts'
import { formatKey } from '../object/resource-key.ts'
import { tasksOfWave, wavesOf } from './plan-tree.ts'
import type { PlanWave } from './plan-tree.ts'
import { phaseReason, policyReasons, recreatedReason, timeoutReason, waveReason } from './explain/annotation-reasons.ts'
import { notRunReason } from './explain/not-run.ts'
import type { ClearedHook, Explanation, LiftReason, NamedBatch, RunExplanation } from './explain/explanation.ts'
import { uniqueTargets } from './plan-sync.ts'
import type { Target } from './plan-sync.ts'
import type { PlanContext, SyncPlan, SyncTask } from './sync-plan.ts'
import { definedKind, isNamespace } from './task-order.ts'
import { taskRef } from './task-ref.ts'
import type { TaskRef } from './task-ref.ts'

/** A plan and what it was made from. */
export interface PlanView {
  readonly plan: SyncPlan
  readonly manifests: readonly Manifest[]
  readonly context: PlanContext
}

/** Everything that can be explained: what is applied, what is not and why, and the namespace that the sync adds itself. */
export function explainableTargets({ plan, manifests, context }: PlanView): readonly Target[] {
  const added = plan.tasks.filter(({ location }) => location === undefined)
  return [
    ...uniqueTargets(manifests, context).targets,
    ...added.map(({ key, object }) => ({ key, object, directives: NO_DIRECTIVES, location: undefined })),
  ]
}

/** All about one of them. */
export function explainTask(target: Target, view: PlanView): Explanation {
  const { object, directives, location } = target
  const manifest = view.manifests.find((candidate) => candidate.location === location)
  const tasks = view.plan.tasks.filter((task) => isTaskOf(task, target))
  const { generateName, name } = object.metadata
  const generated = generateName !== undefined && (name ?? '') === ''
  const notRun = tasks.length === 0 ? notRunReason(directives, view.context) : undefined
  return {
    key: target.key,
    ...defined({ location }),
    hook: directives.isHook,
    ...(generated ? { generateName } : {}),
    runs: tasks.map((task) => explainRun(task, directives, view.plan)),
    ...defined({ notRun }),
    syncFail: view.plan.tasks.filter(({ phase }) => phase === 'SyncFail').map(nameOf),
    deletion: directives.isHook ? policyReasons(directives) : [],
    ...defined({
      recreated: recreatedReason(object, directives),
      timeout: timeoutReason(tasks[0]?.timeoutMs, directives),
      failFast: tasks.length === 0 ? undefined : directives.facts.failFast,
    }),
    limits: limitsOf(object),
    findings: findingsAbout(manifest, view.plan),
  }
}

function isTaskOf(task: SyncTask, target: Target): boolean {
  if (target.location !== undefined) return task.location === target.location
  return task.location === undefined && task.object === target.object
}

function explainRun(task: SyncTask, directives: Directives, plan: SyncPlan): RunExplanation {
  const waves = wavesOf(plan.phases)
  const at = waves.findIndex((wave) => tasksOfWave(wave).includes(task))
  const ordinary = waves.filter(({ phase }) => phase !== 'SyncFail')
  const groups = waves[at]?.groups ?? []
  const members = groups.flatMap(({ tasks }) => tasks)
  const failing = task.phase === 'SyncFail'
  return {
    task: nameOf(task),
    phase: phaseReason(task, directives),
    wave: waveReason(directives),
    ...liftReason(task, plan),
    destination: isNamespace(task) && task.key.name === plan.namespace,
    batch: { number: at + 1, of: ordinary.length },
    groups: groups.map(({ kind, tasks }) => ({ kind, tasks: tasks.map(nameOf) })),
    own: groups.findIndex(({ tasks }) => tasks.includes(task)),
    earlier: failing ? [] : ordinary.slice(0, at).map(namedBatch),
    later: failing ? [] : ordinary.slice(at + 1).map(namedBatch),
    clearedFirst: members.filter(isClearedFirst).map((member) => clearedHook(member, plan)),
    definitions: members.filter((member) => brings(member, task)).map(nameOf),
  }
}

/** Only a hook of a lasting name can find its own object of the last sync. */
function isClearedFirst(task: SyncTask): boolean {
  return task.hook?.deletePolicies.includes('BeforeHookCreation') === true && !hasGeneratedName(task)
}

/** A hook of several phases finds what it left in the phase before. */
function clearedHook(task: SyncTask, { tasks }: SyncPlan): ClearedHook {
  const earlier = tasks.slice(0, tasks.indexOf(task)).findLast(({ key }) => formatKey(key) === formatKey(task.key))
  return { ...nameOf(task), ...defined({ leftBy: earlier?.phase }) }
}

function brings(definition: SyncTask, task: SyncTask): boolean {
  return definedKind(definition) === `${task.key.group}/${task.key.kind}`
}

function liftReason({ lifted, key }: SyncTask, plan: SyncPlan): { readonly lift?: LiftReason } {
  const before = plan.tasks.find(({ id }) => id === lifted?.before)
  if (lifted === undefined || before === undefined) return {}
  const because = key.kind === 'Namespace' ? 'Namespace' : 'CustomResourceDefinition'
  return { lift: { because, before: nameOf(before), phase: lifted.phase, wave: lifted.wave } }
}

function namedBatch(wave: PlanWave<SyncTask>): NamedBatch {
  return { phase: wave.phase, wave: wave.wave, tasks: tasksOfWave(wave).map(nameOf) }
}

/** The name that a hook gets depends on when the sync starts, which nobody knows yet. */
function nameOf(task: SyncTask): TaskRef {
  const { key, object } = task
  const name = hasGeneratedName(task) ? `${object.metadata.generateName ?? ''}…` : key.name
  return { ...taskRef(task), key: { ...key, name } }
}

function hasGeneratedName({ key, object, hook }: SyncTask): boolean {
  const { generateName } = object.metadata
  return hook !== undefined && generateName !== undefined && key.name.startsWith(generateName)
}

function limitsOf(object: KubeObject): Explanation['limits'] {
  return defined({
    activeDeadlineSeconds: numberField(object, 'spec', 'activeDeadlineSeconds'),
    backoffLimit: numberField(object, 'spec', 'backoffLimit'),
    ttlSecondsAfterFinished: numberField(object, 'spec', 'ttlSecondsAfterFinished'),
  })
}

function findingsAbout(manifest: Manifest | undefined, plan: SyncPlan): Explanation['findings'] {
  if (manifest === undefined) return []
  const annotations = Object.entries(manifest.annotationLocations)
  const all = [manifest.location, ...annotations.flatMap(([key, place]) => [place, keyPlace(key, place)])]
  const places = new Set(all.map(placeText))
  return plan.diagnostics.filter(({ location }) => location !== undefined && places.has(placeText(location)))
}

function placeText({ source, line, column }: Location): string {
  return `${source}:${line}:${column}`
}
