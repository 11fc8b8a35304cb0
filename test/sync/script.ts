// Plays the decision function against scripted lives: no cluster, no time. What it did is one line.
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { formatKey, groupVersionKind } from '../../src/object/resource-key.ts'
import { planSync, typeKey } from '../../src/plan/plan-sync.ts'
import { NO_PRUNE } from '../../src/plan/sync-plan.ts'
import type { PlanContext, SyncPlan, SyncTask, TaskId } from '../../src/plan/sync-plan.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { resultsOf } from '../../src/sync/assess.ts'
import { nextStep } from '../../src/sync/next-step.ts'
import {
  NEW_OPERATION,
  withBatch,
  withDeleted,
  withGatePassed,
  withoutBatch,
  withPostponed,
  withReleased,
  withResults,
} from '../../src/sync/operation.ts'
import type { OperationState, TaskResult } from '../../src/sync/operation.ts'
import { situationOf } from '../../src/sync/situation.ts'
import type { Assessments, Situation, Step, StepOptions } from '../../src/sync/step.ts'
import type { View } from '../../src/sync/view.ts'
import { HOOK_FINALIZER } from '../../src/object/well-known.ts'
import { manifest } from '../support/objects.ts'

/**
 * Healths that an object shows one after another, the last one for ever: P, H, D, S; `x` it vanishes, `!` its apply is refused,
 * each `?` before them is a try at which a webhook could not be called.
 */
export type Lives = Readonly<Record<string, string>>

/** One play. */
export interface Play {
  readonly objects: readonly KubeObject[]
  readonly lives?: Lives
  /** Objects that are there before, with their health. */
  readonly live?: readonly (readonly [KubeObject, string])[]
  readonly wait?: boolean
  readonly context?: Partial<PlanContext>
}

const PLAN_CONTEXT: PlanContext = {
  namespace: 'demo',
  revision: 'abcdef0123456',
  startedAt: 1_700_000_000_000,
  types: new Map(),
  namespaceExists: true,
  hooks: true,
  policy: ARGO_POLICY,
  createNamespace: false,
  skipDryRunOnMissingResource: false,
  replace: false,
  force: false,
  validate: true,
  prune: NO_PRUNE,
  app: undefined,
  helm: 'both',
}

const OPTIONS: Omit<StepOptions, 'wait'> = {
  dryRun: 'none',
  policy: ARGO_POLICY,
  customHealth: true,
  degradedGraceMs: 0,
  startedAt: 0,
  timeoutMs: 3_600_000,
  failFast: {},
}

