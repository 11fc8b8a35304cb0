// Builders of the objects that diagnosis follows: a Job, a Deployment, their pods and events.
import type { Json, JsonObject, KubeObject } from '../../src/object/kube-object.ts'

/** A Job `migrate` with a selector, as the server stores it. */
export function job(more: { readonly spec?: JsonObject; readonly status?: JsonObject } = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'migrate', namespace: 'shop', uid: 'job-uid' },
    spec: { backoffLimit: 0, selector: { matchLabels: { app: 'migrate' } }, ...more.spec },
    status: more.status ?? {},
  }
}

/** A Deployment `web` of three replicas with none available. */
export function deployment(status: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', uid: 'web-uid', generation: 1 },
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } } },
    status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 1, ...status },
  }
}

/** A ReplicaSet of the Deployment `web`. */
export function replicaSet(name: string, revision: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'shop',
      uid: `${name}-uid`,
      labels: { app: 'web' },
      annotations: { 'deployment.kubernetes.io/revision': revision },
      ownerReferences: [{ uid: 'web-uid' }],
    },
  }
}

/** A pod of an owner; `containers` are its container statuses. */
export function pod(
  name: string,
  options: {
    readonly owner?: string
    readonly app?: string
    readonly phase?: string
    readonly born?: string
    readonly spec?: JsonObject
    readonly status?: JsonObject
    readonly containers?: readonly Json[]
  },
): KubeObject {
  const owners = options.owner === undefined ? {} : { ownerReferences: [{ uid: options.owner }] }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `${name}-uid`,
      labels: { app: options.app ?? 'migrate' },
      creationTimestamp: options.born ?? '2026-01-01T00:00:00Z',
      ...owners,
    },
    spec: { restartPolicy: 'Never', nodeName: 'node-1', ...options.spec },
    status: { phase: options.phase ?? 'Failed', ...options.status, containerStatuses: options.containers ?? [] },
  }
}

/** A Warning about an object, by its uid. */
export function warning(uid: string, reason: string, message: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${uid}.${reason}`, namespace: 'shop' },
    involvedObject: { uid, kind: 'Pod', name: uid.replace('-uid', '') },
    type: 'Warning',
    reason,
    message,
    count: 2,
    lastTimestamp: '2026-01-01T00:00:00Z',
  }
}
