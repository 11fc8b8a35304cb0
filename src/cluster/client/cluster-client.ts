// The client of a Kubernetes API server, real or simulated: makes a Cluster of it. All that a server does not do stands here.
import { onClusterError } from '../../errors.ts'
import type { ApiServer, Cluster } from '../port.ts'
import { applyClientSide } from './apply/client-side.ts'
import { applyServerSide } from './apply/server-side.ts'
import { createDiscovery } from './discovery.ts'
import { readIfThere, send, sendDelete } from './requests.ts'
import { retrying } from './retrying.ts'
import { readHistory, watchObjects } from './watch.ts'
import type { WatchWorld } from './watch.ts'

/** A cluster behind a server; `random` spreads what many clients would do at once. */
export function createClusterClient(wire: ApiServer, around: Omit<WatchWorld, 'server'>): Cluster {
  const server = retrying(wire, around)
  return {
    ...createDiscovery(server),
    get: (ref, options) => readIfThere(server, ref, options),
    list: (type, selection, options) => server.list(type, selection, options),
    apply: (ref, object, options) =>
      (options.method === 'server-side' ? applyServerSide : applyClientSide)(server, { ref, object, options }),
    create: (ref, object, options) => send(server, { verb: 'create', ref, object }, options),
    patch: (ref, patch, options) => send(server, { verb: 'patch', ref, patch }, options),
    delete: (ref, options) => sendDelete(server, ref, options),
    watch: (type, options) =>
      (options.until === 'now' ? readHistory : watchObjects)({ server, ...around }, type, options),
    async *logs(ref, options) {
      yield* await server.log(ref, options)
    },
    mayI: (access) => server.review(access).catch(onClusterError(() => 'unknown')),
  }
}
