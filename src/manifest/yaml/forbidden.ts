// Characters that cannot be in a manifest. Knows nothing of its structure.

// The characters that YAML allows nowhere, as go-yaml refuses them; JSON text forbids only the first group.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/
const FORBIDDEN_IN_JSON = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/

/** Where the first character stands that cannot be in a manifest, if there is one. */
export function findForbidden(text: string): number | undefined {
  const isJson = text.trimStart().startsWith('{')
  const offset = text.search(isJson ? FORBIDDEN_IN_JSON : FORBIDDEN)
  return offset < 0 ? undefined : offset
}
