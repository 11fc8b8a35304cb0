// Words of a short health rule that are right each by itself and of which nothing can ever be so. Judges nothing.
import { suggest } from '../../manifest/suggest.ts'
import { toJson } from '../../object/json.ts'
import { isTests } from '../vocabulary/matches.ts'
import type { Test, Values, Words } from '../vocabulary/rule.ts'
import type { WordFault } from './word-fault.ts'

/** A status that no condition has. */
export function strangeStatus(words: Words | undefined): WordFault | undefined {
  const known = ['True', 'False', 'Unknown']
  const strange = listOf(words ?? []).find((word) => word !== '*' && !known.includes(word))
  if (strange === undefined) return undefined
  const near = suggest(strange, known)
  const fault = `can never be so: no condition has the status ${toJson(strange)}`
  return { fault, hint: near === undefined ? `one of ${known.join(', ')}` : `did you mean ${near}?` }
}

/** That all that it is to be is what it must not be. */
export function neverBoth(is: Values | undefined, isNot: Values | undefined): WordFault | undefined {
  const [wanted, unwanted] = [listOf(is ?? []), listOf(isNot ?? [])]
  if (wanted.length === 0 || unwanted.length === 0 || !wanted.every((word) => unwanted.includes(word))) return undefined
  return { fault: `can never be so: ${wanted.join(', ')} is what it must not be`, hint: 'leave one of the two out' }
}

/** That one of the tests wants of a field or condition what another does not. */
export function neverTogether(tests: readonly Test[]): WordFault | undefined {
  const wanted = new Map<string, readonly (string | number | boolean)[]>()
  for (const test of tests) {
    const [what, is] = isWanted(test) ?? []
    if (what === undefined || is === undefined) continue
    const before = wanted.get(what) ?? is
    const both = before.filter((word) => is.includes(word))
    if (both.length === 0) {
      const fault = `can never be so: ${what} would have to be ${before.join(' or ')} and ${is.join(' or ')} at once`
      return { fault, hint: 'write them as a list, of which one is enough' }
    }
    wanted.set(what, both)
  }
  return undefined
}

function isWanted(test: Test): readonly [what: string, is: readonly (string | number | boolean)[]] | undefined {
  if (typeof test === 'string' || isTests(test)) return undefined
  if ('field' in test && test.is !== undefined) return [test.field, listOf(test.is)]
  const isPlain = 'condition' in test && typeof test.condition === 'string' && test.condition !== '*' && test.is !== '*'
  return isPlain ? [`the condition ${listOf(test.condition).join()}`, listOf(test.is)] : undefined
}

/** One word or several as a list. */
export function listOf<T extends string | number | boolean>(words: T | readonly T[]): readonly T[] {
  return isList(words) ? words : [words]
}

/** Whether it is several. */
export function isList<T>(words: T | readonly T[]): words is readonly T[] {
  return Array.isArray(words)
}
