// Rules that somebody has given himself, as the judging of health asks for them. Knows no language that they are written in. Pure.
import type { ResourceKey } from '../object/resource-key.ts'
import type { HealthRule } from './verdict.ts'

/** Rules that come before the built-in ones. */
export interface OwnRules {
  readonly ruleFor: (type: Pick<ResourceKey, 'group' | 'kind'>) => HealthRule | undefined
}

/** What a policy for judging has besides; left out: the built-in rules alone. */
export interface OwnHealth {
  readonly ownRules?: OwnRules
}
