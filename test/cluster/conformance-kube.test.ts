// The kube adapter on a real API server does what a cluster does; here the simulated one is kept honest.
import { startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { connect } from '../../src/cluster/kube/kube-cluster.ts'
import { systemClock } from '../../src/cluster/kube/system-clock.ts'
import { conformance } from './conformance.ts'


conformance('the kube adapter on a real API server', async () => {
  const plane = await startControlPlane()
  const connection = await connect({ kubeconfig: plane.kubeconfigPath, env: {}, version: 'test' })
  return {
    cluster: connection.cluster,
    clock: systemClock,
    cleanup: async () => {
      connection.close()
      await plane.stop()
    },
  }
})
