// Characters that cannot be in a manifest. Knows nothing of its structure.
import type { Diagnostic } from '../diagnostic.ts'

// The characters that YAML allows nowhere, as go-yaml refuses them.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/

/** Where the first character stands that cannot be in YAML, if there is one. */
export function findForbidden(text: string): number | undefined {
  const offset = text.search(FORBIDDEN)
  return offset < 0 ? undefined : offset
}

/** What is told of such a character. */
export function forbiddenDiagnostic(code: number): Diagnostic {
  return {
    code: 'FORBIDDEN_CHARACTER',
    severity: 'error',
    message: `the control character U+${code.toString(16).toUpperCase().padStart(4, '0')} cannot stand in YAML`,
    hint: code === 0 ? 'remove it; or is this not a text file?' : 'remove it, or write it as "\\x…" in double quotes',
  }
}
