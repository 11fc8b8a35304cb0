// The kube adapter on a real API server does what a cluster does: this keeps the simulated one honest.
import { NoGoError, startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { connect } from '../../src/cluster/kube/kube-cluster.ts'
import { systemClock } from '../../src/cluster/kube/system-clock.ts'
import { conformance } from './conformance.ts'
import type { CheckedCluster } from './conformance.ts'

conformance('the kube adapter on a real API server', async (): Promise<CheckedCluster | string> => {
  const plane = await startControlPlane().catch((error: unknown) => {
    if (error instanceof NoGoError) return undefined
    throw error
  })
  if (plane === undefined) return 'the control plane cannot be built without Go'
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
