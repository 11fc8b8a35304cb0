// A place where a text is not YAML, and which rule it breaks. Knows no words.
import type { SyntaxRule } from './fault-words.ts'

/** Thrown inside the reader, and always caught there. */
export class SyntaxFault extends Error {
  override name = 'SyntaxFault'
  readonly rule: SyntaxRule
  /** Where it was noticed. */
  readonly offset: number
  /** Where what is broken began; the same place, or one before it. */
  readonly from: number

  constructor(rule: SyntaxRule, offset: number, from: number = offset) {
    super(rule)
    this.rule = rule
    this.offset = offset
    this.from = from
  }
}