const STATUS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'Job P': {},
  'Job H': { conditions: [{ type: 'Complete', status: 'True' }], succeeded: 1 },
  'Job D': { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
  'Job S': { conditions: [{ type: 'Suspended', status: 'True' }] },
  'Deployment P': { observedGeneration: 0 },
  'Deployment H': { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
  'Deployment D': {
    observedGeneration: 1,
    conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
  },
}

/** What was done, in the notation of the semantics notes: `?X` no webhook, `+X` create, `~X` apply, `-X` delete, `f-X` finalizer, `D` delay, `…` wait, and the end. */
export function play(scene: Play): string {
  const operation = { plan: planOf(scene), options: { ...OPTIONS, wait: scene.wait ?? false } }
  const stage = createStage(scene)
  let state = NEW_OPERATION
  let last: Assessments = new Map()
  for (let turn = 0; turn < 200; turn += 1) {
    const situation = situationOf(operation, {
      state,
      view: stage.view,
      now: turn,
      stopped: false,
      last,
      looks: new Map(),
    })
    last = situation.assessments
    const step = nextStep(situation)
    if (step.do === 'finish') return [...stage.done, verdict(step.end.phase, step.end.message)].join(' ')
    if (step.do !== 'wait') state = act(stage, situation, step)
    else if (!stage.advance(state)) return [...stage.done, 'HANGS'].join(' ')
  }
  return [...stage.done, 'ENDLESS'].join(' ')
}

/** The plan of what is played. */
export function planOf({ objects, context = {} }: Play): SyncPlan {
  const types = objects.map(
    (value) => [typeKey(groupVersionKind(value)), { namespaced: value.kind !== 'Namespace' }] as const,
  )
  return planSync(
    objects.map((value) => manifest(value)),
    { ...PLAN_CONTEXT, types: new Map(types), ...context },
  )
}

/** The scripted cluster, and the record of what was done to it. */
interface Stage {
  readonly view: View
  readonly done: string[]
  uidOf(task: SyncTask): string
  apply(task: SyncTask): readonly [TaskId, TaskResult] | undefined
  /** One more health for everything; false when nothing will ever change. */
  advance(state: OperationState): boolean
}

function createStage({ lives = {}, live = [] }: Play): Stage {
  const view = { live: new Map<string, KubeObject>(), gone: new Map<string, KubeObject | null>() }
  const ages = new Map<string, number>()
  const tried = new Map<string, number>()
  const done: string[] = []
  const show = (object: KubeObject, uid: string, health: string): void => {
    const status = STATUS[`${object.kind} ${health}`]
    const metadata = { namespace: 'demo', ...object.metadata, uid, generation: 1 }
    view.live.set(formatKey(keyOf(object)), { ...object, metadata, ...(status === undefined ? {} : { status }) })
  }
  const uidOf = (task: SyncTask): string => view.live.get(formatKey(task.key))?.metadata.uid ?? ''
  for (const [object, health] of live) show(object, `old-${object.metadata.name ?? ''}`, health)

  const grow = (id: string, object: KubeObject, deleted: ReadonlySet<string>): boolean => {
    const uid = object.metadata.uid ?? ''
    const age = (ages.get(uid) ?? 0) + 1
    ages.set(uid, age)
    const next = (lives[object.metadata.name ?? ''] ?? '').replace(/^\?*/, '').split(',')[age]
    if (deleted.has(uid) || next === 'x') {
      view.live.delete(id)
      view.gone.set(uid, deleted.has(uid) ? object : null)
      return true
    }
    if (uid.startsWith('old-') || next === undefined) return false
    show(object, uid, next)
    return true
  }
  return {
    view,
    done,
    uidOf,
    apply(task) {
      const { name } = task.key
      const script = (lives[name] ?? '').replace(/^\?*/, '')
      const tries = tried.get(name) ?? 0
      tried.set(name, tries + 1)
      if ((lives[name] ?? '').startsWith('?'.repeat(tries + 1))) {
        done.push(`?${name}`)
        return undefined
      }
      const base = { applied: true, at: 0 }
      if (script.startsWith('!')) {
        done.push(`!${name}`)
        return [task.id, { ...base, code: 'SyncFailed', phase: 'Failed', message: `${name} refused` }]
      }
      const before = uidOf(task)
      done.push(`${before === '' ? '+' : '~'}${name}`)
      const uid = before === '' ? `uid-${done.length}` : before
      if (before === '') show(task.object, uid, script.split(',')[0] ?? '')
      return [task.id, { ...base, code: 'Synced', phase: 'Running', message: `${name} created`, uid }]
    },
    advance(state) {
      if (done.at(-1) !== '…') done.push('…')
      return (
        [...view.live].map(([id, object]) => grow(id, object, state.deleted)).some(Boolean) || state.postponed.size > 0
      )
    },
  }
}

function act(
  stage: Stage,
  { state, now }: Pick<Situation, 'state' | 'now'>,
  step: Exclude<Step, { do: 'wait' | 'finish' }>,
): OperationState {
  if (step.do === 'complete') return withResults(state, resultsOf(step.ended))
  if (step.do === 'gate') return withGatePassed(state, new Set())
  if (step.do === 'open-batch') return withBatch(state, step.batch)
  if (step.do === 'close-batch') {
    if (step.delay) stage.done.push('D')
    return withoutBatch(state, step.outcome)
  }
  if (step.do === 'apply') {
    const done = step.tasks.map((task) => [task.id, stage.apply(task)] as const)
    const dead = { webhook: 'webhook "w"', why: 'connection refused', told: ['webhook "w"'], at: now + 2, tries: 1 }
    return withPostponed(
      withResults(
        state,
        done.flatMap(([, result]) => (result === undefined ? [] : [result])),
      ),
      done.map(([id]) => id),
      done.flatMap(([id, result]) => (result === undefined ? [[id, dead] as const] : [])),
    )
  }
  const uids = step.tasks.map((task) => stage.uidOf(task))
  stage.done.push(...step.tasks.map((task) => `${step.do === 'release' ? 'f' : ''}-${task.key.name}`))
  if (step.do === 'release') return withReleased(state, uids)
  const result = { code: 'Pruned', phase: 'Succeeded', message: 'pruned', applied: false, at: 0 } as const
  const pruned = step.do === 'prune' ? step.tasks.map((task) => [task.id, result] as const) : []
  return withResults(withDeleted(state, uids), pruned)
}

/** An object with Argo CD's hook finalizer on it. */
export function withFinalizer(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, finalizers: [HOOK_FINALIZER] } }
}

function keyOf(object: KubeObject): { group: string; kind: string; namespace: string; name: string } {
  const { group, kind } = groupVersionKind(object)
  return { group, kind, namespace: kind === 'Namespace' ? '' : 'demo', name: object.metadata.name ?? '' }
}

function verdict(phase: string, message: string): string {
  if (message === 'successfully synced (all tasks run)') return 'OK1'
  if (message === 'successfully synced (no more tasks)') return 'OK2'
  return `${phase === 'Failed' ? 'FAIL' : phase} "${message}"`
}
