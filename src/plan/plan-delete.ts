// Manifests, an application's objects and what is live → the plan of a deletion. Asks nobody anything.
import { ANNOTATIONS } from '../hook/annotations.ts'
import { deletePhasesFor } from '../hook/hook-type.ts'
import { readDirectives } from '../hook/read-directives.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Location, Manifest } from '../manifest/manifest.ts'
import { listField, numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import { compareKeys, formatKey, groupVersionKind, keyOf, shortKey } from '../object/resource-key.ts'
import { appText, HOOK_OF, namingParent } from './app-mark.ts'
import { copyNotes } from './copy-notes.ts'
import { doubtNotes } from './doubt-notes.ts'
import { isHookOf } from './left-hooks.ts'
import { planTree } from './plan-tree.ts'
import { manifestTask, typeKey, uniqueTargets, unknownKind } from './plan-sync.ts'
import type { Target } from './plan-sync.ts'
import { isMember, isOfApp, isPrunable, leavingTask, whyHeld } from './prune-task.ts'
import type { DeletionChoices, PlanContext, SyncPlan, SyncTask } from './sync-plan.ts'
import { definedKind, isNamespace, orderTasks, takesAllWithIt } from './task-order.ts'
import { asksForYes, isDefinition, isInside, whyKept, whyStaysAround } from './why-kept.ts'
import type { Candidate, WhyKept } from './why-kept.ts'

/** What a deletion depends on besides what a sync does. */
export interface DeletionContext extends DeletionChoices {
  /** What is there of what the manifests name, by `formatKey`. */
  readonly live: ReadonlyMap<string, KubeObject>
}

/** The plan of a deletion. */
export interface DeletionPlan extends SyncPlan {
  readonly deletion: DeletionChoices
  /** What is not deleted; told among the diagnostics, too. */
  readonly kept: readonly Kept[]
  /** What goes although it asks to be confirmed: somebody has. */
  readonly confirmed: readonly KubeObject[]
}

/** An object that a deletion leaves, and why. */
export interface Kept extends WhyKept {
  readonly object: KubeObject
}

/**
 * Makes the plan of a deletion: PreDelete hooks, the objects with the highest wave first, PostDelete hooks
 * (argo-cd:controller/appcontroller.go, finalizeApplicationDeletion; hooks have no waves there). What is kept is a note.
 */
export function planDelete(
  manifests: readonly Manifest[],
  context: PlanContext,
  deletion: DeletionContext,
): DeletionPlan {
  const { targets } = uniqueTargets(manifests, context)
  const wanted = context.hooks ? targets.flatMap((target) => hookTasks(target, context)) : []
  const named = namedAndLive(targets, context, deletion)
  const strangers = named.filter((one) => whyStranger(one, context) !== undefined)
  const candidates = [
    ...membersToGo(targets, context),
    ...named.filter((one) => !strangers.includes(one)),
    ...leftToGo(targets, context),
  ]
  const hooks = candidates.length > 0 ? wanted : wanted.filter((hook) => !isGoneKind(hook, targets))
  const lasting = hooks.filter(staysBehind).map(({ object }) => object)
  const staying = keptOf(candidates, lasting, { context, deletion })
  const going = candidates.filter(({ object }) => !staying.has(object))
  const made = hooks
    .filter(({ phase }) => phase === 'PreDelete')
    .map((hook) => deleteTask(hook.object, hook.wave, hook.location))
  const places = new Map(targets.map(({ key, location }) => [formatKey(key), location]))
  const tasks = going.map(({ object, words: [own] }) =>
    deleteTask(object, own?.wave.value ?? 0, places.get(formatKey(keyOf(object)))),
  )
  const ids = new Set(tasks.map(({ id }) => id))
  const others = made.filter(({ id }) => !ids.has(id))
  const ordered = orderTasks([...hooks, ...containersLast([...tasks, ...others], hooks)], context.namespace)
  const untyped = new Set(hooks.filter(({ typeMissing }) => typeMissing).map(({ key }) => formatKey(key)))
  const unknown = targets.filter(({ key }) => untyped.has(formatKey(key)))
  const kept = [...staying]
    .map(([object, why]) => ({ object, ...why }))
    .toSorted((a, b) => compareKeys(keyOf(a.object), keyOf(b.object)))
  const diagnostics = [
    ...namingParent(targets, context.app),
    ...unknown.map((target) => unknownKind(target, groupVersionKind(target.object))),
    ...doubtNotes(targets, context.prune),
    ...kept.map(keptNote),
    ...strangerNotes(strangers, going, context),
    ...copyNotes(targets, context, (object) => !going.some((one) => isInside(object, one.object))),
  ]
  const confirmed = going.filter((one) => asksForYes(one, deletion) !== undefined).map(({ object }) => object)
  const { live: _, ...choices } = deletion
  const phases = planTree(ordered)
  return { namespace: context.namespace, tasks: ordered, phases, diagnostics, deletion: choices, kept, confirmed }
}

/** A hook of both phases is two tasks. One that runs last and names no policy goes when all went well: nothing else would delete it. */
function hookTasks(target: Target, context: PlanContext): readonly SyncTask[] {
  const typeMissing = !context.types.has(typeKey(groupVersionKind(target.object)))
  const isNamed = target.directives.deletePolicies.some(({ from }) => from !== undefined)
  return deletePhasesFor(target.directives).map((phase) => {
    const task = manifestTask(target, { phase, typeMissing, context })
    if (phase === 'PreDelete' || isNamed || task.hook === undefined) return task
    return { ...task, hook: { ...task.hook, deletePolicies: [...task.hook.deletePolicies, 'HookSucceeded'] } }
  })
}

/** The application's own objects; where a manifest names one, its word counts, too. */
function membersToGo(targets: readonly Target[], { prune, app }: PlanContext): readonly Candidate[] {
  const byKey = new Map(targets.map((target) => [formatKey(target.key), target]))
  return prune.members
    .filter((object) => isPrunable(object, app))
    .map((object) => candidate(object, byKey.get(formatKey(keyOf(object)))))
}

/**
 * What the manifests name, is there and is no member, also hooks that syncs have left (argo-cd:controller/appcontroller.go).
 * What is left of a hook that runs anew is met by its policies.
 */
function namedAndLive(
  targets: readonly Target[],
  { prune, app, hooks }: PlanContext,
  { live }: DeletionContext,
): readonly Candidate[] {
  const members = prune.members.filter(
    (object) => isPrunable(object, app) || (app !== undefined && isOfApp(object, app)),
  )
  const known = new Set(members.map((object) => formatKey(keyOf(object))))
  return targets.flatMap((target) => {
    const object = live.get(formatKey(target.key))
    const runsAnew = hooks && deletePhasesFor(target.directives).length > 0
    return object === undefined || known.has(formatKey(target.key)) || runsAnew ? [] : [candidate(object, target)]
  })
}

/** Why something that is named and there is left alone, and whether one has to look after it. */
const STRANGERS = {
  /** Somebody else made it, or the name of the app is misspelt. */
  'no member': { one: 'is in no inventory', more: 'are in no inventory', ofApp: true, severity: 'warning' },
  'no mark': { one: 'bears no mark of a hook', more: 'bear no mark of a hook', ofApp: true, severity: 'warning' },
  'no hook': {
    one: 'is no hook in the cluster',
    more: 'are no hooks in the cluster',
    ofApp: false,
    severity: 'warning',
  },
  skipped: {
    one: `is skipped (${ANNOTATIONS.hook}: Skip)`,
    more: `are skipped (${ANNOTATIONS.hook}: Skip)`,
    ofApp: false,
    severity: 'note',
  },
} as const

/** Why one is none of the deletion's; undefined: it is. */
function whyStranger(
  { object, words: [, manifest] }: Candidate,
  { app }: PlanContext,
): keyof typeof STRANGERS | undefined {
  if (app !== undefined && isHookOf(app, object)) return undefined
  const { isHook, isSkipped } = readDirectives(object)
  if (isSkipped || manifest?.isSkipped === true) return 'skipped'
  if (manifest?.isHook !== true) return app === undefined || isMember(object, app) ? undefined : 'no member'
  if (!isHook) return 'no hook'
  return app === undefined || object.metadata.labels?.[HOOK_OF] === app.partOf ? undefined : 'no mark'
}

/** What goes with a namespace does not stay, whoever made it. */
function strangerNotes(
  strangers: readonly Candidate[],
  going: readonly Candidate[],
  context: PlanContext,
): readonly Diagnostic[] {
  const staying = strangers.filter(({ object }) => !going.some((one) => isInside(object, one.object)))
  const kinds = Object.entries(STRANGERS)
  return kinds.flatMap(([kind, { one, more, ofApp, severity }]) => {
    const names = staying
      .filter((stranger) => whyStranger(stranger, context) === kind)
      .map(({ object }) => shortKey(keyOf(object)))
    if (names.length === 0) return []
    const whose = ofApp && context.app !== undefined ? ` of app ${appText(context.app.name)}` : ''
    const said = names.length === 1 ? `${one}${whose}, and stays` : `${more}${whose}, and stay`
    const hint = ofApp ? { hint: 'without --app, delete -f deletes what the manifests name' } : {}
    return [{ code: 'NO_MEMBER', severity, message: `${firstOf(names, 8)} ${said}`, ...hint }]
  })
}

/** Hooks that syncs, or a deletion that failed, have left and no manifest names: nobody would know of them any more. */
function leftToGo(targets: readonly Target[], { prune, app }: PlanContext): readonly Candidate[] {
  if (app === undefined) return []
  const known = new Set([...targets.map(({ key }) => key), ...prune.members.map(keyOf)].map(formatKey))
  const left = (prune.hooks?.live ?? []).filter(
    (object) => isHookOf(app, object) && !known.has(formatKey(keyOf(object))),
  )
  return left.map((object) => candidate(object, undefined))
}

function candidate(object: KubeObject, target: Target | undefined): Candidate {
  return { object, words: [readDirectives(object), ...(target === undefined ? [] : [target.directives])] }
}

/** Whether a hook that runs last is still there afterwards, by its policies; a Job that goes by itself is not. */
export function staysBehind({ phase, hook, object }: SyncTask): boolean {
  const goes = hook?.deletePolicies.includes('HookSucceeded') ?? true
  return phase === 'PostDelete' && !goes && !goesByItself(object)
}

/** Whether Kubernetes deletes an object when it has ended: then nobody has to find it. */
export function goesByItself(object: KubeObject): boolean {
  return numberField(object, 'spec', 'ttlSecondsAfterFinished') !== undefined
}

/** Why something stays, if it does. What would take a kept object with it, or the inventory that tells of one or of a lasting hook, stays for that. */
function keptOf(
  candidates: readonly Candidate[],
  lasting: readonly KubeObject[],
  { context, deletion }: { readonly context: PlanContext; readonly deletion: DeletionContext },
): ReadonlyMap<KubeObject, WhyKept> {
  const kept = new Map(
    candidates.flatMap((one) => {
      const why = whyKept(one, deletion)
      return why === undefined ? [] : [[one.object, why] as const]
    }),
  )
  for (const [object, why] of held(
    candidates.filter((one) => !kept.has(one.object)),
    context,
  ))
    kept.set(object, { why })
  for (const { object } of candidates) {
    if (kept.has(object) || !takesAllWithIt(keyOf(object))) continue
    const elsewhere = lasting.filter((hook) => !isInside(hook, object))
    const why = whyStaysAround(object, [...kept.keys(), ...elsewhere], context.app)
    if (why !== undefined) kept.set(object, { why })
  }
  return kept
}

/** What was applied for the app and is none to delete; what goes with its owner does not stay. */
function held(going: readonly Candidate[], { prune, app }: PlanContext): readonly (readonly [KubeObject, string])[] {
  if (app === undefined) return []
  const uids = new Set(going.map(({ object }) => object.metadata.uid))
  return prune.members.flatMap((object) => {
    const why = whyHeld(object, app)
    return why === undefined || goesWithOwner(object, uids) ? [] : [[object, why] as const]
  })
}

/** Whether another object owns one, and is among these. */
export function goesWithOwner(object: KubeObject, uids: ReadonlySet<string | undefined>): boolean {
  const owners = listField(object, 'metadata', 'ownerReferences').map((owner) => stringField(owner, 'uid'))
  return owners.some((uid) => uid !== undefined && uids.has(uid))
}

function keptNote({ object, why, remedy }: Kept): Diagnostic {
  const message = `${shortKey(keyOf(object))} is kept: ${why}`
  const hint = remedy === undefined ? {} : { hint: `${remedy} deletes it` }
  return { code: 'KEPT', severity: 'note', message, ...hint }
}

function deleteTask(object: KubeObject, wave: number, location: Location | undefined): SyncTask {
  return { ...leavingTask(object, 'Delete', { verdict: 'delete', wave, last: false }), location }
}

/** Whether a hook is of a kind whose definition, which the manifests have, is gone: so it was deleted before. */
function isGoneKind({ typeMissing, key }: SyncTask, targets: readonly Target[]): boolean {
  return typeMissing && targets.some((target) => definedKind(target) === `${key.group}/${key.kind}`)
}

/** Definitions and namespaces take others with them: they go after all others, and after the hooks that run in them, or are of the kind. */
function containersLast(tasks: readonly SyncTask[], hooks: readonly SyncTask[]): readonly SyncTask[] {
  const isContainer = (task: SyncTask): boolean => isNamespace(task) || isDefinition(task.object)
  const lowest = Math.min(...tasks.filter((task) => !isContainer(task)).map(({ wave }) => wave))
  const after = hooks.filter(({ phase }) => phase === 'PostDelete')
  const highest = Math.max(...after.map(({ wave }) => wave))
  return tasks.map((task) => {
    if (!isContainer(task)) return task
    const isUsed = after.some(({ object }) => isInside(object, task.object))
    if (isUsed) return { ...task, phase: 'PostDelete', wave: highest + 1 }
    return { ...task, wave: Math.min(task.wave, lowest - 1) }
  })
}
