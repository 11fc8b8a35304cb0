// Why a deletion leaves an object, by what is said of it; and why what takes others with it stays, in a sync, too. Pure.
import { ANNOTATIONS } from '../hook/annotations.ts'
import { unreadProtection } from '../hook/unread-protection.ts'
import type { Directives } from '../hook/directives.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind, keyOf, shortKey } from '../object/resource-key.ts'
import { isConfirmed } from './prune-task.ts'
import type { AppMark, DeletionChoices } from './sync-plan.ts'
import { definedKind, isNamespace } from './task-order.ts'

/** An object that may be deleted, and what is said of it. */
export interface Candidate {
  readonly object: KubeObject
  /** Of the live object, and of its manifest. */
  readonly words: readonly Directives[]
}

/** Why one is left. */
export interface WhyKept {
  readonly why: string
  /** The flag that deletes it; left out: there is none. */
  readonly remedy?: string
}

/** What is said of it: its own words, or else the word for all. */
function saidOf({ words }: Candidate, { default: usual }: DeletionChoices): readonly string[] {
  const own = words.flatMap(({ options }) => options.delete ?? [])
  return own.length === 0 ? [usual] : own
}

/** The word by which it asks to be confirmed: its own of either kind, or else that for all (argo-cd:controller/state.go, isObjRequiresDeletionConfirmation). */
export function asksForYes(one: Candidate, choices: DeletionChoices): string | undefined {
  if (saidOf(one, choices).includes('confirm')) return 'Delete=confirm'
  const own = one.words.flatMap(({ options }) => options.prune ?? [])
  return (own.length === 0 ? [choices.prune] : own).includes('confirm') ? 'Prune=confirm' : undefined
}

/** Undefined: it goes. */
export function whyKept(one: Candidate, choices: DeletionChoices): WhyKept | undefined {
  const { object, words } = one
  const { definitions, namespaces } = choices
  const says = saidOf(one, choices)
  if (says.includes('false')) {
    const isOwn = words.some(({ options }) => options.delete !== undefined)
    return { why: isOwn ? 'Delete=false' : 'Delete=false for all' }
  }
  const asking = asksForYes(one, choices)
  if (asking !== undefined && !isConfirmed(object, choices)) {
    return { why: `${asking}, and nobody confirmed`, remedy: '--confirm-delete' }
  }
  const unread = unreadWhy(one)
  if (unread !== undefined) return { why: unread }
  if (words.some(({ isKept }) => isKept)) return { why: `${ANNOTATIONS.resourcePolicy}: keep` }
  const task = { key: keyOf(object), object }
  if (isNamespace(task) && !namespaces) {
    return { why: 'all that is in it would go with it', remedy: '--delete-namespaces' }
  }
  if (isDefinition(object) && !definitions) {
    return { why: 'all its objects would go with it', remedy: '--delete-crds' }
  }
  return undefined
}

/** The words that mean something to a deletion, where the object says nothing of the kind that is read. */
function unreadWhy({ object, words }: Candidate): string | undefined {
  const saysDelete = words.some(({ options }) => options.delete !== undefined)
  const saysPrune = words.some(({ options }) => options.prune !== undefined)
  return unreadProtection(object, [
    ...(saysDelete ? [] : (['Delete=false', 'Delete=confirm'] as const)),
    ...(saysPrune ? [] : (['Prune=confirm'] as const)),
    'keep',
  ])
}

/** Why what takes others with it stays: one of these does, in it or by it, or the app's inventory in it tells of them. */
export function whyStaysAround(
  container: KubeObject,
  staying: readonly KubeObject[],
  app: AppMark | undefined,
): string | undefined {
  const key = keyOf(container)
  if (!isNamespace({ key }) && !isDefinition(container)) return undefined
  const inside = staying.find((one) => isInside(one, container))
  if (inside !== undefined) return `${shortKey(keyOf(inside))} is kept, and would go with it`
  const isHome = isNamespace({ key }) && key.name === app?.parent.namespace
  return isHome && staying.length > 0 ? 'the inventory in it tells of what is kept' : undefined
}

/** Whether the first lives in, or by, the second. */
export function isInside(one: KubeObject, container: KubeObject): boolean {
  const task = { key: keyOf(container), object: container }
  const { group, kind, namespace } = keyOf(one)
  if (isNamespace(task)) return namespace === task.key.name
  return definedKind(task) === `${group}/${kind}`
}

/** Whether an object defines a kind. */
export function isDefinition(object: KubeObject): boolean {
  return groupVersionKind(object).kind === 'CustomResourceDefinition'
}
