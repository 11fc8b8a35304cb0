// The port of a simulated cluster for one user: turns its methods into requests to the server.
import { isJsonList, jsonEqual } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import type {
  ApplyOptions,
  Cluster,
  LogOptions,
  ObjectRef,
  Patch,
  ResourceType,
  WriteOptions,
  WriteResult,
} from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import { podLife } from '../kinds/pod/pod-life.ts'
import { jsonPatch, mergePatch, strategicPatch } from '../fields/merge-patch.ts'
import { applyOnServer, mergeFromClient, withLastApplied } from './apply.ts'
import { isKubeObject, withMeta } from './object-edits.ts'
import { readLog } from '../kinds/pod/pod-logs.ts'
import { createRequests } from './requests.ts'
import type { Requests, Shared } from './requests.ts'
import type { ServedType } from '../schemas/resource-types.ts'
import { selectionFilter } from './selectors.ts'
import { badRequest, invalidError, notFoundError } from './status-errors.ts'
import { inVersion, openWatch } from './watch.ts'
import { createObject, decodeObject, updateObject } from './write.ts'
import type { Server } from './write.ts'

/** The port for a user of this name. */
export function createUserCluster(shared: Shared, user: string): Cluster {
  const { server } = shared
  let discovered: readonly ServedType[] | undefined
  const requests = createRequests(shared, user)
  return {
    resolve: async (kind, options) => {
      if (options?.fresh === true) discovered = undefined
      discovered ??= server.types.all()
      const found = discovered.find((type) => isSameKind(type, kind))
      return found === undefined ? undefined : plainType(found)
    },
    get: (ref) => requests.read('get', ref, () => readObject(server, ref)),
    list: (type, selection) =>
      requests.read('list', refOf(type, selection.namespace ?? ''), () => ({
        items: server.store
          .list(type.group, type.kind, selection.namespace)
          .filter(selectionFilter(selection))
          .map((object) => inVersion(object, type)),
        resourceVersion: String(server.store.version()),
      })),
    create: (ref, object, options) => {
      const placed = inNamespace(ref, object)
      return requests.write('create', placed, options, (served) => create(server, served, placed, options))
    },
    apply: (ref, object, options) =>
      options.method === 'server-side'
        ? applyServerSide(requests, server, inNamespace(ref, object), options)
        : applyClientSide(requests, server, inNamespace(ref, object), options),
    patch: (ref, patch, options) =>
      requests.write(patch.type === 'replace' ? 'update' : 'patch', { ...ref, object: patch.body }, options, (served) =>
        patchObject(server, { type: served, ref, patch }, options),
      ),
    delete: (ref, options) => requests.remove(ref, options),
    watch: (type, options) => openWatch(shared.watches, type, options),
    logs: (ref, options) => readLogs(requests, server, ref, options),
    mayI: async (access) => shared.faults.mayI?.(access, user) ?? 'yes',
  }
}

interface PlacedObject extends ObjectRef {
  readonly object: KubeObject
}

/** An object is in the namespace of the request's path. */
function inNamespace(ref: ObjectRef, object: KubeObject): PlacedObject {
  const namespace = ref.namespace === '' ? undefined : ref.namespace
  return { ...ref, object: object.metadata.namespace === namespace ? object : withMeta(object, { namespace }) }
}

function create(server: Server, type: ServedType, placed: PlacedObject, options: WriteOptions): WriteResult {
  const { object, warnings } = decodeObject(server, type, placed.object, options.fieldValidation)
  const writer = { manager: options.fieldManager, operation: 'Update' } as const
  const created = createObject(server, object, { type, writer, dryRun: options.dryRun === true, tracking: 'update' })
  return { object: created, change: 'created', warnings }
}

async function applyServerSide(
  requests: Requests,
  server: Server,
  placed: PlacedObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  refuseNameless(placed)
  return requests.write('apply', placed, options, (served) => {
    return applyOnServer(server, served, placed.object, {
      manager: options.fieldManager,
      force: options.force,
      dryRun: options.dryRun === true,
      seen: options.dryRun === true ? undefined : options.live,
    })
  })
}

/** Before any request, in the words of the kube adapter. */
function refuseNameless({ name, type, object }: PlacedObject): void {
  if (name !== '') return
  const { generateName } = object.metadata
  const what = generateName === undefined ? `a ${type.kind} without a name` : `from ${generateName}`
  throw new ClusterError(`${what}: cannot use generate name with apply`, { reason: 'BadRequest' })
}

