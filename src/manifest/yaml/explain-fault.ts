// Says what is wrong with a text that is not YAML. The `yaml` package is asked first: it knows
// more ways to go wrong, and where. It is believed where it stops at the place where our reader stopped.
import { Composer, Parser } from 'yaml'
import type { YAMLError } from 'yaml'
import type { Diagnostic } from '../diagnostic.ts'
import { FAULT_WORDS } from './fault-words.ts'
import type { SyntaxFault } from './fault.ts'
import { forbiddenDiagnostic } from './forbidden.ts'
import { brokenOf, documentsOf } from './read-documents.ts'
import type { BrokenDocument, ReadSource } from './read-documents.ts'
import { locationAt } from './source-text.ts'
import type { SourceText } from './source-text.ts'
import { syntaxFault } from './syntax-fault.ts'

/** All that is wrong with a source: between its documents, with what is not YAML, and inside the others. */
export function findingsIn(read: ReadSource, source: SourceText): readonly Diagnostic[] {
  return [
    ...read.diagnostics,
    ...brokenOf(read).map((document) => explainFault(document, source)),
    ...documentsOf(read).flatMap(({ context }) => context.diagnostics),
  ]
}

function explainFault({ fault, chunk }: BrokenDocument, source: SourceText): Diagnostic {
  if (fault.rule === 'forbidden') {
    const location = locationAt(source, chunk.offset + fault.offset)
    return { ...forbiddenDiagnostic(chunk.text.charCodeAt(fault.offset)), location }
  }
  const error = secondOpinion(chunk.text, fault)
  if (error !== undefined) {
    const location = locationAt(source, chunk.offset + faultOffset(error, chunk.text))
    const { message, hint } = syntaxFault(error.code, error.message, location.excerpt ?? '')
    return { code: 'YAML_SYNTAX', severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) }
  }
  const location = locationAt(source, chunk.offset + fault.from)
  return { code: 'YAML_SYNTAX', severity: 'error', location, ...FAULT_WORDS[fault.rule] }
}

/** What the package is asked about at most: it takes its time, and with deep nesting its stack. */
const LONGEST = 1_000_000

function secondOpinion(text: string, fault: SyntaxFault): YAMLError | undefined {
  if (text.length > LONGEST || fault.rule === 'too-deep' || fault.rule === 'rest') return undefined
  const lineStart = text.lastIndexOf('\n', fault.from - 1) + 1
  const lineEnd = text.indexOf('\n', fault.offset)
  const error = firstError(text)
  if (error === undefined) return undefined
  const offset = faultOffset(error, text)
  return offset >= lineStart && (lineEnd < 0 || offset <= lineEnd) ? error : undefined
}

function firstError(text: string): YAMLError | undefined {
  try {
    const composer = new Composer({ logLevel: 'silent', prettyErrors: false, strict: false, uniqueKeys: false })
    for (const { errors } of composer.compose(new Parser().parse(text), true, text.length)) {
      if (errors[0] !== undefined) return errors[0]
    }
  } catch {
    // It was only asked for its words.
  }
  return undefined
}

/** The parser sees a missing quote where the text ends; the eye looks for where it began. */
function faultOffset(error: YAMLError, text: string): number {
  const offset = Math.min(error.pos[0], text.length)
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1]
  return quote === undefined ? offset : Math.max(0, text.lastIndexOf(quote, offset - 1))
}
