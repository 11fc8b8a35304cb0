// The object that the tests of the transport ask for, and how.
import type { KubeConnection } from '../../src/cluster/kube/kube-cluster.ts'
import type { ResourceType } from '../../src/cluster/port.ts'
import { json } from './fake-api-server.ts'
import { inPlace } from './in-place.ts'

const CONFIG_MAP: ResourceType = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }

/** The object's place. */
export const REF = { type: CONFIG_MAP, namespace: 'shop', name: 'settings' }

/** The object's path. */
export const PATH = '/api/v1/namespaces/shop/configmaps/settings'

/** The object. */
export const OBJECT = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop', resourceVersion: '7' },
}

/** The answer of a healthy server. */
export const ok = json(OBJECT)

/** Asks for the object. */
export const get = (connection: KubeConnection): Promise<unknown> => connection.cluster.get(REF)

/** Creates the object. */
export const create = (connection: KubeConnection): Promise<unknown> =>
  connection.cluster.create(...inPlace(CONFIG_MAP, OBJECT), { fieldManager: 'me' })
