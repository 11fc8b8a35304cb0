// What goes with the namespaces that a deletion deletes, though others have it or it says that it is to be kept. Reads only.
import type { Cluster, ResourceType } from '../cluster/port.ts'
import { onClusterError } from '../errors.ts'
import { readDirectives } from '../hook/read-directives.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { firstOf } from '../object/one-line.ts'
import { keyOf, shortKey } from '../object/resource-key.ts'
import type { DeletionPlan } from '../plan/plan-delete.ts'
import type { AppMark } from '../plan/sync-plan.ts'
import { isNamespace } from '../plan/task-order.ts'
import { whyKept } from '../plan/why-kept.ts'
import { mapLimit } from '../sync/parallel.ts'
import type { GroupKind } from './applyset.ts'
import { foreignOwner } from './foreign-owner.ts'

/** What is asked of a cluster before namespaces go. */
export interface TakenAlongRequest {
  readonly app: AppMark | undefined
  /** Kinds of which there may be some, beside those that every server has. */
  readonly kinds: readonly GroupKind[]
  readonly concurrency: number
  readonly signal: AbortSignal
}

/** A warning for each namespace of a deletion with such objects; none is asked for where no namespace goes. */
export async function takenAlong(
  cluster: Cluster,
  { tasks }: Pick<DeletionPlan, 'tasks'>,
  { app, kinds, concurrency, signal }: TakenAlongRequest,
): Promise<readonly Diagnostic[]> {
  const going = new Set(tasks.flatMap(({ object }) => object.metadata.uid ?? []))
  const isGoing = ({ metadata: { uid = '' } }: KubeObject): boolean => going.has(uid)
  const namespaces = tasks.filter(
    (task) => task.action === 'prune' && isNamespace(task) && task.object.metadata.uid !== undefined,
  )
  if (namespaces.length === 0) return []
  const all = new Map([...USUAL, ...kinds].map((kind) => [`${kind.group}/${kind.kind}`, kind]))
  const types = (
    await mapLimit([...all.values()], concurrency, async (kind) => cluster.resolve({ ...kind, version: '' }))
  ).filter((type): type is ResourceType => type?.namespaced === true)
  return Promise.all(
    namespaces.map(async ({ key: { name: namespace } }) => {
      const lists = await mapLimit(types, concurrency, async (type) =>
        cluster.list(type, { namespace }, { signal }).catch(onClusterError(() => UNSEEN, 'Forbidden', 'NotFound')),
      )
      const found = lists
        .flatMap(({ items }) => items)
        .filter((object) => !isGoing(object))
        .flatMap((object) => {
          const why = foreignOwner(object, app) ?? wordOf(object)
          return why === undefined ? [] : [`${shortKey(keyOf(object))} (${why})`]
        })
      return found.length === 0 ? [] : [warningOf(namespace, found)]
    }),
  ).then((warnings) => warnings.flat())
}

const UNSEEN: { readonly items: readonly KubeObject[] } = { items: [] }

/** By what it says itself it would be kept. */
function wordOf(object: KubeObject): string | undefined {
  const choices = { default: 'true', prune: 'true', confirmed: false, definitions: true, namespaces: true } as const
  return whyKept({ object, words: [readDirectives(object)] }, choices)?.why
}

function warningOf(namespace: string, found: readonly string[]): Diagnostic {
  const message = `with Namespace ${namespace} goes what others have, or is to be kept, ${found.length} in all: ${firstOf(found, 8)}`
  return { code: 'TAKEN_ALONG', severity: 'warning', message }
}

/** What people make, of the kinds that every server has. */
const USUAL: readonly GroupKind[] = [
  ...['ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'PersistentVolumeClaim', 'Pod'].map((kind) => ({
    group: '',
    kind,
  })),
  ...['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => ({ group: 'apps', kind })),
  ...['Job', 'CronJob'].map((kind) => ({ group: 'batch', kind })),
  { group: 'networking.k8s.io', kind: 'Ingress' },
  { group: 'argoproj.io', kind: 'Application' },
]
