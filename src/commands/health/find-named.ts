// `Deployment/web` → the object of the cluster that it names. A kind may be written as kubectl takes it.
import type { Cluster, NamedType, ObjectRef, ResourceType } from '../../cluster/port.ts'
import { ClusterError, UsageError } from '../../errors.ts'
import { kindWord, meansKind } from '../../object/kind-word.ts'
import { isKubernetesGroup } from '../../object/kubernetes-group.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { Connection } from '../run-context.ts'

/** A resource that was named; without an object it is not there. */
export interface Named {
  readonly key: ResourceKey
  readonly object: KubeObject | undefined
}

/** A kind as somebody writes it, and a name. */
export interface WrittenName {
  readonly written: string
  readonly name: string
}

/** Reads `KIND/NAME` or `KIND.GROUP/NAME`; throws a UsageError where it is neither. */
export function readName(text: string): WrittenName {
  const [written = '', name = '', ...rest] = text.split('/')
  if (written !== '' && name !== '' && rest.length === 0) return { written, name }
  throw new UsageError(`"${text}" names no resource`, 'write KIND/NAME or KIND.GROUP/NAME, e.g. Deployment/web')
}

/** Looks it up in the namespace of the connection. */
export async function findNamed(
  { written, name }: WrittenName,
  { cluster, namespace }: Pick<Connection, 'cluster' | 'namespace'>,
  signal: AbortSignal,
): Promise<Named> {
  const type = await typeNamed(written, name, cluster)
  const ref: ObjectRef = { type, namespace: type.namespaced ? namespace : '', name }
  const object = await cluster.get(ref, { signal })
  return { key: { group: type.group, kind: type.kind, namespace: ref.namespace, name }, object }
}

/** As kubectl finds it: by kind, plural or short name, in any case; a kind of Kubernetes' own is meant before others of its name. */
async function typeNamed(written: string, name: string, cluster: Pick<Cluster, 'served'>): Promise<ResourceType> {
  const { word, group } = kindWord(written)
  const all = (await cluster.served()).filter((served) => group === undefined || group === served.group)
  const meant = all.flatMap(({ types }) => types).filter((type) => isCalled(word, type))
  const [type, other] = meant.filter((one, at) => meant.findIndex((first) => first.group === one.group) === at)
  if (type === undefined) {
    const silent = all.filter(({ stale }) => stale).map((served) => served.group)
    if (silent.length > 0) {
      const message = `the server of ${silent.join(', ')} does not answer: nobody knows whether it serves ${written}`
      throw new ClusterError(message, { reason: 'ServerError' })
    }
    const hint = `kubectl api-resources lists what it serves; with its group a kind is KIND.GROUP/${name}`
    throw new ClusterError(`the server serves no kind that is ${written}`, { reason: 'UnknownKind', hint })
  }
  if (other === undefined || isKubernetesGroup(type.group)) return type
  const ways = `write ${type.kind}.${type.group}/${name} or ${other.kind}.${other.group}/${name}`
  throw new UsageError(`${written} is more than one kind`, ways)
}

function isCalled(word: string, { kind, plural, shortNames = [] }: NamedType): boolean {
  return meansKind(word, kind, plural) || shortNames.includes(word.toLowerCase())
}
