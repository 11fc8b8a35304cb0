// Which refusals of the server speak of an object's schema. Asks nobody.
import type { ClusterError } from '../../errors.ts'
import { NO_TYPED_PATCH } from '../../object/server-words.ts'

/** The server calls it a fault of its own (500) when an object does not fit its schema. */
export const MISMATCH = new RegExp(`^${NO_TYPED_PATCH} \\([^)]*\\): `)

/** What a policy or a webhook refuses. */
export const BY_ADMISSION = /admission/i

/** Whether another schema might take the object. */
export function isBySchema({ reason, message }: Pick<ClusterError, 'reason' | 'message'>): boolean {
  if (MISMATCH.test(message) || /strict decoding error/.test(message)) return true
  return reason === 'Invalid' && !BY_ADMISSION.test(message)
}
