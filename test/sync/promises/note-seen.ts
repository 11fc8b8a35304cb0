// Notes which objects a cluster has shown to a run: what it was answered, and what its watches told.
import type { Cluster, WatchEvent, WriteOptions, WriteResult } from '../../../src/cluster/port.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { groupVersionKind } from '../../../src/object/resource-key.ts'
import type { Stage } from './stage.ts'

/** The same cluster; each object that it shows is a moment, once. */
export function noteSeen(cluster: Cluster, stage: Stage): Cluster {
  const see = seer(stage)
  // What a dry run would have made is nowhere.
  const seeWritten = ({ object, ...rest }: WriteResult, { dryRun }: WriteOptions): WriteResult => ({
    object: dryRun === true ? object : see(object),
    ...rest,
  })
  return {
    ...cluster,
    get: async (ref, options) => {
      const found = await cluster.get(ref, options)
      return found === undefined ? undefined : see(found)
    },
    list: async (type, selection, options) => {
      const found = await cluster.list(type, selection, options)
      return { ...found, items: found.items.map(see) }
    },
    watch: (type, options) => seeEvents(cluster.watch(type, options), see),
    apply: async (ref, object, options) => seeWritten(await cluster.apply(ref, object, options), options),
    create: async (ref, object, options) => seeWritten(await cluster.create(ref, object, options), options),
    patch: async (ref, patch, options) => seeWritten(await cluster.patch(ref, patch, options), options),
  }
}

type See = (object: KubeObject) => KubeObject

function seer({ moments, world }: Stage): See {
  const known = new Set<string>()
  return (object) => {
    const { uid, namespace = '', name = '' } = object.metadata
    if (uid === undefined || known.has(uid)) return object
    known.add(uid)
    const { group, kind } = groupVersionKind(object)
    moments.push({ is: 'seen', at: world.clock.now(), key: { group, kind, namespace, name }, uid })
    return object
  }
}

async function* seeEvents(events: AsyncIterable<WatchEvent>, see: See): AsyncIterable<WatchEvent> {
  for await (const event of events) {
    if ('object' in event) see(event.object)
    if ('items' in event) for (const item of event.items) see(item)
    yield event
  }
}
