// The simulated cluster does what a cluster does.
import { createSimulatedCluster } from '../../src/cluster/simulated/simulated-cluster.ts'
import { conformance } from './conformance.ts'

conformance('the simulated cluster', () => {
  const simulated = createSimulatedCluster()
  const { cluster, clock } = simulated
  return Promise.resolve({ cluster, clock, cleanup: () => simulated.stop() })
})
