// Which types the server serves. Asks for them when they are needed: all groups at once where the server can, else one by one.
import { ClusterError } from '../../errors.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import type { ApiServer, Cluster, ServedTypes } from '../port.ts'

/** By group and version; undefined: the server only has the older form, which must be asked group by group. */
type Everything = ReadonlyMap<string, ServedTypes> | undefined

/** Discovery of a server; what was found is kept until something fresh is asked for. */
export function createDiscovery(server: ApiServer): Pick<Cluster, 'resolve' | 'served'> {
  const everything = new Map<'core' | 'groups', Promise<Everything>>()
  const versions = new Map<string, Promise<ServedTypes>>()
  const asking = new Map<string, Promise<ServedTypes>>()

  const fresh = (kind: GroupVersionKind): Promise<ServedTypes> => {
    const key = keyOf(kind)
    const answer = kept(asking, key, () => server.typesOf(kind))
    // Shared by those who ask at the same moment only: an answer on its way may be older than the type that is waited for.
    setImmediate(() => asking.delete(key))
    versions.set(key, answer)
    answer.catch(() => versions.delete(key))
    return answer
  }

  const allOf = (part: 'core' | 'groups'): Promise<Everything> =>
    kept(everything, part, async () => byVersion(await server.allTypes(part)))
  const all = ({ group }: GroupVersionKind): Promise<Everything> => allOf(group === '' ? 'core' : 'groups')

  const everyType: Cluster['served'] = async () => {
    const parts = await Promise.all([allOf('core'), allOf('groups')])
    return parts.flatMap((part) => [...whole(part).values()])
  }

  const resolve: Cluster['resolve'] = async (kind, options = {}) => {
    const key = keyOf(kind)
    if (kind.version === '') {
      if (options.fresh === true) everything.delete(kind.group === '' ? 'core' : 'groups')
      return preferred(await all(kind), kind)
    }
    if (options.fresh === true) return typeIn(await fresh(kind), kind)
    const newer = versions.get(key)
    if (newer !== undefined) return typeIn(await newer, kind)
    const found = await all(kind)
    const served = found?.get(key)
    const known = typeIn(served, kind)
    if (known !== undefined) return known
    // A group whose server did not answer says nothing about its kinds; asking it itself tells why, or succeeds.
    const unsure = found === undefined || served?.stale === true
    return unsure ? typeIn(await fresh(kind), kind) : undefined
  }
  return { resolve, served: everyType }
}

function whole(all: Everything): NonNullable<Everything> {
  if (all !== undefined) return all
  const message = 'the server does not tell all kinds at once, as Kubernetes 1.27 and newer do'
  throw new ClusterError(message, { reason: 'UnknownKind' })
}

function keyOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return `${group}/${version}`
}

/** The type of a kind whose version nobody knows: a server tells the version first that it prefers. */
function preferred(all: Everything, kind: GroupVersionKind): ServedTypes['types'][number] | undefined {
  const served = [...whole(all).values()].filter(({ group }) => group === kind.group)
  const type = served.map((version) => typeIn(version, kind)).find((found) => found !== undefined)
  if (type !== undefined || !served.some(({ stale }) => stale)) return type
  const message = `the server of ${kind.group} does not answer: nobody knows whether it serves ${kind.kind}`
  throw new ClusterError(message, { reason: 'ServerError' })
}

/** Of two resources with one kind the first is the main one. */
function typeIn(served: ServedTypes | undefined, { kind }: GroupVersionKind): ServedTypes['types'][number] | undefined {
  return served?.types.find((type) => type.kind === kind)
}

function byVersion(all: readonly ServedTypes[] | undefined): Everything {
  return all === undefined ? undefined : new Map(all.map((served) => [keyOf(served), served]))
}

/** The value of a key, made once for all who ask meanwhile; a failure is not kept. */
export function kept<K, V>(map: Map<K, Promise<V>>, key: K, make: (key: K) => Promise<V>): Promise<V> {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make(key)
  map.set(key, made)
  made.catch(() => map.delete(key))
  return made
}
