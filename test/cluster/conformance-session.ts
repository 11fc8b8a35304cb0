// What a conformance check works with: a namespace of its own, short ways to write, and waiting without polling.
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type {
  ApplyOptions,
  Clock,
  Cluster,
  DeleteResult,
  ObjectRef,
  Patch,
  ResourceType,
  WatchEvent,
  WriteOptions,
  WriteResult,
} from '../../src/cluster/port.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'

/** One thing that every cluster does alike. */
export interface Check {
  /** A sentence. */
  readonly title: string
  readonly run: (session: Session) => Promise<void>
}

/** A cluster as a check sees it. */
export interface Session {
  readonly cluster: Cluster
  readonly clock: Clock
  readonly namespace: string
  type(apiVersion: string, kind: string): Promise<ResourceType>
  ref(object: KubeObject): Promise<ObjectRef>
  create(object: KubeObject, options?: Partial<WriteOptions>): Promise<WriteResult>
  /** A forced server-side apply, unless the options say otherwise. */
  apply(object: KubeObject, options?: Partial<ApplyOptions>): Promise<WriteResult>
  patch(object: KubeObject, patch: Patch, options?: Partial<WriteOptions>): Promise<WriteResult>
  get(object: KubeObject): Promise<KubeObject | undefined>
  delete(object: KubeObject, propagation?: 'Foreground' | 'Background' | 'Orphan', uid?: string): Promise<DeleteResult>
  /** Waits until the object is as wanted; `undefined` is handed over when there is none. */
  until(object: KubeObject, isWanted: (live: KubeObject | undefined) => boolean): Promise<KubeObject | undefined>
  /** Collects what a watch of the type tells until it has told enough. */
  watch(
    type: ResourceType,
    from: string,
    isEnough: (events: readonly WatchEvent[]) => boolean,
  ): Promise<readonly WatchEvent[]>
}

/** The field manager of the checks. */
export const MANAGER = 'conformance'

const PATIENCE_MS = 60_000

/** Opens a session with a new namespace. */
export async function createSession(cluster: Cluster, clock: Clock, namespace: string): Promise<Session> {
  const type = async (apiVersion: string, kind: string): Promise<ResourceType> => {
    const wanted = groupVersionKind({ apiVersion, kind })
    const found = (await cluster.resolve(wanted)) ?? (await cluster.resolve(wanted, { fresh: true }))
    if (found === undefined) throw new Error(`${apiVersion} ${kind} is not served`)
    return found
  }
  const typeOf = (object: KubeObject): Promise<ResourceType> => type(object.apiVersion, object.kind)
  const ref = async (object: KubeObject): Promise<ObjectRef> => {
    const found = await typeOf(object)
    const place = found.namespaced ? (object.metadata.namespace ?? namespace) : ''
    return { type: found, namespace: place, name: object.metadata.name ?? '' }
  }
  const placed = async (object: KubeObject): Promise<KubeObject> => {
    const { type: found, namespace: place } = await ref(object)
    return found.namespaced ? { ...object, metadata: { ...object.metadata, namespace: place } } : object
  }
  const session: Session = {
    cluster,
    clock,
    namespace,
    type,
    ref,
    create: async (object, options) =>
      cluster.create(await ref(object), await placed(object), { fieldManager: MANAGER, ...options }),
    apply: async (object, options) =>
      cluster.apply(await ref(object), await placed(object), {
        fieldManager: MANAGER,
        method: 'server-side',
        force: true,
        ...options,
      }),
    patch: async (object, patch, options) =>
      cluster.patch(await ref(object), patch, { fieldManager: MANAGER, ...options }),
    get: async (object) => cluster.get(await ref(object)),
    delete: async (object, propagation = 'Background', uid) =>
      cluster.delete(await ref(object), { propagation, ...(uid === undefined ? {} : { uid }) }),
    until: async (object, isWanted) => until(cluster, clock, await ref(object), isWanted),
    watch: (watched, from, isEnough) => collect(cluster, clock, { type: watched, namespace, from }, isEnough),
  }
  await session.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  return session
}

