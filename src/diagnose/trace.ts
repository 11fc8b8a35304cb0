// From an object down to the first cause: its own facts, then those of what it waits for, some links deep. Reads only what a link asks for.
import type { Cluster } from '../cluster/port.ts'
import { isTerminating } from '../health/condition.ts'
import { lastJudgedHealth } from '../health/judging.ts'
import type { Judging } from '../health/judging.ts'
import { defined } from '../object/defined.ts'
import { field, listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { attempt, uniqueNotes } from './attempt.ts'
import type { Attempted, Note } from './attempt.ts'
import type { Cause } from './cause.ts'
import { findCause } from './causes.ts'
import { chainOf, linkedText, withoutReason } from './chain.ts'
import type { ChainLink } from './diagnosis.ts'
import { gatherFacts } from './facts.ts'
import type { Facts, GatherOptions } from './facts.ts'
import { hintFor } from './hints/index.ts'
import { isOwnedBy } from './find-pods.ts'
import { leavingText } from './leaving.ts'
import { nextLink } from './next-link.ts'
import type { NextLink } from './next-link.ts'

/** How many objects are looked at, one after the other. */
const MOST_LINKS = 4

/** Of the objects that one link names, how many are looked at. */
const MOST_OF_A_LINK = 5

/** An object with its facts, its first cause and the chain that leads there. */
export interface Traced {
  readonly facts: Facts
  /** Its text names the links below the object's own, if there are any. */
  readonly cause: Cause
  readonly chain: readonly ChainLink[]
  readonly notes: readonly Note[]
}

/** Follows an object to the first cause; `state` says how the object itself stands. Throws no ClusterError. */
export async function trace(
  cluster: Cluster,
  object: KubeObject,
  options: GatherOptions & { readonly state?: (facts: Facts) => string },
  depth = MOST_LINKS,
): Promise<Traced> {
  const { state = stateOf, ...gather } = options
  const facts = await gatherFacts(cluster, object, gather)
  const cause = findCause(facts)
  const own: Traced = { facts, cause, chain: chainOf(facts, state(facts), cause), notes: facts.notes }
  const next = depth <= 1 ? undefined : nextLink(facts, cause)
  const below = next === undefined ? undefined : await traceLink(cluster, next, options, depth - 1)
  if (below === undefined) return own
  const { cause: found, chain } = below
  if (found === undefined) return { ...own, notes: [...own.notes, ...below.notes] }
  // It is no container of what failed.
  const { container: _, ...first } = found
  return {
    facts,
    cause: { ...first, cause: linkedText(chain), ...defined({ pod: cause.pod }) },
    chain: [...withoutReason(own.chain), ...chain],
    notes: uniqueNotes([...own.notes, ...below.notes]),
  }
}

/** What a link leads to; no cause: there is nothing wrong there, or it could not be read. */
interface Below {
  readonly cause?: Cause
  readonly chain: readonly ChainLink[]
  readonly notes: readonly Note[]
}

/** Looks at what a link names. Throws no ClusterError. */
export async function traceLink(
  cluster: Cluster,
  next: NextLink,
  { judging, signal }: LinkOptions,
  depth = MOST_LINKS,
): Promise<Below> {
  const options = { judging, ...defined({ signal }) }
  const { value: found, notes } = await readLink(cluster, next, options)
  if (found === undefined) return { chain: [], notes }
  if ('missing' in found) {
    const cause = 'does not exist'
    const hint = hintFor('Missing', cause)
    return {
      cause: { code: 'Missing', cause, ...defined({ hint }) },
      chain: [{ what: found.missing, state: cause }],
      notes,
    }
  }
  const { object } = found
  const what = `${object.kind} ${object.metadata.name ?? ''}`
  if (next.look === 'users') {
    const link = { what, state: stringField(object, 'status', 'phase') ?? '', reason: 'still uses it' }
    const hint = hintFor('Finalizer', leavingText(next.claim))
    return { cause: { code: 'Finalizer', cause: link.reason, ...defined({ hint }) }, chain: [link], notes }
  }
  const sought = object.kind === 'Service' ? 'endpoints' : 'itself'
  const below = await trace(cluster, object, { tailLines: 0, sought, ...options }, depth)
  const all = uniqueNotes([...notes, ...below.notes])
  return below.cause.code === 'Unknown' ? { chain: [], notes: all } : { ...below, notes: all }
}

/** What of the question holds for all links. */
type LinkOptions = Pick<GatherOptions, 'judging' | 'signal'>

type Found = { readonly object: KubeObject } | { readonly missing: string } | undefined

/** The first that is not well. */
async function readLink(cluster: Cluster, next: NextLink, options: LinkOptions): Promise<Attempted<Found>> {
  const { judging, signal } = options
  if (next.look === 'named') {
    const what = `${next.kind.kind} ${next.names.slice(0, MOST_OF_A_LINK).join(', ')}`
    return attempt(what, () => firstNamed(cluster, next, options), undefined)
  }
  if (next.look === 'users') return attempt('pods', () => userOf(cluster, next.claim, signal), undefined)
  const found = await Promise.all(
    next.kinds.map((kind) => attempt(`its ${kind.kind}s`, () => listOwned(cluster, kind, next.owner, signal), [])),
  )
  const object = found.flatMap(({ value }) => value).find((item) => !isWell(item, judging))
  // Few own all of these kinds, so that a missing right to look at one is no news.
  return { value: object === undefined ? undefined : { object }, notes: [] }
}

async function firstNamed(
  cluster: Cluster,
  { kind, namespace, names }: Extract<NextLink, { look: 'named' }>,
  { judging, signal }: LinkOptions,
): Promise<Found> {
  const type = await cluster.resolve(kind)
  if (type === undefined) return undefined
  for (const name of names.slice(0, MOST_OF_A_LINK)) {
    const object = await cluster.get({ type, namespace, name }, defined({ signal }))
    if (object === undefined) return { missing: `${kind.kind} ${name}` }
    if (kind.kind === 'Service' || !isWell(object, judging)) return { object }
  }
  return undefined
}

async function userOf(cluster: Cluster, claim: KubeObject, signal: AbortSignal | undefined): Promise<Found> {
  const pods = await listKind(cluster, { group: '', version: 'v1', kind: 'Pod' }, claim, signal)
  const object = pods.find(
    (pod) =>
      !['Succeeded', 'Failed'].includes(stringField(pod, 'status', 'phase') ?? '') &&
      listField(pod, 'spec', 'volumes').some(
        (volume) => stringField(volume, 'persistentVolumeClaim', 'claimName') === claim.metadata.name,
      ),
  )
  return object === undefined ? undefined : { object }
}

async function listOwned(
  cluster: Cluster,
  kind: Parameters<Cluster['resolve']>[0],
  owner: KubeObject,
  signal: AbortSignal | undefined,
): Promise<readonly KubeObject[]> {
  const items = await listKind(cluster, kind, owner, signal)
  return owner.metadata.uid === undefined ? [] : items.filter((item) => isOwnedBy(item, owner))
}

async function listKind(
  cluster: Cluster,
  kind: Parameters<Cluster['resolve']>[0],
  { metadata }: KubeObject,
  signal: AbortSignal | undefined,
): Promise<readonly KubeObject[]> {
  const type = await cluster.resolve(kind)
  if (type === undefined) return []
  return (await cluster.list(type, { namespace: metadata.namespace ?? '' }, defined({ signal }))).items
}

function isWell(object: KubeObject, judging: Judging): boolean {
  const health = lastJudgedHealth(object, judging)
  return !isTerminating(object) && health?.status === 'Healthy'
}

/** How something stands that another thing waits for. */
function stateOf({ object, health, sought }: Facts): string {
  if (isTerminating(object)) return leavingText(object)
  if (sought === 'endpoints') return 'has no ready endpoints'
  if (object.kind === 'Pod') return stringField(object, 'status', 'phase') ?? ''
  if (field(object, 'spec', 'suspend') === true) return 'suspended'
  return health?.message ?? ''
}
