// Asks the server what it would allow: a SelfSubjectAccessReview, which writes nothing.
import { toJson } from '../../object/json.ts'
import { field, stringField } from '../../object/kube-object.ts'
import type { Access } from '../port.ts'
import type { Transport } from './http/transport.ts'

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** Its answer; `unknown`: it could not find out. */
export async function reviewAccess(transport: Transport, access: Access): Promise<'yes' | 'no' | 'unknown'> {
  const { verb, type, namespace, name } = access
  const { group, version, plural: resource } = type
  const resourceAttributes = { namespace, verb, group, version, resource, ...(name === undefined ? {} : { name }) }
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: {},
    spec: { resourceAttributes },
  }
  const { body } = await transport.request({
    method: 'POST',
    path: PATH,
    body: toJson(review),
    contentType: 'application/json',
  })
  if (field(body, 'status', 'allowed') === true) return 'yes'
  // An authorizer that failed has not said no.
  const failed = (stringField(body, 'status', 'evaluationError') ?? '') !== ''
  const denied = field(body, 'status', 'denied') === true
  return field(body, 'status', 'allowed') === false && (denied || !failed) ? 'no' : 'unknown'
}
