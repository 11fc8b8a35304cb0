// Reads live objects for a snapshot: each once, never too many at a time. What may not be read is told. Writes nothing.
import type { Cluster } from '../../cluster/port.ts'
import { onClusterError } from '../../errors.ts'
import type { ClusterError } from '../../errors.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { someNames } from '../../object/one-line.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import { mapLimit } from '../../sync/parallel.ts'

/** One object that is asked for. */
export interface Wanted {
  readonly kind: GroupVersionKind
  /** Of no meaning where the kind has none. */
  readonly namespace: string
  readonly name: string
}

/** What comes of an object that may not be read: an error, nothing, or something that stands for it. */
export type Unreadable = 'error' | 'absent' | ((wanted: Wanted) => KubeObject)

/** Reads from one cluster. */
export type LiveReader = Readonly<ReturnType<typeof createLiveReader>>

/** How it reads. */
export interface LiveReaderOptions {
  readonly signal: AbortSignal
  /** So many at a time. */
  readonly concurrency: number
  readonly tell: (finding: Diagnostic) => void
}

/** A reader of a cluster. */
export function createLiveReader(cluster: Cluster, { signal, concurrency, tell }: LiveReaderOptions) {
  const known = new Map<string, Promise<Answer>>()
  const read = ({ kind, namespace, name }: Wanted): Promise<Answer> => {
    const id = `${kind.group}/${kind.version} ${shortKey({ group: kind.group, kind: kind.kind, namespace, name })}`
    const reading = known.get(id) ?? orRefusal(() => readOne(cluster, { kind, namespace, name }, signal))
    known.set(id, reading)
    return reading
  }
  return {
    /** Those that exist, in the order in which they were asked for. */
    get: async (wanted: readonly Wanted[], unreadable: Unreadable): Promise<readonly KubeObject[]> => {
      const answers = await mapLimit(wanted, concurrency, async (each) => ({ each, ...(await read(each)) }))
      const refused = answers.flatMap(({ each, refusal }) => (refusal === undefined ? [] : [{ each, refusal }]))
      if (unreadable === 'error' && refused[0] !== undefined) throw refused[0].refusal
      for (const finding of findings(refused, unreadable === 'absent' ? 'absent' : 'existing')) tell(finding)
      return answers.flatMap(({ each, objects, refusal }) =>
        refusal !== undefined && typeof unreadable === 'function' ? unreadable(each) : objects,
      )
    },
    /** All of a kind in a namespace; none where they may not be read. */
    list: async (kind: GroupVersionKind, namespace: string): Promise<readonly KubeObject[]> => {
      const { objects, refusal } = await orRefusal(() => readAll(cluster, { kind, namespace }, signal))
      if (refusal !== undefined) tell(absence(`${kind.kind} in ${namespace}`, refusal))
      return objects
    },
  }
}

interface Answer {
  readonly objects: readonly KubeObject[]
  readonly refusal?: ClusterError
}

/** A right that is missing is an answer; all else is an error. */
async function orRefusal(read: () => Promise<readonly KubeObject[]>): Promise<Answer> {
  return read().then(
    (objects) => ({ objects }),
    onClusterError((refusal) => ({ objects: [], refusal }), 'Forbidden'),
  )
}

async function readOne(
  cluster: Cluster,
  { kind, namespace, name }: Wanted,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const type = await cluster.resolve(kind)
  if (type === undefined) return []
  const found = await cluster.get({ type, namespace: type.namespaced ? namespace : '', name }, { signal })
  return found === undefined ? [] : [found]
}

async function readAll(
  cluster: Cluster,
  { kind, namespace }: Omit<Wanted, 'name'>,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const type = await cluster.resolve(kind)
  return type === undefined ? [] : (await cluster.list(type, { namespace }, { signal })).items
}

interface Refused {
  readonly each: Wanted
  readonly refusal: ClusterError
}

/** One for each kind, with the words of the first refusal. */
function findings(refused: readonly Refused[], taken: 'absent' | 'existing'): readonly Diagnostic[] {
  const kinds = [...new Set(refused.map(({ each }) => each.kind.kind))]
  return kinds.flatMap((kind) => {
    const ofKind = refused.filter(({ each }) => each.kind.kind === kind)
    const [first] = ofKind
    if (first === undefined) return []
    if (taken === 'absent') return [absence(kind, first.refusal)]
    const names = ofKind.map(({ each }) => shortKey({ group: '', kind, namespace: each.namespace, name: each.name }))
    const message = `${someNames(names)} may not be read and ${names.length === 1 ? 'is' : 'are'} taken to exist: ${first.refusal.message}`
    const hint = 'with the right to get it, the rehearsal knows whether it is there'
    return [{ code: 'SNAPSHOT', severity: 'note' as const, message, hint }]
  })
}

function absence(what: string, refusal: ClusterError): Diagnostic {
  const message = `objects of kind ${what} may not be read and are taken to be absent: ${refusal.message}`
  return { code: 'SNAPSHOT', severity: 'warning', message }
}
