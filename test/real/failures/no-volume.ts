// Keeps the lab from making volumes of a storage class, for it makes one for every claim.
import { waitUntil } from '../../support/wait-until.ts'
import { kubectl } from '../lab.ts'
import type { Place, World } from './world.ts'

/** From now on there is no volume of this class in any namespace. */
export function noVolumeOf(storageClass: string): (place: Place) => Promise<World> {
  return async ({ plane, namespace }) => {
    const name = `no-${storageClass}-${namespace}`
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['persistentvolumes'] }
    const policy = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules: [rule] },
        validations: [{ expression: `object.spec.storageClassName != '${storageClass}'` }],
      },
    }
    const binding = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    }
    await kubectl(plane, ['apply', '-f', '-'], `${JSON.stringify(policy)}\n---\n${JSON.stringify(binding)}`)
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        storageClassName: storageClass,
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: '/lab' },
      },
    }
    // The API server takes a moment until it asks a new policy.
    await waitUntil(async () => {
      const tried = await plane.kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(volume))
      return tried.exitCode !== 0
    })
    return {}
  }
}
