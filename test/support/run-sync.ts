// Runs the engine on a simulated cluster in virtual time, with things that happen meanwhile. One lab can be synced several times.
import type { Cluster, Trouble } from '../../src/cluster/port.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster, SimulatedClusterOptions, WriteRecord } from '../../src/simulator/simulated-cluster.ts'
import type { ExitCode } from '../../src/errors.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { exitCodeOf } from '../../src/sync/summary.ts'
import type { Summary } from '../../src/sync/summary.ts'
import { sync } from '../../src/sync/sync.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { manifestsOf, USUAL_SYNC } from './usual-sync.ts'
import { inPlace } from './in-place.ts'

/** What happens while a sync runs. */
export interface Happening {
  /** Milliseconds of virtual time after the sync began. */
  readonly at: number
  readonly what: (scene: Scene) => void | Promise<unknown>
}

/** What a happening can turn. */
export interface Scene {
  readonly lab: Lab
  /** Sends the running sync a signal. */
  readonly signal: (name: string) => void
}

/** How one sync differs from the usual. */
export interface SyncRequest {
  readonly options?: Partial<SyncOptions>
  readonly happenings?: readonly Happening[]
  /** Puts something between the engine and the cluster. */
  readonly through?: (cluster: Cluster) => Cluster
  /** What keeps the cluster from being reached. */
  readonly trouble?: () => Trouble | undefined
}

/** What came of one sync. */
export interface SyncRun {
  readonly events: readonly SyncEvent[]
  readonly summary: Summary
  readonly exitCode: ExitCode
  /** What the sync asked to be written, dry runs and refusals too. */
  readonly audit: readonly WriteRecord[]
  /** Milliseconds of virtual time. */
  readonly took: number
}

/** A cluster and what a test does to it. */
export interface Lab extends SimulatedCluster {
  /** As `setup` with client-side apply, or as another user and field manager with server-side apply. */
  put(objects: readonly KubeObject[], as?: { readonly user: string; readonly method?: 'server-side' }): Promise<void>
  patch(kind: string, name: string, body: { readonly [name: string]: Json }): Promise<void>
  remove(kind: string, name: string): Promise<void>
  /** The live object, or undefined. */
  live(kind: string, name: string): KubeObject | undefined
  sync(objects: readonly KubeObject[] | string, request?: SyncRequest): Promise<SyncRun>
}

/** Makes a lab whose namespace `demo` exists unless told otherwise. */
export function createLab(
  options: Pick<SimulatedClusterOptions, 'faults' | 'types' | 'references'> & {
    readonly namespaces?: readonly string[]
  } = {},
): Lab {
  const namespaces = options.namespaces ?? ['default', 'demo']
  const world = createSimulatedCluster({ ...options, namespaces })
  const someone = world.user('someone')
  const find = (kind: string, name: string): KubeObject | undefined =>
    world.snapshot().find((object) => object.kind === kind && object.metadata.name === name)
  const refOf = async (kind: string, name: string) => {
    const object = find(kind, name)
    const type = object === undefined ? undefined : await someone.resolve(groupVersionKind(object), { fresh: true })
    if (object === undefined || type === undefined) throw new Error(`no ${kind} ${name} in the lab`)
    return { type, namespace: object.metadata.namespace ?? '', name }
  }
  const lab: Lab = {
    ...world,
    live: find,
    put: async (objects, as = { user: 'setup' }) => {
      for (const object of objects) await put(world.user(as.user), object, as)
    },
    patch: async (kind, name, body) => {
      await someone.patch(await refOf(kind, name), { type: 'merge', body }, { fieldManager: 'kubectl-patch' })
    },
    remove: async (kind, name) => {
      await someone.delete(await refOf(kind, name), { propagation: 'Background' })
    },
    sync: async (objects, request = {}) => runOnce(lab, objects, request),
  }
  return lab
}

/** The objects as a YAML stream, whose places are then told. */
export function manifestText(objects: readonly KubeObject[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n')
}

async function runOnce(lab: Lab, input: readonly KubeObject[] | string, request: SyncRequest): Promise<SyncRun> {
  const events: SyncEvent[] = []
  const mark = lab.audit.length
  const interrupt = new AbortController()
  const ended = new AbortController()
  const scene: Scene = { lab, signal: (name) => interrupt.abort(name) }
  const happenings = (request.happenings ?? []).map(async ({ at, what }) => {
    await lab.clock.sleep(at, ended.signal)
    if (!ended.signal.aborted) await what(scene)
  })
  const text = typeof input === 'string' ? input : manifestText(input)
  const manifests = manifestsOf(text)
  const startedAt = lab.clock.now()
  const cluster = request.through === undefined ? lab.cluster : request.through(lab.cluster)
  const options = { ...usualOptions(startedAt, interrupt.signal), ...request.options }
  const summary = await sync(manifests, { cluster, clock: lab.clock, trouble: request.trouble }, options, (event) =>
    events.push(event),
  )
  const took = lab.clock.now() - startedAt
  ended.abort()
  await Promise.all(happenings)
  const audit = lab.audit.slice(mark).filter((record) => record.user === 'hooksync')
  return { events, summary, exitCode: exitCodeOf(summary), audit, took }
}

/** The options of a sync for which a test says nothing. */
export function usualOptions(startedAt: number, signal: AbortSignal): SyncOptions {
  const own = { namespace: 'demo', revision: 'abcdef0123456', concurrency: 8, timeoutMs: 600_000 }
  return { ...USUAL_SYNC, ...own, startedAt, signal }
}

async function put(
  cluster: Cluster,
  object: KubeObject,
  as: { readonly user: string; readonly method?: 'server-side' },
): Promise<void> {
  const type = await cluster.resolve(groupVersionKind(object), { fresh: true })
  if (type === undefined) throw new Error(`no type for ${object.apiVersion} ${object.kind}`)
  const placed = type.namespaced ? { ...object, metadata: { namespace: 'demo', ...object.metadata } } : object
  const fieldManager = as.method === undefined ? 'kubectl-client-side-apply' : as.user
  await cluster.apply(...inPlace(type, placed), { method: as.method ?? 'client-side', force: true, fieldManager })
}

/** The events of a type. */
export function told<T extends SyncEvent['type']>(run: SyncRun, type: T): readonly Extract<SyncEvent, { type: T }>[] {
  return run.events.filter((event): event is Extract<SyncEvent, { type: T }> => event.type === type)
}

/** What was really written, in order: `create Job/mig`, `apply ConfigMap/c`, `delete Job/mig`. */
export function written(run: SyncRun): readonly string[] {
  return run.audit
    .filter((record) => !record.dryRun && record.code < 300)
    .map((record) => `${record.code === 201 ? 'create' : record.verb} ${record.kind}/${record.name}`)
}

/** The messages of warnings, with the object where one is named. */
export function warnings(run: SyncRun): readonly string[] {
  return told(run, 'warning').map(({ key, message }) => (key === undefined ? message : `${key.name}: ${message}`))
}
