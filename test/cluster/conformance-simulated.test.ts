// The simulated cluster does what a cluster does.
import { createSimulatedCluster } from '../../src/cluster/simulated/simulated-cluster.ts'
import { conformance } from './conformance.ts'

conformance('the simulated cluster', () => {
  const { cluster, clock, stop } = createSimulatedCluster()
  return Promise.resolve({ cluster, clock, cleanup: stop })
})
