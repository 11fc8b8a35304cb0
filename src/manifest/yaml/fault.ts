// A place where a text is not YAML, and which rule it breaks. Knows no words.

/** The rules of YAML that a text can break, as the reader meets them. */
export type SyntaxRule =
  | 'alias-name'
  | 'block-header'
  | 'block-tab'
  | 'directive'
  | 'document-mark-in-quotes'
  | 'escape'
  | 'expected-comma'
  | 'expected-dash'
  | 'expected-key'
  | 'forbidden'
  | 'key-here'
  | 'key-without-colon'
  | 'list-here'
  | 'open-flow'
  | 'open-quotes'
  | 'rest'
  | 'start'
  | 'tab'
  | 'tag'
  | 'tag-handle'
  | 'too-deep'
  | 'two-colons'

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
