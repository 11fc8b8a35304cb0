// The task that deletes a live object: one that no manifest names any more, or one of a deletion.
import { ANNOTATIONS } from '../hook/annotations.ts'
import type { Directives } from '../hook/directives.ts'
import { readDirectives } from '../hook/read-directives.ts'
import { unreadProtection } from '../hook/unread-protection.ts'
import { defined } from '../object/defined.ts'
import { listField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { formatKey, keyOf } from '../object/resource-key.ts'
import type { Policy } from '../policy.ts'
import { HOOK_OF, isCopy, namesItself, PART_OF } from './app-mark.ts'
import { ownerBeside } from './other-owners.ts'
import { isNamespace } from './task-order.ts'
import type { AppMark, PrunePlan, SyncTask, TaskPrune } from './sync-plan.ts'

type PrunePolicy = Pick<Policy, 'keepsMisspelt' | 'keepsWhatHelmKeeps' | 'keepsNamespaces' | 'skipsUnconfirmed'>

/** A prune task; its wave is the object's own, reversed later. Options are read from the live object (argo-cd:gitops-engine/pkg/sync/sync_context.go, pruneObject). */
export function pruneTask(
  object: KubeObject,
  prune: PrunePlan,
  policy: PrunePolicy,
  phase: 'Sync' | 'PostSync' = 'Sync',
): SyncTask {
  const directives = readDirectives(object)
  const { wave, options } = directives
  const verdict = verdictOn(object, { directives, prune, policy })
  return leavingTask(object, phase, { ...verdict, wave: wave.value, last: prune.last || options.pruneLast })
}

/** The task that deletes a live object, in a sync or in a deletion. */
export function leavingTask(object: KubeObject, phase: 'Sync' | 'PostSync' | 'Delete', prune: TaskPrune): SyncTask {
  const key = keyOf(object)
  return {
    id: `${phase === 'Delete' ? phase : 'prune'} ${formatKey(key)}`,
    key,
    phase,
    wave: prune.wave,
    hook: undefined,
    object,
    action: 'prune',
    location: undefined,
    options: { replace: false, force: false, serverSideApply: undefined, validate: true },
    typeMissing: false,
    timeoutMs: undefined,
    prune,
  }
}

/**
 * Whether it is told that an object left the manifests and stays; what is pruned always is, and what waits to be confirmed
 * (argo-cd:controller/state.go, CompareAppState).
 */
export function isTold({ object, prune }: SyncTask): boolean {
  const stays = prune?.verdict === 'requires-pruning' || prune?.verdict === 'no-prune'
  return !stays || !readDirectives(object).options.ignoreExtraneous
}

/** Whether an object of the app is one to prune, if no manifest names it. */
export function isPrunable(object: KubeObject, app: AppMark | undefined): boolean {
  return whyNone(object, app) === undefined
}

/**
 * Why an object of the app is none to prune. What another object owns goes with that, and a hook, or what is skipped, is
 * none of the app's resources (argo-cd:gitops-engine/pkg/sync/sync_context.go, getSyncTasks).
 */
export function whyNone(object: KubeObject, app: AppMark | undefined): string | undefined {
  const { isHook, isSkipped } = readDirectives(object)
  if (isHook) return 'it is a hook'
  if (isSkipped) return `${ANNOTATIONS.hook}: Skip`
  if (app !== undefined && isCopy(object, app)) return 'its mark is that of another object'
  return listField(object, 'metadata', 'ownerReferences').length === 0 ? undefined : 'another object owns it'
}

/** Why an object stays although pruning is asked for; undefined: it goes. */
export function whyUnpruned(object: KubeObject, prune: PrunePlan, policy: PrunePolicy): string | undefined {
  const { verdict, reason } = verdictOn(object, { directives: readDirectives(object), prune, policy })
  if (verdict === 'delete') return undefined
  return reason ?? UNCONFIRMED
}

/** Whether an object is a member of the app's ApplySet itself, not a copy of one. */
export function isMember(object: KubeObject, app: AppMark): boolean {
  return object.metadata.labels?.[PART_OF] === app.partOf && isPrunable(object, app)
}

/** Whether an object is of the app: one to prune, or one that is held. */
export function isOfApp(object: KubeObject, app: AppMark): boolean {
  return isMember(object, app) || whyHeld(object, app) !== undefined
}

/**
 * Why an object that was applied for the app is none to prune any more, and is still of it: somebody made it a hook, or had it
 * skipped, or another object owns it. Undefined: it is one to prune, or none of the app's.
 */
export function whyHeld(object: KubeObject, app: AppMark): string | undefined {
  const { labels } = object.metadata
  const isOurs = labels?.[PART_OF] === app.partOf && labels[HOOK_OF] !== app.partOf
  return isOurs && namesItself(object, app) ? whyNone(object, app) : undefined
}

interface Grounds {
  readonly directives: Directives
  readonly prune: PrunePlan
  readonly policy: PrunePolicy
}

/** The object's own word wins over the default. */
function verdictOn(object: KubeObject, { directives, prune, policy }: Grounds): Pick<TaskPrune, 'verdict' | 'reason'> {
  const word = directives.options.prune ?? prune.default
  const owner = ownerBeside(object)
  const meant = directives.options.prune === undefined ? (['Prune=false', 'Prune=confirm'] as const) : []
  const unconfirmed = word === 'confirm' && !isConfirmed(object, prune)
  const kept = whyKept()
  // Nobody waits for a yes to what would stay all the same.
  if (unconfirmed && kept === undefined && !policy.skipsUnconfirmed) return { verdict: 'confirm' }
  const reason = kept ?? (unconfirmed ? UNCONFIRMED : undefined)
  if (!prune.enabled) return { verdict: 'requires-pruning', ...defined({ reason }) }
  return reason === undefined ? { verdict: 'delete' } : { verdict: 'no-prune', reason }

  function whyKept(): string | undefined {
    if (prune.takes !== true && owner !== undefined) return owner
    if (word === 'false') return 'Prune=false'
    if (policy.keepsWhatHelmKeeps && directives.isKept) return `${KEEP}: keep`
    const unread = policy.keepsMisspelt ? unreadProtection(object, [...meant, 'keep']) : undefined
    if (unread !== undefined) return unread
    if (object.kind === 'CustomResourceDefinition') return 'all its objects would go with it'
    const isMeant = directives.options.prune === 'true'
    if (policy.keepsNamespaces && isNamespace({ key: keyOf(object) }) && !isMeant) {
      return 'all that is in it would go with it'
    }
    return undefined
  }
}

/** Whether somebody has confirmed what the object waits for. */
export function isConfirmed({ metadata }: KubeObject, { confirmed }: Pick<PrunePlan, 'confirmed'>): boolean {
  return typeof confirmed === 'boolean' ? confirmed : confirmed.has(metadata.uid ?? '')
}

const UNCONFIRMED = 'Prune=confirm, and nobody confirmed'
const KEEP = ANNOTATIONS.resourcePolicy