async function applyClientSide(
  requests: Requests,
  server: Server,
  placed: PlacedObject,
  options: ApplyOptions,
): Promise<WriteResult> {
  refuseNameless(placed)
  const seen =
    options.live === undefined ? await requests.read('get', placed, () => readObject(server, placed)) : options.live
  if (seen === null || seen === undefined) {
    const object = withLastApplied(placed.object)
    return requests.write('create', placed, options, (served) => create(server, served, { ...placed, object }, options))
  }
  const merged = mergeFromClient(server, placed.type, seen, placed.object)
  if (jsonEqual(merged, seen)) return { object: seen, change: 'unchanged', warnings: [] }
  return requests.write('patch', placed, options, (served) => {
    const live = readObject(server, placed)
    if (live === undefined) throw notFoundError(served, placed.name)
    return update(server, served, { live, wanted: mergeFromClient(server, served, live, placed.object) }, options)
  })
}

function readObject(server: Server, ref: ObjectRef): KubeObject | undefined {
  const { group, kind } = ref.type
  const found = server.store.get({ group, kind, namespace: ref.namespace, name: ref.name })
  return found === undefined ? undefined : inVersion(found, ref.type)
}

function update(
  server: Server,
  type: ServedType,
  change: { readonly live: KubeObject; readonly wanted: KubeObject },
  options: WriteOptions,
): WriteResult {
  const { object, warnings } = decodeObject(server, type, change.wanted, options.fieldValidation)
  const writer = { manager: options.fieldManager, operation: 'Update' } as const
  const context = { type, writer, dryRun: options.dryRun === true, tracking: 'update' } as const
  return { ...updateObject(server, change.live, object, context), warnings }
}

function patchObject(
  server: Server,
  change: { readonly type: ServedType; readonly ref: ObjectRef; readonly patch: Patch },
  options: WriteOptions,
): WriteResult {
  const { type, ref, patch } = change
  const live = readObject(server, ref)
  if (live === undefined) throw notFoundError(type, ref.name)
  const wanted = patched(server, type, live, patch)
  if (!isKubeObject(wanted)) throw badRequest('the patched object is not a Kubernetes object')
  if (
    patch.type === 'replace' &&
    !server.types.schemaOf(type).builtIn &&
    wanted.metadata.resourceVersion === undefined
  ) {
    throw invalidError(type, ref.name, ['metadata.resourceVersion: Invalid value: 0: must be specified for an update'])
  }
  return update(server, type, { live, wanted }, options)
}

function patched(server: Server, type: ServedType, live: KubeObject, patch: Patch): Json | undefined {
  const { body } = patch
  if (isJsonList(body)) {
    const result = patch.type === 'json' ? jsonPatch(live, body) : undefined
    if (result !== undefined) return result
    throw new ClusterError('the server rejected our request due to an error in our request', {
      reason: 'Invalid',
      status: 422,
    })
  }
  if (patch.type === 'replace') return body
  if (patch.type === 'merge') return mergePatch(live, body)
  const schema = server.types.schemaOf(type)
  if (patch.type === 'strategic' && schema.builtIn) return strategicPatch(live, body, schema)
  throw new ClusterError(
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    { reason: 'BadRequest', status: 415 },
  )
}

async function* readLogs(
  requests: Requests,
  server: Server,
  ref: ObjectRef,
  options: LogOptions,
): AsyncIterable<string> {
  const read = () =>
    requests.read('logs', ref, (type) => {
      const pod = readObject(server, ref)
      if (pod === undefined) throw notFoundError(type, ref.name)
      const life = podLife(pod, server.life(pod))
      return { ...readLog(pod, life, { ...options, now: server.clock.now() }), every: life.logEvery }
    })
  const first = await read()
  const skipped = options.tailLines === undefined ? 0 : Math.max(0, first.lines.length - options.tailLines)
  let told = skipped
  let log = first
  while (options.signal?.aborted !== true) {
    for (const line of log.lines.slice(told)) yield line
    told = Math.max(told, log.lines.length)
    if (log.ended || options.follow !== true) return
    await server.clock.sleep(log.every ?? FOLLOW_MS, options.signal)
    const next = await read().catch(() => undefined)
    if (next === undefined) return
    log = next
  }
}

/** How often a followed log is looked at. */
const FOLLOW_MS = 200

function refOf(type: ResourceType, namespace: string): ObjectRef {
  return { type, namespace, name: '' }
}

function isSameKind(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind
}

function plainType({ group, version, kind, plural, namespaced }: ServedType): ResourceType {
  return { group, version, kind, plural, namespaced }
}
