// Refusals with a status of 500 that come before anything is stored, and would come again. Pure.
import type { ClusterError } from '../../errors.ts'
import { CONVERSION_WEBHOOK, DUPLICATE_KEYS, NO_TYPED_PATCH, WEBHOOK_NOT_CALLED } from '../../object/server-words.ts'

/** What server-side apply says of a manifest, and the API server of a webhook. */
const LASTING = new RegExp(
  `^${NO_TYPED_PATCH}|^failed to convert new object|${DUPLICATE_KEYS}|${WEBHOOK_NOT_CALLED}|${CONVERSION_WEBHOOK}`,
)

/** Whether an answer of 500 would be the same again, and certainly nothing was stored. */
export function isLasting({ status, message }: ClusterError): boolean {
  return status === 500 && LASTING.test(message)
}
