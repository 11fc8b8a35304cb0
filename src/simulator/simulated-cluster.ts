// A cluster in memory, in virtual time, behind the same port as a real one. Wires the server, the controllers and the users.
import { ClusterError } from '../errors.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind, keyOf } from '../object/resource-key.ts'
import { createClusterClient } from '../cluster/client/cluster-client.ts'
import type { Cluster, ResourceType } from '../cluster/port.ts'
import type { Faults } from './faults.ts'
import { createLives } from './life.ts'
import type { LifeOf } from './life.ts'
import { carryOut } from './server/controller-actions.ts'
import { withMeta, withStatus } from './server/object-edits.ts'
import { admitEveryPod, createPodAdmission } from './kinds/pod/pod-admission.ts'
import { createStore } from './server/store.ts'
import type { Store } from './server/store.ts'
import type { ServedType } from './schemas/resource-types.ts'
import { createTypeRegistry } from './schemas/type-registry.ts'
import { createUserServer } from './server/user-server.ts'
import type { Shared, WriteRecord } from './server/requests.ts'
import { expired } from './server/status-errors.ts'
import { createObject, serialOf, withUid } from './server/write.ts'
import type { Server } from './server/write.ts'
import { defaultStages } from './stages/index.ts'
import { NODE_NAME } from './kinds/pod/controller.ts'
import type { References } from './kinds/pod/controller.ts'
import { runStages } from './stages/run-stages.ts'
import type { Agenda } from './stages/run-stages.ts'
import type { Action, Stage } from './stages/stage.ts'
import { createVirtualClock } from './virtual-clock.ts'
import type { VirtualClock } from './virtual-clock.ts'

export type { LifeOf } from './life.ts'
export type { WriteRecord } from './server/requests.ts'

/** What a simulated cluster begins with. */
export interface SimulatedClusterOptions {
  readonly clock?: VirtualClock
  /** Namespaces that exist; the four that every cluster has by default. */
  readonly namespaces?: readonly string[]
  /** Served beside the built-in types, without a definition in the cluster; a status is part of the object unless said otherwise. */
  readonly types?: readonly ExtraType[]
  /** Controllers beside those that every cluster has. */
  readonly stages?: readonly Stage[]
  readonly faults?: Faults
  /** Whether pods wait for the ConfigMaps, Secrets and ServiceAccounts that they name; left out: ignored. */
  readonly references?: References
  /** What pods name and is taken to be there, whatever made it. */
  readonly assumed?: readonly KubeObject[]
  /** How objects fare, by what they are or who made them. */
  readonly life?: LifeOf
  /** Goes on from where another cluster was; its namespaces and objects are those of that one. */
  readonly from?: Checkpoint
}

/** All that a cluster is at a moment, but its watches, types and controllers. Can be gone on from any number of times. */
export interface Checkpoint {
  readonly at: number
  readonly store: Store
  readonly servedFrom: ReadonlyMap<string, number>
  readonly agenda: Agenda
  readonly serial: number
  readonly forgotten: number
  readonly audit: readonly WriteRecord[]
}

/** A type beside the built-in ones. */
export interface ExtraType extends ResourceType {
  /** Status is written through its own subresource only. */
  readonly hasStatus?: boolean
}

