// When a resource counts as done, in the words of its rule. Judges nothing.
import { BUILT_IN_RULES } from '../../health/built-in-rules.ts'
import { hasHealth } from '../../health/index.ts'
import type { OwnHealth } from '../../health/own-rules.ts'
import { customWords } from '../../health/tables/index.ts'
import type { HealthWords } from '../../health/verdict.ts'
import { own } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'

/** By which rules it is judged. */
interface HealthWordsOptions {
  readonly customHealth: boolean
  readonly policy?: OwnHealth
}

/** The words of an object; `customHealth`: whether the rules for well-known operators count. */
export function healthWords(object: KubeObject, options: HealthWordsOptions): HealthWords {
  const { group, kind } = groupVersionKind(object)
  const ownRules = options.policy?.ownRules
  if (ownRules?.ruleFor({ group, kind }) !== undefined) {
    const place = ownRules.givenFor?.({ group, kind })?.place
    return {
      done: `your own rule for ${group === '' ? '' : `${group}/`}${kind} says Healthy${place === undefined ? '' : ` (${place})`}`,
      failed: 'it says Degraded',
    }
  }
  const builtIn = own(BUILT_IN_RULES, `${group}/${kind}`)
  const words = builtIn === undefined ? customWords({ group, kind }) : builtIn.words(object)
  if (words === undefined || !hasHealth(object)) return { done: `as soon as it is applied: ${kind} has no health rule` }
  if (builtIn === undefined && !options.customHealth) return { done: 'as soon as it is applied: --no-custom-health' }
  return words
}
