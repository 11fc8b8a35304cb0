// Refusals with a status of 500 that come before anything is stored, and would come again. Pure.
import type { ClusterError } from '../../errors.ts'

/** What server-side apply says of a manifest, and the API server of a webhook. */
const LASTING =
  /^failed to create typed patch object|^failed to convert new object|duplicate entries for key|failed calling webhook|conversion webhook for/

/** Whether an answer of 500 would be the same again, and certainly nothing was stored. */
export function isLasting({ status, message }: ClusterError): boolean {
  return status === 500 && LASTING.test(message)
}
