// Asks which types the server serves: all groups at once where it can tell, or one group and version. Keeps nothing.
import { ClusterError } from '../../errors.ts'
import { field, listField, stringField } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import type { NamedType, ServedTypes } from '../port.ts'
import { badAnswer } from './http/status-error.ts'
import { groupVersionPath } from './resource-path.ts'
import type { Transport } from './http/transport.ts'

type GroupVersion = Pick<ServedTypes, 'group' | 'version'>

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')

/** The types of all groups, or of the core one; undefined: the server only has the older form, which must be asked group by group. */
export async function askAll(
  transport: Transport,
  part: 'core' | 'groups',
): Promise<readonly ServedTypes[] | undefined> {
  const path = part === 'core' ? '/api' : '/apis'
  const { body } = await transport.request({ method: 'GET', path, accept: AGGREGATED, compress: true })
  const kind = stringField(body, 'kind')
  if (kind === 'APIVersions' || kind === 'APIGroupList') return undefined
  if (kind !== 'APIGroupDiscoveryList') throw strange(transport, path)
  return listField(body, 'items').flatMap((item) => {
    const group = stringField(item, 'metadata', 'name') ?? ''
    return listField(item, 'versions').map((entry) => {
      const of = { group, version: stringField(entry, 'version') ?? '' }
      return { ...of, types: typesIn(entry, aggregatedType, of), stale: stringField(entry, 'freshness') === 'Stale' }
    })
  })
}

/** The types of one group and version. */
export async function askVersion(transport: Transport, { group, version }: GroupVersion): Promise<ServedTypes> {
  const of = { group, version }
  const path = groupVersionPath(of)
  try {
    const { body } = await transport.request({ method: 'GET', path, compress: true })
    if (stringField(body, 'kind') !== 'APIResourceList') throw strange(transport, path)
    return { ...of, types: typesIn(body, plainType, of), stale: false }
  } catch (error) {
    // A group or version that the server does not have at all.
    if (error instanceof ClusterError && error.reason === 'NotFound') return { ...of, types: [], stale: false }
    throw error
  }
}

/** An answer that says nothing of types: what is asked is another server. */
function strange({ server }: Transport, path: string): ClusterError {
  const asked = { method: 'GET', path, server }
  return badAnswer('JSON that is not an answer of a Kubernetes API server', asked, 200).failing('final')
}

type Described = Pick<NamedType, 'namespaced'> & { readonly plural?: string; readonly kind?: string }

/** Subresources (`pods/log`) have kinds of their own. */
function typesIn(part: Json, read: (resource: Json) => Described, of: GroupVersion): readonly NamedType[] {
  return listField(part, 'resources').flatMap((resource) => {
    const { plural, kind, namespaced } = read(resource)
    if (plural === undefined || kind === undefined || plural.includes('/')) return []
    const shortNames = listField(resource, 'shortNames').filter((name) => typeof name === 'string')
    return { ...of, kind, plural, namespaced, ...(shortNames.length === 0 ? {} : { shortNames }) }
  })
}

function aggregatedType(resource: Json): Described {
  const namespaced = stringField(resource, 'scope') === 'Namespaced'
  return { plural: stringField(resource, 'resource'), kind: stringField(resource, 'responseKind', 'kind'), namespaced }
}

function plainType(resource: Json): Described {
  const namespaced = field(resource, 'namespaced') === true
  return { plural: stringField(resource, 'name'), kind: stringField(resource, 'kind'), namespaced }
}
