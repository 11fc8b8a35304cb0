// Which types the server serves. Asks for them when they are needed: all groups at once where the server can, else one by one.
import { ClusterError } from '../../errors.ts'
import { field, listField, stringField } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import type { ResourceType } from '../port.ts'
import { badAnswer } from './http/status-error.ts'
import { groupVersionPath } from './resource-path.ts'
import type { Transport } from './http/transport.ts'

/** Finds served types. */
export interface Discovery {
  resolve(kind: GroupVersionKind, options?: { readonly fresh?: boolean }): Promise<ResourceType | undefined>
}

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')

/** The kinds of one group and version; `stale`: its own server did not answer, so the list may lack some. */
interface ServedVersion {
  readonly types: ReadonlyMap<string, ResourceType>
  readonly stale: boolean
}

/** By group and version; undefined: the server only has the older form, which must be asked group by group. */
type Everything = ReadonlyMap<string, ServedVersion> | undefined

/** Discovery over a transport; what was found is kept until something fresh is asked for. */
export function createDiscovery(transport: Transport): Discovery {
  const everything = new Map<'/api' | '/apis', Promise<Everything>>()
  const versions = new Map<string, Promise<ServedVersion>>()
  const asking = new Map<string, Promise<ServedVersion>>()

  const aggregated = (kind: GroupVersionKind): Promise<Everything> =>
    kept(everything, kind.group === '' ? '/api' : '/apis', (path) => askAll(transport, path))

  const fresh = (kind: GroupVersionKind): Promise<ServedVersion> => {
    const key = groupVersionPath(kind)
    const answer = kept(asking, key, () => askVersion(transport, kind))
    // Shared by those who ask at the same moment only: an answer on its way may be older than the type that is waited for.
    setImmediate(() => asking.delete(key))
    versions.set(key, answer)
    answer.catch(() => versions.delete(key))
    return answer
  }

  return {
    async resolve(kind, options = {}) {
      const key = groupVersionPath(kind)
      if (options.fresh === true) return (await fresh(kind)).types.get(kind.kind)
      const newer = versions.get(key)
      if (newer !== undefined) return (await newer).types.get(kind.kind)
      const all = await aggregated(kind)
      const served = all?.get(key)
      const known = served?.types.get(kind.kind)
      if (known !== undefined) return known
      // A group whose server did not answer says nothing about its kinds; asking it itself tells why, or succeeds.
      const unsure = all === undefined || served?.stale === true
      return unsure ? (await fresh(kind)).types.get(kind.kind) : undefined
    },
  }
}

/** The value of a key, made once for all who ask meanwhile; a failure is not kept. */
function kept<K, V>(map: Map<K, Promise<V>>, key: K, make: (key: K) => Promise<V>): Promise<V> {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make(key)
  map.set(key, made)
  made.catch(() => map.delete(key))
  return made
}

async function askAll(transport: Transport, path: '/api' | '/apis'): Promise<Everything> {
  const { body } = await transport.request({ method: 'GET', path, accept: AGGREGATED, compress: true })
  const kind = stringField(body, 'kind')
  if (kind === 'APIVersions' || kind === 'APIGroupList') return undefined
  if (kind !== 'APIGroupDiscoveryList') throw strange(transport, path)
  const found = new Map<string, ServedVersion>()
  for (const item of listField(body, 'items')) {
    const group = stringField(item, 'metadata', 'name') ?? ''
    for (const entry of listField(item, 'versions')) {
      const version = stringField(entry, 'version') ?? ''
      const types = typesOf(listField(entry, 'resources'), (resource) => aggregatedType(resource, { group, version }))
      found.set(groupVersionPath({ group, version }), { types, stale: stringField(entry, 'freshness') === 'Stale' })
    }
  }
  return found
}

async function askVersion(transport: Transport, kind: GroupVersionKind): Promise<ServedVersion> {
  const { group, version } = kind
  try {
    const { body } = await transport.request({ method: 'GET', path: groupVersionPath(kind), compress: true })
    if (stringField(body, 'kind') !== 'APIResourceList') throw strange(transport, groupVersionPath(kind))
    const types = typesOf(listField(body, 'resources'), (resource) => plainType(resource, { group, version }))
    return { types, stale: false }
  } catch (error) {
    // A group or version that the server does not have at all.
    if (error instanceof ClusterError && error.reason === 'NotFound') return { types: new Map(), stale: false }
    throw error
  }
}

/** An answer that says nothing of types: what is asked is another server. */
function strange({ server }: Transport, path: string): ClusterError {
  return badAnswer('JSON that is not an answer of a Kubernetes API server', { method: 'GET', path, server }, 200)
}

function typesOf(
  resources: readonly Json[],
  read: (resource: Json) => ResourceType | undefined,
): ReadonlyMap<string, ResourceType> {
  const types = new Map<string, ResourceType>()
  for (const resource of resources) {
    const type = read(resource)
    // Subresources (`pods/log`) have kinds of their own; of two resources with one kind the first is the main one.
    if (type !== undefined && !type.plural.includes('/') && !types.has(type.kind)) types.set(type.kind, type)
  }
  return types
}

function aggregatedType(
  resource: Json,
  of: { readonly group: string; readonly version: string },
): ResourceType | undefined {
  const plural = stringField(resource, 'resource')
  const kind = stringField(resource, 'responseKind', 'kind')
  if (plural === undefined || kind === undefined) return undefined
  return { ...of, kind, plural, namespaced: stringField(resource, 'scope') === 'Namespaced' }
}

function plainType(resource: Json, of: { readonly group: string; readonly version: string }): ResourceType | undefined {
  const plural = stringField(resource, 'name')
  const kind = stringField(resource, 'kind')
  if (plural === undefined || kind === undefined) return undefined
  return { ...of, kind, plural, namespaced: field(resource, 'namespaced') === true }
}
