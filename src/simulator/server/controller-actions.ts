// Carries out what controllers do. What the server refuses them is dropped, as a controller would only try again.
import { keyOf } from '../../object/resource-key.ts'
import { ClusterError } from '../../errors.ts'
import { numberField, stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import type { Writer } from '../fields/managed-fields.ts'
import { shortHash } from '../stages/short-hash.ts'
import type { Action } from '../stages/stage.ts'
import { deleteObject, endGrace } from './delete.ts'
import { ownersOf } from './object-edits.ts'
import { formatTime } from './timestamp.ts'
import type { Store } from './store.ts'
import { createObject, updateByController } from './write.ts'
import type { Server } from './write.ts'

const CONTROLLERS: Writer = { manager: 'kube-controller-manager', operation: 'Update' }
const KUBELET: Writer = { manager: 'kubelet', operation: 'Update', subresource: 'status' }

/** Does one thing that a controller wants. */
export function carryOut(server: Server, action: Action): void {
  switch (action.do) {
    case 'create':
      return create(server, action.object)
    case 'update': {
      const before = server.store.get(keyOf(action.object))
      if (before?.metadata.uid !== action.object.metadata.uid || before === undefined) return
      return updateByController(server, before, action.object, writerOf(action.object, before))
    }
    case 'delete': {
      const object = server.store.get(action.key)
      return object === undefined ? undefined : deleteObject(server, object, action.propagation ?? 'Background')
    }
    case 'remove': {
      const object = server.store.get(action.key)
      return object === undefined ? undefined : endGrace(server, object)
    }
    case 'event':
      return recordEvent(server, action)
    default:
      return action satisfies never
  }
}

function writerOf(object: KubeObject, before: KubeObject): Writer {
  if (object.kind === 'Pod') return KUBELET
  return object['status'] === before['status'] ? CONTROLLERS : { ...CONTROLLERS, subresource: 'status' }
}

function create(server: Server, object: KubeObject): void {
  const type = server.types.ofKind(keyOf(object).group, object.kind)
  if (type === undefined) return
  try {
    const created = createObject(server, object, { type, writer: CONTROLLERS, dryRun: false, tracking: 'none' })
    if (created.kind === 'Pod') tellOwner(server, created)
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
  }
}

/** A controller tells on the owner which pod it made. */
function tellOwner(server: Server, pod: KubeObject): void {
  const owner = ownersOf(pod).find(({ controller }) => controller)
  if (owner === undefined) return
  const group = owner.apiVersion.split('/')[0] ?? ''
  const about = server.store.get({ group, kind: owner.kind, namespace: pod.metadata.namespace ?? '', name: owner.name })
  if (about === undefined) return
  const { name } = pod.metadata
  const message =
    owner.kind === 'StatefulSet' ? `Create Pod ${name} in StatefulSet ${owner.name} successful` : `Created pod: ${name}`
  recordEvent(server, { do: 'event', about, type: 'Normal', reason: 'SuccessfulCreate', message })
}

function recordEvent(server: Server, action: Extract<Action, { do: 'event' }>): void {
  const { about, reason, message } = action
  const namespace = about.metadata.namespace ?? 'default'
  const time = formatTime(server.clock.now())
  forgetEvents(server)
  // The same once more has the same name.
  const name = `${about.metadata.name}.${shortHash(`${about.metadata.uid} ${reason} ${message}`)}`
  const known = server.store.get({ group: '', kind: 'Event', namespace, name })
  if (known !== undefined) {
    server.store.put({ ...known, count: (numberField(known, 'count') ?? 1) + 1, lastTimestamp: time })
    return
  }
  create(server, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name ?? '',
      namespace,
      uid: about.metadata.uid ?? '',
    },
    type: action.type,
    reason,
    message,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    ...reporter(about, reason),
  })
}

/** How long the server keeps an event after it was written last. */
const EVENT_MS = 3_600_000

/** They are looked through so often. */
const SWEEP_MS = 60_000

const SWEPT = new WeakMap<Store, number>()

function forgetEvents({ store, clock }: Server): void {
  const now = clock.now()
  if (now - (SWEPT.get(store) ?? 0) < SWEEP_MS) return
  SWEPT.set(store, now)
  const oldest = formatTime(now - EVENT_MS)
  for (const event of store.list('', 'Event')) {
    if ((stringField(event, 'lastTimestamp') ?? oldest) < oldest) store.remove(keyOf(event))
  }
}

/** The scheduler reports in the new way, the others in both. */
function reporter(about: KubeObject, reason: string): JsonObject {
  if (about.kind !== 'Pod') {
    const component = `${about.kind.toLowerCase()}-controller`
    return { source: { component }, reportingComponent: component }
  }
  const isScheduler = reason === 'Scheduled' || reason === 'FailedScheduling'
  return isScheduler
    ? { source: {}, reportingComponent: 'default-scheduler' }
    : { source: { component: 'kubelet' }, reportingComponent: 'kubelet' }
}
