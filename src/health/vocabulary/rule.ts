// The words of which health rules are made: plain data that says what to look at and what it means. Judges nothing.
import type { HealthStatusCode } from '../health.ts'
import type { HealthRule, HealthWords } from '../verdict.ts'

/** One word or several, of which any will do. */
export type Words = string | readonly string[]

/** What a field may hold: one value or several, of which any will do. */
export type Values = string | number | boolean | readonly (string | number | boolean)[]

/** A condition by its type and status; `*` is any. With several it is enough that one of them is so. */
export interface ConditionTest {
  readonly condition: Words
  /** Types that do not count where `condition` is `*`. */
  readonly except?: Words
  readonly is: Words
  readonly isNot?: Words
  readonly reason?: Words
  readonly reasonNot?: Words
  readonly message?: Words
  /** Words that its message has somewhere, in any case. */
  readonly mentions?: readonly string[]
  readonly severity?: Words
  /** Whether it is about the present generation: `current` has to say so, `other` says another one; the rest of each is `not` that. */
  readonly generation?: 'current' | 'other' | 'not current' | 'not other'
  /** What has to be so besides. */
  readonly and?: Test
}

/** A field by its value; without one of the words it is there, whatever it holds. */
export interface FieldTest {
  readonly field: string
  readonly is?: Values
  /** True of an absent field, too. */
  readonly isNot?: Values
  readonly startsWith?: string
  readonly endsWith?: string
  /** It may hold anything that the tests before it do not name; for words alone. */
  readonly isOther?: true
  /** Where to read why, when this decides; `*` is each part of a list or map. */
  readonly text?: string
}

/** A number: itself, a path, the length of a list (`#` and its path), or the sum of paths; `or` stands in for each that is absent. */
export type Amount = number | string | readonly string[] | { readonly of: Words; readonly or: number }

/**
 * How two amounts, or two values of any sort for `=` and `≠`, compare. Two that are absent are equal, and an absent one is `≠` any other,
 * unless they have to be `present`: then nothing is so of what is absent or of another sort than the other.
 */
export interface CompareTest {
  readonly compare: Amount
  readonly by: '=' | '≠' | '<' | '≤' | '>' | '≥'
  readonly with: Amount
  readonly present?: true
}

/** The generation that a status is about, at a path: `other` than the object's. An absent one counts as another only if it is `demanded`. */
export interface GenerationTest {
  readonly generation: 'other'
  readonly at: string
  readonly demanded: boolean
}

/**
 * What is so of some or of every part of a list or map; paths and conditions are the part's own then. `unequal`: the
 * parts do not all have the same value at the first of these paths that has one. Of no parts every one is so, unless there has to
 * be one `present`.
 */
export interface PartsTest {
  readonly parts: string
  readonly some?: Test
  readonly every?: Test
  readonly present?: true
  readonly unequal?: readonly string[]
}

/** A question to an object. `otherwise` is always so; a list is so when one of its tests is. */
export type Test =
  | 'otherwise'
  | ConditionTest
  | FieldTest
  | CompareTest
  | GenerationTest
  | PartsTest
  | { readonly all: readonly Test[] }
  | { readonly not: Test }
  | readonly Test[]

/**
 * What means which health. Tests are asked in the order in which they stand; but where all of them look at conditions,
 * it is the object's first condition about which one of them has something to say that decides.
 */
export type HealthRow = Readonly<Partial<Record<HealthStatusCode, Test>>>

/** HealthRows in the order in which they are asked; where none decides it is Progressing. */
export type HealthRows = readonly HealthRow[]

/** A rule that is data. */
export interface HealthTable {
  readonly rows: HealthRows
  /** Argo CD's own judgement where it is at fault, and why it is. */
  readonly argo?: { readonly rows: HealthRows; readonly fault: string }
  /** What Argo CD's rule cannot do without: where one of these paths is absent, it fails. */
  readonly argoNeeds?: Words
  /** The object's conditions are asked from the last one on. */
  readonly fromLast?: true
}

/** A rule that is an algorithm, what it looks at in words, and what is wrong with Argo CD's answer where it is another one. */
export interface CodedRule {
  readonly judge: HealthRule
  readonly words: HealthWords
  readonly fault?: string
}

/** The rules of a group by kind; `*` is every kind of it. */
export type GroupRules = Readonly<Record<string, HealthTable | CodedRule>>

/** What makes the rules of each group; one that begins with `*` is every group that ends so. */
export type HealthFamily = Readonly<Record<string, () => GroupRules>>
