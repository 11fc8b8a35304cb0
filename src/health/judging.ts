// By which rule a run judges an object, and its health by that: the one choice for all who judge. Pure.
import type { KubeObject } from '../object/kube-object.ts'
import { own } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import type { HealthPolicy } from '../policy.ts'
import { BUILT_IN_RULES } from './built-in-rules.ts'
import { assessByConventions } from './conventions.ts'
import { assessHealth, assessIgnoringDeletion, hasCustomRule } from './index.ts'
import type { OwnHealth } from './own-rules.ts'
import type { HealthVerdict } from './verdict.ts'
import { mayHaveStatus } from './without-status.ts'

/** By which rules a run judges. */
export interface Judging {
  readonly policy: HealthPolicy & OwnHealth
  /** Whether the rules for well-known operators count. Whoever wants none has his own ones all the same. */
  readonly customHealth: boolean
  /** How kinds without a rule are judged; left out: `applied`, which is not at all. */
  readonly unknownHealth?: 'applied' | 'kstatus'
}

/** Whose rule judges a kind: one that was given, that of a kind of Kubernetes or of an operator, the common conditions; none: it counts as done once it is applied. */
export type RuleSource = 'own' | 'kubernetes' | 'operator' | 'kstatus' | 'none'

type Kind = Pick<ResourceKey, 'group' | 'kind'>

/** Whose rule judges the objects of a kind. */
export function ruleSource(type: Kind, { policy, customHealth, unknownHealth }: Judging): RuleSource {
  if (policy.ownRules?.ruleFor(type) !== undefined) return 'own'
  if (own(BUILT_IN_RULES, `${type.group}/${type.kind}`) !== undefined) return 'kubernetes'
  if (hasCustomRule(type)) return customHealth ? 'operator' : 'none'
  return unknownHealth === 'kstatus' && mayHaveStatus(type) ? 'kstatus' : 'none'
}

/** The health of a live object, which is Progressing while it is being deleted; undefined: nothing judges it. */
export function judgedHealth(object: KubeObject, judging: Judging): HealthVerdict | undefined {
  return judgeBy(assessHealth, object, judging)
}

/** The health by the object's last state, whether or not it is being deleted or already gone; undefined: nothing judges it. */
export function lastJudgedHealth(object: KubeObject, judging: Judging): HealthVerdict | undefined {
  return judgeBy(assessIgnoringDeletion, object, judging)
}

function judgeBy(
  assess: typeof assessIgnoringDeletion,
  object: KubeObject,
  judging: Judging,
): HealthVerdict | undefined {
  const source = ruleSource(groupVersionKind(object), judging)
  if (source === 'none') return undefined
  return assess(object, judging.policy) ?? (source === 'kstatus' ? assessByConventions(object) : undefined)
}

/** Whether an object has a health; without one it counts as done once it is applied. */
export function hasHealth(object: KubeObject, judging: Judging): boolean {
  const source = ruleSource(groupVersionKind(object), judging)
  if (source === 'own' || source === 'kstatus') return true
  return source !== 'none' && assessIgnoringDeletion(object, judging.policy) !== undefined
}

/** Whether a rule judges it by what an operator writes some moments after the object, as far as its name tells. */
export function isOfOperator(type: Kind, judging: Judging): boolean {
  const source = ruleSource(type, judging)
  return source === 'own' ? mayHaveStatus(type) : source === 'operator'
}