async function until(
  cluster: Cluster,
  clock: Clock,
  ref: ObjectRef,
  isWanted: (live: KubeObject | undefined) => boolean,
): Promise<KubeObject | undefined> {
  const { type, name } = ref
  const selection = { fieldSelector: `metadata.name=${name}`, ...(type.namespaced ? { namespace: ref.namespace } : {}) }
  const list = await cluster.list(type, selection)
  let live = list.items[0]
  if (isWanted(live)) return live
  const stop = stopAfter(clock)
  try {
    for await (const event of cluster.watch(type, {
      ...selection,
      resourceVersion: list.resourceVersion,
      signal: stop.signal,
    })) {
      if (event.type === 'relisted') live = event.items[0]
      else if (event.type === 'deleted') live = undefined
      else if (event.type === 'added' || event.type === 'modified') live = event.object
      if (isWanted(live)) return live
    }
  } finally {
    stop.end()
  }
  throw new Error(`${type.kind} ${name} did not become as wanted: ${JSON.stringify(live?.['status'])}`)
}

async function collect(
  cluster: Cluster,
  clock: Clock,
  watched: { readonly type: ResourceType; readonly namespace: string; readonly from: string },
  isEnough: (events: readonly WatchEvent[]) => boolean,
): Promise<readonly WatchEvent[]> {
  const { type, namespace, from } = watched
  const stop = stopAfter(clock)
  const events: WatchEvent[] = []
  const options = { ...(type.namespaced ? { namespace } : {}), resourceVersion: from, signal: stop.signal }
  try {
    for await (const event of cluster.watch(type, options)) {
      events.push(event)
      if (isEnough(events)) return events
    }
  } finally {
    stop.end()
  }
  throw new Error(`the watch told too little: ${events.map(describe).join(', ')}`)
}

function stopAfter(clock: Clock): { readonly signal: AbortSignal; readonly end: () => void } {
  const stop = new AbortController()
  void clock.sleep(PATIENCE_MS, stop.signal).then(() => stop.abort())
  return { signal: stop.signal, end: () => stop.abort() }
}

/** `modified web`, for comparing sequences of events. */
export function describe(event: WatchEvent): string {
  return 'object' in event ? `${event.type} ${event.object.metadata.name}` : event.type
}

/**
 * A message without what only Go's own code decides: which struct holds a field, what type that is in Go, how a list or a
 * map is printed, at which byte a decoder gave up. The simulated server does not imitate that: field and reason are left.
 */
export function withoutGoPrint(message: string): string {
  return message
    .replace(/Go struct field \w*\.(\S+) of type \S+$/, 'Go struct field $1')
    .replace(/, got &\{.*\}$/, ', got &{…}')
    .replace(/\{Value:(?:map|[[{]).*\}$/, '{Value:…}')
    .replace(/ at input byte \d+$/, '')
}

/** Asserts that a request is refused, with this reason and in these words. */
export async function assertRefused(
  request: Promise<unknown>,
  expected: { readonly reason: string; readonly status: number; readonly message: string | RegExp },
): Promise<ClusterError> {
  const error = await request.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof ClusterError)) throw new Error(`it was not refused: ${String(error)}`, { cause: error })
  if (typeof expected.message === 'string') assert.is(withoutGoPrint(error.message), withoutGoPrint(expected.message))
  else assert.match(error.message, expected.message)
  assert.equal({ reason: error.reason, status: error.status }, { reason: expected.reason, status: expected.status })
  return error
}

/** A ConfigMap. */
export function configMap(name: string, data: JsonObject, meta: JsonObject = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...meta }, data }
}

/** A pod template that runs nothing, steered by annotations. */
export function template(annotations: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  return {
    metadata: { labels: { app: 'x' }, annotations },
    spec: { containers: [{ name: 'main', image: 'lab/any:1' }], ...spec },
  }
}

/** A Job. */
export function job(name: string, annotations: JsonObject = {}, spec: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { template: template(annotations, { restartPolicy: 'Never' }), ...spec },
  }
}

/** A workload with a selector: a Deployment unless told otherwise. */
export function workload(
  name: string,
  annotations: JsonObject = {},
  spec: JsonObject = {},
  kind = 'Deployment',
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: { selector: { matchLabels: { app: 'x' } }, template: template(annotations), ...spec },
  }
}

/** `Complete=True CompletionsReached` of each condition, in order. */
export function conditionsOf(object: KubeObject | undefined): readonly string[] {
  const status = object?.['status']
  if (typeof status !== 'object' || status === null || !('conditions' in status) || !Array.isArray(status.conditions))
    return []
  return status.conditions.map((condition) => `${condition.type}=${condition.status} ${condition.reason ?? ''}`.trim())
}
