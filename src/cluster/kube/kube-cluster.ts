// A real API server and its client: opens the connection and puts the parts together.
import type { Secret } from '../../io.ts'
import { createClusterClient } from '../client/cluster-client.ts'
import type { ApiServer, Clock, Cluster, Trouble } from '../port.ts'
import { createAwaited } from './awaited.ts'
import { askAll, askVersion } from './discovery.ts'
import { loadConfig } from './config/load-config.ts'
import type { ConnectOptions } from './config/connect-options.ts'
import { openLogStream } from './logs.ts'
import { createOpenApi } from './open-api.ts'
import { listObjects, readObject } from './reads.ts'
import { reviewAccess } from './review-access.ts'
import { systemClock } from '../system-clock.ts'
import { Transport } from './http/transport.ts'
import { openWatchStream } from './watch.ts'
import { sendDeletion, sendWrite } from './writes.ts'

export type { ConnectOptions } from './config/connect-options.ts'

/** An open connection; with its clock it is all that a sync needs of the world. */
export interface KubeConnection {
  readonly cluster: Cluster
  readonly clock: Clock
  /** The namespace of objects that name none: the flag's, the context's, or `default`. */
  readonly namespace: string
  readonly server: string
  readonly contextName?: string
  /** Ends all that is under way, with `why` as its error; without it the process stays. */
  close(why?: string): void
  /** What it waits for, while it is being made or for an answer, in words; undefined: nothing. */
  readonly awaits: () => string | undefined
  /** How many HTTP requests were sent. */
  requests(): number
  /** What keeps the server from being reached now; undefined: nothing is known to. */
  trouble(): Trouble | undefined
}

/** Opens a connection. Reads files and asks no server yet; throws a ClusterError of reason Config. */
export async function connect(
  options: ConnectOptions & {
    readonly env: Readonly<Record<string, string | undefined>>
    readonly version: string
    readonly clock?: Clock
    /** Hears of tokens, passwords and keys, before any of them is used. */
    readonly hide?: (secrets: readonly Secret[]) => void
    /** Gives up reading the kubeconfig; a connection that is made is ended by its `close`. */
    readonly signal?: AbortSignal
    /** A credential plugin may ask somebody at the terminal: that is our standard input, and nothing else reads from it. */
    readonly terminal?: () => boolean
    /** Hears what takes long: a plugin, a proxy, a server that does not answer. */
    readonly tell?: (message: string) => void
  },
): Promise<KubeConnection> {
  const config = await loadConfig(options, options.env, { signal: options.signal ?? NEVER, hide: options.hide })
  const clock = options.clock ?? systemClock
  const { requestTimeoutMs } = options
  const awaited = createAwaited(options.tell ?? (() => undefined))
  const transport = new Transport(config, {
    userAgent: `kubectl-hooksync/${options.version}`,
    requestTimeoutMs,
    clock,
    awaited,
    terminal: options.terminal ?? (() => false),
  })
  transport.warmUp()
  return {
    cluster: createClusterClient(createKubeServer(transport), { clock, random: Math.random }),
    clock,
    namespace: config.namespace,
    server: transport.server,
    ...(config.contextName === undefined ? {} : { contextName: config.contextName }),
    close: (why) => transport.close(why),
    awaits: () => awaited.text() ?? transport.contact.pending(),
    requests: () => transport.requests(),
    trouble: () => transport.contact.trouble(),
  }
}

const NEVER = new AbortController().signal

function createKubeServer(transport: Transport): ApiServer {
  return {
    address: transport.server,
    closed: transport.closed,
    allTypes: (part) => askAll(transport, part),
    typesOf: (version) => askVersion(transport, version),
    read: (ref, how) => readObject(transport, ref, how?.signal),
    list: (type, selection, how) => listObjects(transport, type, selection, how?.signal),
    send: (write, how) => sendWrite(transport, write, how),
    delete: (ref, how) => sendDeletion(transport, ref, how),
    watch: (type, how) => openWatchStream(transport, type, how),
    log: (ref, how) => openLogStream(transport, ref, how),
    review: (access) => reviewAccess(transport, access),
    mergeSchema: createOpenApi(transport),
  }
}
