// When a hook is deleted: the policies of both families add up.
import { own } from '../object/kube-object.ts'
import { csv } from './annotations.ts'
import type { AnnotationFacts, Directives } from './directives.ts'
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
export function readPolicies(facts: AnnotationFacts): Directives['deletePolicies'] {
  const argo = csv(facts.hookDeletePolicy?.value).filter(isDeletePolicy)
  const helm = csv(facts.helmHookDeletePolicy?.value).flatMap((word) => own(HELM_DELETE_POLICIES, word) ?? [])
  if (argo.length === 0 && helm.length === 0) return BY_DEFAULT
  return HOOK_DELETE_POLICIES.flatMap((value) => {
    if (argo.includes(value)) return [{ value, from: facts.hookDeletePolicy }]
    return helm.includes(value) ? [{ value, from: facts.helmHookDeletePolicy }] : []
  })
}

const BY_DEFAULT: Directives['deletePolicies'] = [{ value: 'BeforeHookCreation', from: undefined }]
