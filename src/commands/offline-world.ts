// A world without a cluster: what a plain API server serves, and the kinds that the manifests take for granted. Connects to nothing.
import type { Cluster, ResourceType } from '../cluster/port.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { SYSTEM_NAMESPACES } from '../object/well-known.ts'
import { typeKey } from '../plan/plan-sync.ts'
import { servedTypes } from '../rehearse/plan-offline.ts'
import { SYNC_DEFAULTS } from '../sync/sync-options.ts'
import type { CommandWorld } from './run-context.ts'

/** The same world, but for its cluster. */
export function offlineWorld(manifests: readonly Manifest[], outside: CommandWorld): CommandWorld {
  return {
    ...outside,
    connect: async ({ namespace }) => {
      const cluster = emptyCluster(servedTypes(manifests))
      return { cluster, namespace: namespace ?? SYNC_DEFAULTS.namespace, close: () => {} }
    },
  }
}

/** Has kinds and the namespaces of every cluster. An order asks for no more, so that no simulation is loaded for it. */
function emptyCluster(types: readonly ResourceType[]): Cluster {
  const served = new Map(types.map((type) => [typeKey(type), type]))
  return {
    resolve: async (kind) => served.get(typeKey(kind)),
    served: refuse,
    list: async ({ group, kind }) => {
      const names = group === '' && kind === 'Namespace' ? SYSTEM_NAMESPACES : []
      return { items: names.map((name) => ({ apiVersion: 'v1', kind, metadata: { name } })), resourceVersion: '0' }
    },
    get: refuse,
    apply: refuse,
    create: refuse,
    patch: refuse,
    delete: refuse,
    watch: refuse,
    logs: refuse,
    mayI: async () => 'unknown',
  }
}

function refuse(): never {
  throw new Error('offline, a cluster was asked for more than kinds and lists')
}
