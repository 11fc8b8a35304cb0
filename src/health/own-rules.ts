// Rules that somebody has given himself: which one judges a kind, in Argo CD's order. Knows no language that they are written in. Pure.
import { globMatcher } from '../manifest/glob.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import type { HealthRule } from './verdict.ts'
import type { HealthTable } from './vocabulary/rule.ts'

type Kind = Pick<ResourceKey, 'group' | 'kind'>

/** Rules that come before the built-in ones. */
export interface OwnRules {
  readonly ruleFor: (type: Kind) => HealthRule | undefined
  /** The rule of `ruleFor` with what is known of it besides; left out: nothing is. */
  readonly givenFor?: (type: Kind) => OwnRule | undefined
}

/** What a policy for judging has besides; left out: the built-in rules alone. */
export interface OwnHealth {
  readonly ownRules?: OwnRules
}

/** One of them, for all kinds that its pattern matches. */
export interface OwnRule {
  /** `group/Kind`, of the core group `Kind`; may have wildcards. */
  readonly pattern: string
  readonly judge: HealthRule
  /** Where it stands, `argocd-cm.yaml:7`. */
  readonly place: string
  /** What it looks at, where that is data. */
  readonly table?: HealthTable
  /** Whether that looks at the status, so that it says nothing of what has none. */
  readonly awaitsStatus?: boolean
  /** The same of a script, as far as its text tells, and the texts in it. */
  readonly looksAt?: readonly LookedAt[]
  readonly words?: readonly string[]
}

/** A field of an object, by its dotted path with `[]` for any item of a list, and with what a rule compares it: values and other fields. */
export interface LookedAt {
  readonly path: string
  readonly values: readonly (string | number | boolean)[]
  readonly with: readonly string[]
}

/**
 * A rule of exactly the kind comes first, then the first one whose wildcards match (argo-cd:util/lua/lua.go, GetHealthScript; there it is
 * any one of those).
 */
export function ownRules(rules: readonly OwnRule[]): OwnRules {
  const patterns = rules.map((rule) => ({ rule, matches: globMatcher(rule.pattern) }))
  const givenFor = ({ group, kind }: Kind): OwnRule | undefined => {
    const key = group === '' ? kind : `${group}/${kind}`
    const exact = rules.find(({ pattern }) => pattern === key)
    return exact ?? patterns.find(({ matches }) => matches?.(key))?.rule
  }
  return { ruleFor: (type) => givenFor(type)?.judge, givenFor }
}

/** Rules of several places: the first place that has one for a kind counts. */
export function layeredRules(layers: readonly OwnRules[]): OwnRules {
  const first = (type: Kind): OwnRules | undefined => layers.find((rules) => rules.ruleFor(type) !== undefined)
  return { ruleFor: (type) => first(type)?.ruleFor(type), givenFor: (type) => first(type)?.givenFor?.(type) }
}
