// An explanation with its health words, made safe to show, and as JSON. No layout.
import type { Explanation } from '../../plan/explain/explanation.ts'
import { sanitizeJson, sanitizeLine } from '../../guard/escape.ts'
import type { HealthWords } from '../../health/verdict.ts'

/** Version of the JSON of an explanation. */
const EXPLANATION_VERSION = 1

/** What of a location and an annotation is anybody's text. */
const MASKED = ['excerpt', 'value']

/** All that is told about one resource. */
export interface Explained extends Explanation {
  readonly health: HealthWords
}

/** The same without anything that could drive a terminal; secrets in findings and annotations are masked. Excerpts stay: renderDiagnostic escapes them. */
export function cleanExplained(explained: Explained, redact: (text: string) => string): Explained {
  const findings = mapStrings(explained.findings, (_, text) => redact(text))
  const masked = mapStrings({ ...explained, findings }, (name, text) => (MASKED.includes(name) ? redact(text) : text))
  return mapStrings(masked, (name, text) => (name === 'excerpt' ? text : sanitizeLine(text)))
}

/** As one JSON object; the text of the lines in the files is left out. */
export function explainJson(explained: Explained): string {
  const json = JSON.stringify(
    { v: EXPLANATION_VERSION, ...explained },
    (name, value: unknown) => (name === 'excerpt' ? undefined : value),
    2,
  )
  return `${sanitizeJson(json)}\n`
}

function mapStrings<T>(value: T, change: (name: string, text: string) => string): T {
  const copy: T = JSON.parse(JSON.stringify(value), (name: string, part: unknown) =>
    typeof part === 'string' ? change(name, part) : part,
  )
  return copy
}
