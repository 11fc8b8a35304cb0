// When a hook is deleted: the policies of both families add up.
import type { KubeObject } from '../object/kube-object.ts'
import { ANNOTATIONS, annotation, csv } from './annotations.ts'
import { HOOK_DELETE_POLICIES } from './hook.ts'
import type { HookDeletePolicy } from './hook.ts'

/** What each Helm delete policy becomes (argo-cd:gitops-engine/pkg/sync/hook/helm/delete_policy.go). */
export const HELM_DELETE_POLICIES: Readonly<Record<string, HookDeletePolicy>> = {
  'before-hook-creation': 'BeforeHookCreation',
  'hook-succeeded': 'HookSucceeded',
  'hook-failed': 'HookFailed',
}

/** Whether a word is a delete policy, spelt exactly. */
export function isDeletePolicy(word: string): word is HookDeletePolicy {
  return HOOK_DELETE_POLICIES.some((policy) => policy === word)
}

/** The policies of a hook, BeforeHookCreation where none is valid (argo-cd:gitops-engine/pkg/sync/hook/delete_policy.go). */
export function deletePolicies(object: KubeObject): readonly HookDeletePolicy[] {
  const argo = csv(annotation(object, ANNOTATIONS.hookDeletePolicy)).filter(isDeletePolicy)
  const helm = csv(annotation(object, ANNOTATIONS.helmHookDeletePolicy)).flatMap((word) =>
    Object.hasOwn(HELM_DELETE_POLICIES, word) ? (HELM_DELETE_POLICIES[word] ?? []) : [],
  )
  const found = new Set<HookDeletePolicy>([...argo, ...helm])
  return found.size === 0 ? ['BeforeHookCreation'] : HOOK_DELETE_POLICIES.filter((policy) => found.has(policy))
}
