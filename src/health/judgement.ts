// The health of one object with what it goes by: which rule, and which fields of its status decided. Pure.
import { field, isJsonObject, listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { HealthPolicy } from '../policy.ts'
import { assessByConventions } from './conventions.ts'
import type { HealthStatusCode } from './health.ts'
import { assessHealth, hasCustomRule, hasHealth } from './index.ts'
import type { HealthVerdict } from './verdict.ts'
import type { OwnHealth } from './own-rules.ts'
import { mayHaveStatus } from './without-status.ts'

/** By what an object is judged: its deletion, a rule that was given, that of a kind of Kubernetes or of an operator, the common conditions; nothing. */
export type JudgedBy = 'deletion' | 'own' | 'kubernetes' | 'operator' | 'kstatus' | 'none'

/** A health, and what it goes by. Without a rule there is no status: it counts as done. */
export interface Judgement {
  readonly status: HealthStatusCode | undefined
  readonly message: string
  readonly by: JudgedBy
  /** The parts of the object without which the answer would be another one, `status.conditions[Ready]`; conditions first. */
  readonly at: readonly string[]
}

/** How an object is judged. */
export interface JudgeOptions {
  readonly policy: HealthPolicy & OwnHealth
  readonly unknownHealth: 'applied' | 'kstatus'
}

/** Judges an object, live or written down; undefined rules count as done. */
export function judgeHealth(object: KubeObject, options: JudgeOptions): Judgement {
  const ask = (asked: KubeObject): HealthVerdict | undefined => {
    const found = assessHealth(asked, options.policy)
    return found ?? (isByConventions(asked, options) ? assessByConventions(asked) : undefined)
  }
  const found = ask(object)
  if (found === undefined) {
    return { status: undefined, message: 'no health rule: counts as done once applied', by: 'none', at: [] }
  }
  const { status, message } = found
  const at = variantsOf(object).flatMap(({ path, without }) => {
    const other = ask(without)
    return other?.status === status && other.message === message ? [] : [path]
  })
  return { status, message, by: ruleOf(object, options), at }
}

function isByConventions(object: KubeObject, { policy, unknownHealth }: JudgeOptions): boolean {
  const type = groupVersionKind(object)
  const hasRule = policy.ownRules?.ruleFor(type) !== undefined || hasCustomRule(type)
  return unknownHealth === 'kstatus' && mayHaveStatus(type) && !hasRule
}

function ruleOf(object: KubeObject, options: JudgeOptions): JudgedBy {
  if (stringField(object, 'metadata', 'deletionTimestamp') !== undefined) return 'deletion'
  const type = groupVersionKind(object)
  if (options.policy.ownRules?.ruleFor(type) !== undefined) return 'own'
  if (hasCustomRule(type)) return 'operator'
  return isByConventions(object, options) && !hasHealth(object) ? 'kstatus' : 'kubernetes'
}

/** The object without one condition, or without one other field of its status, each. */
function variantsOf(object: KubeObject): readonly { readonly path: string; readonly without: KubeObject }[] {
  const status = field(object, 'status')
  if (!isJsonObject(status)) return []
  const conditions = listField(status, 'conditions')
  return [
    ...conditions.map((item, index) => ({
      path: `status.conditions[${stringField(item, 'type') ?? index}]`,
      without: { ...object, status: { ...status, conditions: conditions.filter((_, other) => other !== index) } },
    })),
    ...Object.keys(status)
      .filter((name) => name !== 'conditions')
      .map((name) => {
        const { [name]: _, ...rest } = status
        return { path: `status.${name}`, without: { ...object, status: rest } }
      }),
  ]
}