/** A simulated cluster, with what a test looks at and turns. */
export interface SimulatedCluster {
  readonly cluster: Cluster
  readonly clock: VirtualClock
  /** Every write that users asked for, in order. Controllers are not users. */
  readonly audit: readonly WriteRecord[]
  /** Puts objects there with their status, beside all requests and records. */
  seed(objects: readonly KubeObject[]): void
  /** Puts objects there exactly as another cluster had them; one without a uid is given one. */
  restore(objects: readonly KubeObject[]): void
  /** All objects, by type, namespace and name. */
  snapshot(): readonly KubeObject[]
  /** The same cluster as another user: its writes are recorded under that name. */
  user(name: string): Cluster
  /** Forgets history: open watches are told that it is Gone (410), and so are those from an older resourceVersion. */
  forgetHistory(): void
  /** Breaks the watches, and lets none be opened until the function given back is called. */
  interruptWatches(message: string): () => void
  checkpoint(): Checkpoint
  /** Stops all controllers. */
  stop(): void
}

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** Makes a simulated cluster. */
export function createSimulatedCluster(options: SimulatedClusterOptions = {}): SimulatedCluster {
  const { from } = options
  const clock = options.clock ?? createVirtualClock(from?.at)
  const store = from?.store.copy() ?? createStore()
  const types = createTypeRegistry(store, options.types ?? [], { now: () => clock.now(), servedFrom: from?.servedFrom })
  let serial = from?.serial ?? 0
  const life = createLives(store, options.life)
  const references = options.references ?? 'ignored'
  const admitPod = references === 'needed' ? createPodAdmission(store, options.assumed ?? []) : admitEveryPod
  const server: Server = { store, types, clock, nextSerial: () => (serial += 1), life, admitPod }
  const stages = [...defaultStages((namespace) => contentsOf(store, namespace), references), ...(options.stages ?? [])]
  const act = (action: Action): void => carryOut(server, action)
  const running = runStages({ store, clock, stages, life, refusal: admitPod, act }, from?.agenda)
  const open = new Set<(error: ClusterError) => void>()
  const outages = new Set<ClusterError>()
  const audit: WriteRecord[] = [...(from?.audit ?? [])]
  let forgotten = from?.forgotten ?? 0
  const shared: Shared = {
    server,
    faults: options.faults ?? {},
    record: (entry) => audit.push(entry),
    watches: { store, clock, open, forgotten: () => forgotten, outage: () => [...outages][0] },
  }
  const user = (name: string): Cluster =>
    createClusterClient(createUserServer(shared, name), { clock, random: () => 0.5 })
  const seed = (objects: readonly KubeObject[]): void => {
    for (const object of objects) seedObject(server, object)
  }
  if (from === undefined) seed([...(options.namespaces ?? NAMESPACES).map(namespaceObject), nodeObject()])
  return {
    cluster: user('hooksync'),
    clock,
    audit,
    seed,
    restore: (objects) => {
      // They may come from another simulated cluster, and no uid is given twice.
      serial = Math.max(serial, ...objects.map(serialOf))
      for (const object of objects) store.put(object.metadata.uid === undefined ? withUid(server, object) : object)
    },
    snapshot: () => store.all(),
    user,
    forgetHistory: () => {
      forgotten = store.version()
      for (const fail of open) fail(expired(0, forgotten))
    },
    interruptWatches: (message) => interruptAll(open, outages, message),
    checkpoint: () => ({
      at: clock.now(),
      store: store.copy(),
      servedFrom: types.servedFrom(),
      agenda: running.agenda(),
      serial,
      forgotten,
      audit: [...audit],
    }),
    stop: () => running.stop(),
  }
}

function interruptAll(
  open: ReadonlySet<(error: ClusterError) => void>,
  outages: Set<ClusterError>,
  message: string,
): () => void {
  const outage = new ClusterError(message, { reason: 'Unreachable' })
  outages.add(outage)
  for (const fail of open) fail(outage)
  return () => outages.delete(outage)
}

function contentsOf(store: Store, namespace: string): readonly KubeObject[] {
  return store.all().filter((object) => object.metadata.namespace === namespace)
}

function seedObject(server: Server, object: KubeObject): void {
  const type = server.types.find(groupVersionKind(object)) ?? unknownType(object)
  const isPlaced = !type.namespaced || object.metadata.namespace !== undefined
  const placed = isPlaced ? object : withMeta(object, { namespace: 'default' })
  const writer = { manager: 'seed', operation: 'Update' } as const
  const created = createObject(server, placed, { type, writer, dryRun: false, tracking: 'update' })
  const { uid } = object.metadata
  const status = object['status']
  if (uid === undefined && !isJsonObject(status)) return
  const stored = server.store.get(keyOf(created)) ?? created
  const named = uid === undefined ? stored : withMeta(stored, { uid })
  server.store.put(isJsonObject(status) ? withStatus(named, status) : named)
}

/** A custom resource may be seeded before the controllers have established its definition. */
function unknownType(object: KubeObject): ServedType {
  const plural = `${object.kind.toLowerCase()}s`
  const namespaced = object.metadata.namespace !== undefined
  return { ...groupVersionKind(object), plural, namespaced, hasStatus: false, hasGeneration: true }
}

function namespaceObject(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

function nodeObject(): KubeObject {
  const labels = { 'kubernetes.io/hostname': NODE_NAME, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' }
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'the lab is ready' }]
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME, labels }, spec: {}, status: { conditions } }
}
