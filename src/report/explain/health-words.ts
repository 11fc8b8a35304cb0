// When a resource counts as done, in the words of its rule. Judges nothing.
import { BUILT_IN_RULES } from '../../health/built-in-rules.ts'
import { hasHealth, ruleSource } from '../../health/judging.ts'
import type { Judging } from '../../health/judging.ts'
import { customWords, wordsOfRule } from '../../health/tables/index.ts'
import type { HealthWords } from '../../health/verdict.ts'
import { own } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'

/** The words of an object, by the rules by which it is judged. */
export function healthWords(object: KubeObject, judging: Judging): HealthWords {
  const { group, kind } = groupVersionKind(object)
  const source = ruleSource({ group, kind }, judging)
  if (source === 'own') {
    const given = judging.policy.ownRules?.givenFor?.({ group, kind })
    if (given?.table !== undefined) {
      const { done, ...rest } = wordsOfRule(given.table)
      return { done: `${done} (your own rule, ${given.place})`, ...rest }
    }
    const place = given === undefined ? '' : ` (${given.place})`
    return {
      done: `your own rule for ${group === '' ? '' : `${group}/`}${kind} says Healthy${place}`,
      failed: 'it says Degraded',
    }
  }
  if (source === 'kstatus') return BY_CONVENTIONS
  const builtIn = own(BUILT_IN_RULES, `${group}/${kind}`)
  const words = builtIn === undefined ? customWords({ group, kind }) : builtIn.words(object)
  if (source === 'none' && words !== undefined) return { done: 'as soon as it is applied: --no-custom-health' }
  if (words === undefined || !hasHealth(object, judging)) {
    return { done: `as soon as it is applied: ${kind} has no health rule` }
  }
  return words
}

/** What src/health/conventions.ts looks at. */
const BY_CONVENTIONS: HealthWords = {
  done: 'its conditions say so (--unknown-health=kstatus): Ready or Available is True, and neither Reconciling nor Stalled is; without any of them it is done, too',
  failed: 'its condition Stalled is True',
}
