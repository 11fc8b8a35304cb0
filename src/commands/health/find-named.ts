// `Deployment/web` → the object of the cluster that it names. Kinds with a rule may be written as kubectl takes them; others with their group.
import type { ObjectRef } from '../../cluster/port.ts'
import { ClusterError, UsageError } from '../../errors.ts'
import { knownKinds } from '../../health/index.ts'
import { kindWord, meansKind } from '../../object/kind-word.ts'
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
  const types = await Promise.all(kindsOf(written).map((kind) => cluster.resolve({ ...kind, version: '' })))
  const [type, other] = types.filter((found) => found !== undefined)
  if (type === undefined) {
    const hint = `write the kind as its manifests do, and its group: KIND.GROUP/${name}`
    throw new ClusterError(`the server serves no kind that is ${written}`, { reason: 'UnknownKind', hint })
  }
  if (other !== undefined) {
    const ways = `write ${type.kind}.${type.group}/${name} or ${other.kind}.${other.group}/${name}`
    throw new UsageError(`${written} is more than one kind`, ways)
  }
  const ref: ObjectRef = { type, namespace: type.namespaced ? namespace : '', name }
  const object = await cluster.get(ref, { signal })
  return { key: { group: type.group, kind: type.kind, namespace: ref.namespace, name }, object }
}

function kindsOf(written: string): readonly { readonly group: string; readonly kind: string }[] {
  const { word, group } = kindWord(written)
  const known = knownKinds().filter(
    (kind) => meansKind(word, kind.kind) && (group === undefined || group === kind.group.toLowerCase()),
  )
  return known.length > 0 ? known : [{ group: group ?? '', kind: word }]
}
