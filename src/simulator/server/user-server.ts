// The server as one user meets it: turns the calls of the port into requests.
import { isJsonList, isKubeObject } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type {
  ApiServer,
  ApiWrite,
  LogOptions,
  ObjectRef,
  Patch,
  ResourceType,
  ServedTypes,
  WriteOptions,
  WriteResult,
} from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import { podLife } from '../kinds/pod/pod-life.ts'
import { jsonPatch, mergePatch, strategicPatch } from '../fields/merge-patch.ts'
import { applyOnServer } from './apply.ts'
import { withMeta } from './object-edits.ts'
import { readLog } from '../kinds/pod/pod-logs.ts'
import { createRequests } from './requests.ts'
import type { Requests, Shared } from './requests.ts'
import { mergeSchemaAt } from '../schemas/merge-schema.ts'
import type { ServedType } from '../schemas/resource-types.ts'
import { selectionFilter } from './selectors.ts'
import { badRequest, invalidError, notFoundError } from './status-errors.ts'
import { inVersion, openStream } from './watch.ts'
import { createObject, decodeObject, updateObject } from './write.ts'
import type { Server, WriteContext } from './write.ts'

/** The server for a user of this name. */
export function createUserServer(shared: Shared, user: string): ApiServer {
  const { server, faults } = shared
  const requests = createRequests(shared, user)
  return {
    address: 'the simulated cluster',
    allTypes: async (part) => byVersion(server.types.all().filter(({ group }) => (group === '') === (part === 'core'))),
    typesOf: async ({ group, version }) => {
      const types = server.types.all().filter((type) => type.group === group && type.version === version)
      return { group, version, types: types.map(plainType), stale: false }
    },
    read: (ref) => requests.read('get', ref, (type) => findObject(server, type, ref)),
    list: (type, selection) =>
      requests.read('list', { type, namespace: selection.namespace ?? '', name: '' }, () => ({
        items: server.store
          .list(type.group, type.kind, selection.namespace)
          .filter(selectionFilter(selection))
          .map((object) => inVersion(object, type)),
        resourceVersion: String(server.store.version()),
      })),
    send: (given, options) => {
      const write = inNamespace(given)
      const { ref } = write
      const verb = write.verb === 'patch' && write.patch.type === 'replace' ? 'update' : write.verb
      const body = write.verb === 'patch' ? write.patch.body : write.object
      return requests.write({ verb, ref, body }, options, (type) => carryOutWrite(server, { type, write }, options))
    },
    delete: (ref, options) => requests.remove(ref, options),
    watch: (type, options) =>
      requests.read('watch', { type, namespace: options.namespace ?? '', name: '' }, () =>
        openStream(shared.watches, type, options),
      ),
    log: (ref, options) => openLog(requests, server, ref, options),
    review: async (access) => faults.mayI?.(access, user) ?? 'yes',
    mergeSchema: async (kind) => {
      const schema = server.types.schemaOf(kind)
      return schema.builtIn ? mergeSchemaAt(schema) : undefined
    },
  }
}

/** An object is in the namespace of the request's path. */
function inNamespace(write: ApiWrite): ApiWrite {
  if (write.verb === 'patch') return write
  const namespace = write.ref.namespace === '' ? undefined : write.ref.namespace
  if (write.object.metadata.namespace === namespace) return write
  return { ...write, object: withMeta(write.object, { namespace }) }
}

function carryOutWrite(
  server: Server,
  { type, write }: { readonly type: ServedType; readonly write: ApiWrite },
  options: WriteOptions,
): WriteResult {
  switch (write.verb) {
    case 'create':
      return create(server, type, write.object, options)
    case 'apply': {
      const { object, force, held } = write
      const { fieldManager: manager, dryRun = false } = options
      return applyOnServer(server, type, object, { manager, force, dryRun, held })
    }
    case 'patch':
      return patchObject(server, { type, ref: write.ref, patch: write.patch }, options)
    default:
      return write satisfies never
  }
}

function create(server: Server, type: ServedType, given: KubeObject, options: WriteOptions): WriteResult {
  const { object, warnings } = decodeObject(server, type, given, options.fieldValidation)
  return { object: createObject(server, object, contextOf(type, options)), change: 'created', warnings }
}

function contextOf(type: ServedType, { fieldManager: manager, dryRun = false }: WriteOptions): WriteContext {
  return { type, writer: { manager, operation: 'Update' }, dryRun, tracking: 'update' }
}

function findObject(server: Server, type: ServedType, { namespace, name }: ObjectRef): KubeObject {
  const found = server.store.get({ group: type.group, kind: type.kind, namespace, name })
  if (found === undefined) throw notFoundError(type, name)
  return inVersion(found, type)
}

function patchObject(
  server: Server,
  change: { readonly type: ServedType; readonly ref: ObjectRef; readonly patch: Patch },
  options: WriteOptions,
): WriteResult {
  const { type, ref, patch } = change
  const live = findObject(server, type, ref)
  const wanted = patched(server, type, live, patch)
  if (!isKubeObject(wanted)) throw badRequest('the patched object is not a Kubernetes object')
  const needsVersion = patch.type === 'replace' && !server.types.schemaOf(type).builtIn
  if (needsVersion && wanted.metadata.resourceVersion === undefined) {
    throw invalidError(type, ref.name, ['metadata.resourceVersion: Invalid value: 0: must be specified for an update'])
  }
  const { object, warnings } = decodeObject(server, type, wanted, options.fieldValidation)
  return { ...updateObject(server, live, object, contextOf(type, options)), warnings }
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

async function openLog(
  requests: Requests,
  server: Server,
  ref: ObjectRef,
  options: LogOptions,
): Promise<AsyncIterable<string>> {
  const read = () =>
    requests.read('logs', ref, (type) => {
      const pod = findObject(server, type, ref)
      const life = podLife(pod, server.life(pod))
      return { ...readLog(pod, life, { ...options, now: server.clock.now() }), every: life.logEvery }
    })
  const first = await read()
  const { sinceTime, sinceSeconds } = options
  // As the kubelet is asked: in whole seconds.
  const time = sinceTime === undefined ? -Infinity : Math.floor(Date.parse(sinceTime) / 1000) * 1000
  const since = sinceSeconds === undefined ? time : server.clock.now() - sinceSeconds * 1000
  async function* lines(): AsyncGenerator<string, void, void> {
    let told = options.tailLines === undefined ? 0 : Math.max(0, first.lines.length - options.tailLines)
    let log = first
    while (options.signal?.aborted !== true) {
      for (; told < log.lines.length; told += 1) {
        const at = log.at(told)
        const line = log.lines[told] ?? ''
        if (at >= since) yield options.timestamps === true ? `${new Date(at).toISOString()} ${line}` : line
      }
      if (log.ended || options.follow !== true) return
      await server.clock.sleep(log.every ?? FOLLOW_MS, options.signal)
      const next = await read().catch(() => undefined)
      if (next === undefined) return
      log = next
    }
  }
  return lines()
}

/** How often a followed log is looked at. */
const FOLLOW_MS = 200

function byVersion(types: readonly ServedType[]): readonly ServedTypes[] {
  const versions = new Map<string, ServedTypes & { readonly types: ResourceType[] }>()
  for (const type of types) {
    const { group, version } = type
    const key = `${group}/${version}`
    const served = versions.get(key) ?? { group, version, types: [], stale: false }
    served.types.push(plainType(type))
    versions.set(key, served)
  }
  return [...versions.values()]
}

function plainType({ group, version, kind, plural, namespaced }: ServedType): ResourceType {
  return { group, version, kind, plural, namespaced }
}
