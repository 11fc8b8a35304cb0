// The digest that a plan file holds of itself. Finds slips and edits by hand; who wants to deceive can make another one.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../object/kube-object.ts'
import { canonicalText } from '../object/json.ts'

/** The digest of all that a plan file holds beside its digest, whatever its layout. */
export function planDigest(content: JsonObject): string {
  return `sha256:${createHash('sha256').update(canonicalText(content)).digest('hex')}`
}
