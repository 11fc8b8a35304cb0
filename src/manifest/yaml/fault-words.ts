// Says in a user's words which rule of YAML a text breaks. Knows no places.

/** What is wrong and what to do about it. */
export interface SyntaxWords {
  readonly message: string
  readonly hint?: string
}

/** The words for each rule. */
export const FAULT_WORDS = {
  'alias-name': {
    message: 'this is neither an alias nor an anchor: a name has letters, digits, "_" and "-"',
    hint: 'quote the value if it is text',
  },
  'block-header': {
    message: 'behind "|" or ">" only an indentation of 1 to 9, "+" or "-", and a comment can stand',
    hint: 'start the text in the next line',
  },
  'block-tab': { message: 'a tab indents this text block', hint: 'YAML takes blanks only' },
  directive: {
    message: 'a line that starts with "%" is a YAML directive',
    hint: 'quote the value, or remove the line',
  },
  'document-mark-in-quotes': {
    message: 'a line of "---" or "..." ends the document inside this quoted text',
    hint: 'is the closing quote missing? otherwise indent the line',
  },
  escape: {
    message: 'in these double quotes stands a "\\" sequence that Kubernetes does not know',
    hint: 'write "\\\\", or use single quotes; "\\/" and pairs like "\\ud83d\\ude00" are JSON, not YAML 1.1',
  },
  'expected-comma': { message: 'in this "{…}" or "[…]" a "," is missing' },
  'expected-dash': { message: 'this belongs to no item of the list above', hint: 'is a "-" missing?' },
  'expected-key': { message: 'here a key must stand', hint: 'is the line indented too much or too little?' },
  forbidden: { message: 'a control character cannot stand in YAML', hint: 'remove it; or is this not a text file?' },
  'key-here': { message: 'no key can start here', hint: 'quote the value if it starts with "?"' },
  'key-without-colon': {
    message: 'a key has no ":"',
    hint: 'is a ":" with a blank after it missing, or is a line indented too little?',
  },
  'list-here': { message: 'a list cannot start in the line of its key', hint: 'start it in the next line' },
  'open-flow': { message: 'a "[" or "{" has no end' },
  'open-quotes': { message: 'the quoted text has no end', hint: 'add the closing quote' },
  rest: {
    message: 'here the document has ended already: kubectl would leave out what follows, without a word',
    hint: 'is it indented too little, or is a "---" missing before it?',
  },
  start: { message: 'no value can start with this', hint: 'quote it if it is text' },
  tab: { message: 'a tab indents this line', hint: 'YAML takes blanks only' },
  tag: { message: 'this is not a tag', hint: 'quote the value if it starts with "!"' },
  'tag-handle': { message: 'the tag is not known', hint: 'remove the tag' },
  'too-deep': { message: 'the document is nested too deeply' },
  'two-colons': { message: 'a second ": " in one line', hint: 'quote the value' },
} as const satisfies Readonly<Record<string, SyntaxWords>>

/** The rules of YAML that a text can break, as the reader meets them. */
export type SyntaxRule = keyof typeof FAULT_WORDS
