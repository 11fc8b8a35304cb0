// Opens the real cluster that conformance compares: the kube adapter on a real API server.
import { NoGoError, startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { ControlPlaneOptions } from '../../scripts/control-plane/control-plane.ts'
import { connect } from '../../src/cluster/kube/kube-cluster.ts'
import { systemClock } from '../../src/cluster/system-clock.ts'
import type { CheckedCluster } from './conformance.ts'

/** The real one, or the reason why there is none here. */
export async function openReal(options: ControlPlaneOptions = {}): Promise<CheckedCluster | string> {
  const plane = await startControlPlane(options).catch((error: unknown) => {
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
}
