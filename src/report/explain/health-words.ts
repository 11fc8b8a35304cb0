// When a resource counts as done, in the words of its rule. Judges nothing.
import { BUILT_IN_RULES } from '../../health/built-in-rules.ts'
import { hasHealth } from '../../health/index.ts'
import { customWords } from '../../health/tables/index.ts'
import type { HealthWords } from '../../health/verdict.ts'
import { own } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'

/** The words of an object; `customHealth`: whether the rules for well-known operators count. */
export function healthWords(object: KubeObject, options: { readonly customHealth: boolean }): HealthWords {
  const { group, kind } = groupVersionKind(object)
  const builtIn = own(BUILT_IN_RULES, `${group}/${kind}`)
  const words = builtIn === undefined ? customWords({ group, kind }) : builtIn.words(object)
  if (words === undefined || !hasHealth(object)) return { done: `as soon as it is applied: ${kind} has no health rule` }
  if (builtIn === undefined && !options.customHealth) return { done: 'as soon as it is applied: --no-custom-health' }
  return words
}
