// Says in a user's words what the YAML parser found. Knows the parser's codes and nothing about places.
import type { ErrorCode } from 'yaml'
import type { SyntaxWords } from './fault-words.ts'

/** Translates an error of the parser; `line` is the text of the line that it points to. */
export function syntaxFault(code: ErrorCode, libraryMessage: string, line: string): SyntaxWords {
  if (line.includes('{{')) {
    return { message: 'this is not YAML', hint: 'it looks like a template: render it first (helm template)' }
  }
  if (CONFLICT_MARK.test(line)) return { message: 'a conflict mark of Git', hint: 'resolve the conflict' }
  return BY_TEXT.find(([pattern]) => pattern.test(libraryMessage))?.[1] ?? BY_CODE[code] ?? fallback(libraryMessage)
}

const CONFLICT_MARK = /^(?:<{7} |={7}$|>{7} )/

const BY_TEXT: readonly (readonly [RegExp, SyntaxWords])[] = [
  [
    /^Missing closing/,
    { message: 'the quoted text has no end', hint: 'add the closing quote, indented like the value' },
  ],
  [/followed by map values$/, { message: 'a key has no value', hint: 'is a ":" with a blank after it missing?' }],
  [/^Comments must be/, { message: 'a comment needs a blank before its "#"' }],
  [/^Nested mappings/, { message: 'a second ": " in one line', hint: 'quote the value' }],
  [
    /^A block sequence may not/,
    { message: 'a list cannot start in the line of its key', hint: 'start it in the next line' },
  ],
  [/^Block scalars with more-indented/, { message: 'the first line of the text block is indented more than the next' }],
  [/^Block scalar values/, { message: 'the text block must be indented more than its key' }],
  [/^Missing , /, { message: 'a "," is missing before this' }],
  [/^Unexpected , /, { message: 'a "," too many' }],
  [/^Not a YAML token|^Unexpected scalar/, { message: 'text where none can stand', hint: 'quote the whole value' }],
  [/^Unresolved|Could not resolve/, { message: 'the tag is not known', hint: 'remove the tag' }],
  [/^Flow map .*end with/, { message: 'a "{" has no "}", or the lines between are indented too little' }],
  [/^Flow sequence .*end with/, { message: 'a "[" has no "]", or the lines between are indented too little' }],
  [
    /^Unexpected .*quoted-scalar/,
    { message: 'a quoted text where none can stand', hint: 'is a "," or a ":" missing before it?' },
  ],
  [/^Unexpected /, { message: 'this does not belong here', hint: 'quote the value if it is text' }],
]

const BY_CODE: Readonly<Partial<Record<ErrorCode, SyntaxWords>>> = {
  BLOCK_IN_FLOW: { message: 'a "," is missing in this "{…}" or "[…]"' },
  TAB_AS_INDENT: { message: 'a tab indents this line', hint: 'YAML takes blanks only' },
  BAD_INDENT: { message: 'the indentation fits nothing above', hint: 'entries of one mapping start in one column' },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a key reaches over several lines',
    hint: 'is a ":" missing, or is a line indented too little?',
  },
  BLOCK_AS_IMPLICIT_KEY: { message: 'a mapping cannot start in the line of its key' },
  BAD_DQ_ESCAPE: { message: 'unknown "\\" sequence in double quotes', hint: 'write "\\\\", or use single quotes' },
  KEY_OVER_1024_CHARS: { message: 'a key is longer than 1024 characters' },
  RESOURCE_EXHAUSTION: { message: 'the document is nested too deeply' },
}

function fallback(libraryMessage: string): SyntaxWords {
  const message = libraryMessage.charAt(0).toLowerCase() + libraryMessage.slice(1)
  return libraryMessage.startsWith('Plain value') ? { message, hint: 'quote the value' } : { message }
}
