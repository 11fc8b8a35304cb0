// A world without a cluster: what a plain API server serves, and the kinds that the manifests take for granted. Connects to nothing.
import { assumedTypes } from '../cluster/simulated/kinds/assumed-types.ts'
import { createSimulatedCluster } from '../cluster/simulated/simulated-cluster.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { World } from './run-context.ts'

/** The same world, but for its cluster. */
export function offlineWorld(manifests: readonly Manifest[], outside: World): World {
  return {
    ...outside,
    connect: async ({ namespace }) => {
      const simulated = createSimulatedCluster({ types: assumedTypes(manifests.map(({ object }) => object)) })
      return { cluster: simulated.cluster, namespace: namespace ?? 'default', close: () => simulated.stop() }
    },
  }
}
