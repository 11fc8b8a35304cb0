// Which refusals speak of the cluster, its credentials and rights, and which of what was to be written. Asks nobody.
import { WEBHOOK_NOT_CALLED } from '../../object/server-words.ts'

/** An authorizer's words; admission says `forbidden` as well, of policies, quotas and namespaces that are going. */
const OF_RIGHTS =
  /\bcannot \w+ (resource|path)\b|\bcannot impersonate\b|attempting to grant RBAC permissions|cannot set blockOwnerDeletion|cannot set an ownerRef/

/** A webhook that cannot be called, which the server calls an error of its own. */
const BY_WEBHOOK = new RegExp(`${WEBHOOK_NOT_CALLED}|admission webhook`)

/** The server's words for an object whose namespace does not exist. */
export const NO_NAMESPACE = /^namespaces? ".*" not found/

/** Whether a refusal before the first write ends with the exit code of the cluster (4), and not with that of the input (3). */
export function isClusterFault({ reason, message }: { readonly reason: string; readonly message: string }): boolean {
  switch (reason) {
    case 'Forbidden':
      return OF_RIGHTS.test(message)
    case 'NotFound':
      return !NO_NAMESPACE.test(message)
    case 'ServerError':
      return !BY_WEBHOOK.test(message)
    default:
      return ['Unauthorized', 'UnknownKind', 'TooManyRequests', 'Timeout', 'BadAnswer'].includes(reason)
  }
}
