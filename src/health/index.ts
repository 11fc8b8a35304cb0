// The health of any live object, by the rule of its group and kind. Pure; looks at nothing but the object.
import { own } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { HOOK_FINALIZER } from '../object/well-known.ts'
import { OUR_POLICY } from '../policy.ts'
import type { HealthPolicy } from '../policy.ts'
import { BUILT_IN_RULES } from './built-in-rules.ts'
import { COMPLETING_KINDS } from './completing-kinds.ts'
import { isStale, isTerminating, withoutOldConditions } from './condition.ts'
import type { OwnHealth } from './own-rules.ts'
import { allCustomRules, customRule } from './tables/index.ts'
import { ruleError, verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

type Kind = Pick<ResourceKey, 'group' | 'kind'>

/**
 * The health of a live object; undefined: its kind has no rule. A terminating object is Progressing unless it bears
 * Argo CD's hook finalizer (argo-cd:gitops-engine/pkg/health/health.go).
 */
export function assessHealth(
  object: KubeObject,
  policy: HealthPolicy & OwnHealth = OUR_POLICY,
): HealthVerdict | undefined {
  if (isTerminating(object) && object.metadata.finalizers?.includes(HOOK_FINALIZER) !== true) {
    return verdict('Progressing', undefined, 'Pending deletion')
  }
  return assessIgnoringDeletion(object, policy)
}

/** The health by the object's last state, whether or not it is being deleted or already gone. */
export function assessIgnoringDeletion(
  object: KubeObject,
  policy: HealthPolicy & OwnHealth,
): HealthVerdict | undefined {
  const { group, version, kind } = groupVersionKind(object)
  const given = policy.ownRules?.ruleFor({ group, kind })
  const builtIn = given !== undefined ? undefined : own(BUILT_IN_RULES, `${group}/${kind}`)
  if (builtIn !== undefined) {
    if (builtIn.versions?.includes(version) === false) {
      const known = builtIn.versions.map((item) => (group === '' ? item : `${group}/${item}`)).join(', ')
      return ruleError(`no health rule for ${kind} of ${object.apiVersion}, only of ${known}`)
    }
    return builtIn.rule(object, policy)
  }
  const rule = given ?? customRule({ group, kind })
  if (rule === undefined) return undefined
  // Argo CD's rules for custom resources mostly trust a status that is older than the spec; its pause after each wave hides it.
  const found = rule(object, policy)
  if (!policy.awaitsNewStatus) return found
  const current = withoutOldConditions(object)
  const isByOld = current !== object && rule(current, policy)?.status !== found?.status
  return isByOld || isStale(object)
    ? verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
    : found
}

/** What a status, or conditions of it, say that are older than the spec, of a custom resource; undefined: none is older, or there is no rule. */
export function assessOldStatus(object: KubeObject, policy: HealthPolicy & OwnHealth): HealthVerdict | undefined {
  if (!isStale(object) && withoutOldConditions(object) === object) return undefined
  const type = groupVersionKind(object)
  const rule = policy.ownRules?.ruleFor(type) ?? (hasCustomRule(type) ? customRule(type) : undefined)
  return rule?.(object, policy)
}

/** The kinds that a rule names. */
export function knownKinds(): readonly Kind[] {
  return [...Object.keys(BUILT_IN_RULES), ...allCustomRules().map(([key]) => key)].flatMap((key) => {
    const slash = key.lastIndexOf('/')
    return key.endsWith('*') ? [] : [{ group: key.slice(0, slash), kind: key.slice(slash + 1) }]
  })
}

/** Whether a kind runs to an end that its rule can see, which is what a hook is for. */
export function hasCompletionRule({ group, kind }: Kind): boolean {
  return COMPLETING_KINDS.includes(`${group}/${kind}`)
}

/** Whether a kind is judged by a rule for a well-known operator, not by one for what comes with Kubernetes. */
export function hasCustomRule(type: Kind): boolean {
  return own(BUILT_IN_RULES, `${type.group}/${type.kind}`) === undefined && customRule(type) !== undefined
}
