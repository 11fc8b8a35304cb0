// Rules that one condition decides. Most custom resources have such a rule.
import type { HealthStatusCode } from '../health.ts'
import { condition, conditions, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthRule } from '../verdict.ts'

/** What departs from: True is Healthy, False is Degraded, anything else Progressing. */
export interface ConditionRuleOptions {
  /** A second condition that means Degraded when it is True. */
  readonly failure?: string
  /** `open`: as if the condition were absent. */
  readonly falseStatus?: HealthStatusCode | 'open'
  readonly unknownStatus?: HealthStatusCode
}

/**
 * The first condition of the type decides; as in
 * argo-cd:resource_customizations/{cert-manager.io/Issuer,external-secrets.io/ExternalSecret,kafka.strimzi.io/KafkaTopic}/health.lua.
 */
export function conditionRule(type: string, options: ConditionRuleOptions = {}): HealthRule {
  return (object) => {
    for (const item of conditions(object)) {
      if (item.type === options.failure && item.status === 'True') {
        return verdict('Degraded', conditionText(item), `${item.type} is True`)
      }
      if (item.type !== type) continue
      if (item.status === 'True') return verdict('Healthy', item.message, `${type} is True`)
      const status = item.status === 'False' ? (options.falseStatus ?? 'Degraded') : options.unknownStatus
      if (status !== undefined && status !== 'open')
        return verdict(status, conditionText(item), `${type} is ${item.status}`)
    }
    const open = condition(object, type, 'any')
    return verdict('Progressing', open && conditionText(open), `waiting for the condition ${type}`)
  }
}

/** Only the newest, last condition counts (argo-cd:resource_customizations/external-secrets.io/ClusterExternalSecret/health.lua). */
export function lastConditionRule(healthy: string, degraded: readonly string[]): HealthRule {
  return (object) => {
    const last = conditions(object).at(-1)
    if (last?.status === 'True' && last.type === healthy) return verdict('Healthy', last.message, `${healthy} is True`)
    if (last?.status === 'True' && degraded.includes(last.type)) {
      return verdict('Degraded', conditionText(last), `${last.type} is True`)
    }
    return verdict('Progressing', last && conditionText(last), `waiting for the condition ${healthy}`)
  }
}
