// The health of any live object, by the rule of its group and kind. Pure; looks at nothing but the object.
import { own } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { HOOK_FINALIZER } from '../object/well-known.ts'
import { OUR_POLICY } from '../policy.ts'
import type { HealthPolicy } from '../policy.ts'
import { assessApiService } from './api-service.ts'
import { COMPLETING_KINDS } from './completing-kinds.ts'
import { isStale, isTerminating } from './condition.ts'
import { assessCronJob } from './cron-job.ts'
import { assessCustomResourceDefinition } from './custom-resource-definition.ts'
import { assessHorizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { assessJob } from './job.ts'
import type { OwnHealth } from './own-rules.ts'
import { assessPersistentVolumeClaim } from './persistent-volume-claim.ts'
import { assessPodDisruptionBudget } from './pod-disruption-budget.ts'
import { assessPod } from './pod.ts'
import { assessIngress, assessService } from './service.ts'
import { assessSecret } from './service-account-token.ts'
import { allCustomRules, customRule } from './tables/index.ts'
import { ruleError, verdict } from './verdict.ts'
import type { HealthRule, HealthVerdict } from './verdict.ts'
import { assessDaemonSet, assessDeployment, assessReplicaSet, assessStatefulSet } from './workloads.ts'

type Kind = Pick<ResourceKey, 'group' | 'kind'>

interface BuiltInRule {
  readonly rule: HealthRule
  /** The versions that the rule can read; left out: all. */
  readonly versions?: readonly string[]
  /** What is wrong with Argo CD's answer where it is another one. */
  readonly fault?: string
}

/** Argo CD's Go checks, and its Lua rules for kinds that come with Kubernetes. */
export const BUILT_IN_RULES: Readonly<Record<string, BuiltInRule>> = {
  'apps/Deployment': { rule: assessDeployment, versions: ['v1'] },
  'apps/StatefulSet': { rule: assessStatefulSet, versions: ['v1'] },
  'apps/DaemonSet': { rule: assessDaemonSet, versions: ['v1'] },
  'apps/ReplicaSet': { rule: assessReplicaSet, versions: ['v1'] },
  '/Pod': { rule: assessPod, versions: ['v1'] },
  '/Service': { rule: assessService, versions: ['v1'] },
  '/Secret': { rule: assessSecret, versions: ['v1'] },
  '/PersistentVolumeClaim': { rule: assessPersistentVolumeClaim, versions: ['v1'] },
  'batch/Job': { rule: assessJob, versions: ['v1'] },
  'batch/CronJob': { rule: assessCronJob },
  'networking.k8s.io/Ingress': { rule: assessIngress },
  'extensions/Ingress': { rule: assessIngress },
  'apiregistration.k8s.io/APIService': { rule: assessApiService, versions: ['v1', 'v1beta1'] },
  'apiextensions.k8s.io/CustomResourceDefinition': {
    rule: assessCustomResourceDefinition,
    fault: 'one that is being deleted is Progressing there whatever it was',
  },
  'autoscaling/HorizontalPodAutoscaler': { rule: assessHorizontalPodAutoscaler, versions: ['v1', 'v2'] },
  'policy/PodDisruptionBudget': { rule: assessPodDisruptionBudget },
}

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
  if (policy.awaitsNewStatus && isStale(object)) {
    return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  }
  return rule(object, policy)
}

/** What a status says that is older than the spec, of a custom resource; undefined: it is not older, or there is no rule. */
export function assessOldStatus(object: KubeObject, policy: HealthPolicy & OwnHealth): HealthVerdict | undefined {
  if (!isStale(object)) return undefined
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

/** Whether an object has a health; without one it counts as done once it is applied. */
export function hasHealth(object: KubeObject, policy: HealthPolicy & OwnHealth = OUR_POLICY): boolean {
  if (policy.ownRules?.ruleFor(groupVersionKind(object)) !== undefined) return true
  return assessIgnoringDeletion(object, OUR_POLICY) !== undefined
}

/** Whether a kind runs to an end that its rule can see, which is what a hook is for. */
export function hasCompletionRule({ group, kind }: Kind): boolean {
  return COMPLETING_KINDS.includes(`${group}/${kind}`)
}

/** Whether a kind is judged by a rule for a well-known operator, not by one for what comes with Kubernetes. */
export function hasCustomRule(type: Kind): boolean {
  return own(BUILT_IN_RULES, `${type.group}/${type.kind}`) === undefined && customRule(type) !== undefined
}
