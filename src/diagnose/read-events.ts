// The Kubernetes events about some objects, oldest first, without the chatter.
import type { Cluster } from '../cluster/port.ts'
import { defined } from '../object/defined.ts'
import { numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { compareText } from '../object/resource-key.ts'
import { attempt, uniqueNotes } from './attempt.ts'
import type { Attempted } from './attempt.ts'
import type { EventDiagnosis } from './diagnosis.ts'

/** Events of type Normal that tell why something waits; all others only say that all is well. */
const TELLING = [
  'ExternalProvisioning',
  'WaitForFirstConsumer',
  'WaitForPodScheduled',
  'Suspended',
  'Killing',
  'Preempted',
]

const MOST_EVENTS = 10

/** What events tell, and by reason when the newest was seen: a time of the server, to the second. */
export interface EventsRead extends Attempted<readonly EventDiagnosis[]> {
  readonly newestAt: ReadonlyMap<string, string>
}

/** The newest ten events about the objects, told ones once. */
export async function readEvents(
  cluster: Cluster,
  objects: readonly KubeObject[],
  signal?: AbortSignal,
): Promise<EventsRead> {
  const readings = await Promise.all(objects.map((object) => eventsAbout(cluster, object, signal)))
  const events = readings.flatMap((reading) => reading.value).filter(isTelling)
  const sorted = events.toSorted((a, b) => compareText(timeOf(a), timeOf(b)))
  return {
    value: sorted.map(toDiagnosis).slice(-MOST_EVENTS),
    notes: uniqueNotes(readings.flatMap((reading) => reading.notes)),
    newestAt: new Map(sorted.map((event) => [stringField(event, 'reason') ?? '', timeOf(event)])),
  }
}

/** All events about an object, in no order. */
export function eventsAbout(
  cluster: Cluster,
  object: KubeObject,
  signal?: AbortSignal,
): Promise<Attempted<readonly KubeObject[]>> {
  const read = async (): Promise<readonly KubeObject[]> => {
    const uid = object.metadata.uid
    if (uid === undefined) return []
    const type = await cluster.resolve({ group: '', version: 'v1', kind: 'Event' })
    if (type === undefined) return []
    // Events about a cluster-scoped object are kept in the namespace `default`.
    const namespace = object.metadata.namespace ?? 'default'
    const selection = { namespace, fieldSelector: `involvedObject.uid=${uid}` }
    return (await cluster.list(type, selection, defined({ signal }))).items
  }
  return attempt('events', read, [])
}

function isTelling(event: KubeObject): boolean {
  return stringField(event, 'type') === 'Warning' || TELLING.includes(stringField(event, 'reason') ?? '')
}

function toDiagnosis(event: KubeObject): EventDiagnosis {
  return {
    kind: stringField(event, 'involvedObject', 'kind') ?? '',
    name: stringField(event, 'involvedObject', 'name') ?? '',
    reason: stringField(event, 'reason') ?? '',
    message: withoutPreemption(stringField(event, 'message') ?? ''),
    count: numberField(event, 'series', 'count') ?? numberField(event, 'count') ?? 1,
  }
}

/** Whether others could make room is the scheduler's second question, and its answer says "0/1 nodes" once more. */
export function withoutPreemption(message: string): string {
  return /^\d+\/\d+ nodes are available: /.test(message) ? message.replace(/ preemption: .*$/s, '') : message
}

/** To the second: the fields differ in their fractions. */
function timeOf(event: KubeObject): string {
  const time =
    stringField(event, 'series', 'lastObservedTime') ??
    stringField(event, 'lastTimestamp') ??
    stringField(event, 'eventTime') ??
    stringField(event, 'metadata', 'creationTimestamp')
  return (time ?? '').slice(0, 19)
}
