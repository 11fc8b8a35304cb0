// The cluster and the clock as the run has them: each real write is noted as it begins and as it is answered.
import type { Clock, Cluster, ObjectRef } from '../../../src/cluster/port.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { formatKey, groupVersionKind } from '../../../src/object/resource-key.ts'
import type { ResourceKey } from '../../../src/object/resource-key.ts'
import type { World } from '../../../src/sync/run.ts'
import { noteSeen } from './note-seen.ts'
import type { Stage } from './stage.ts'
import type { Write } from './trace.ts'

/** More than any run of so few objects needs: one that does not end in virtual time would not end at all. */
const MOST_STEPS = 20_000

/** What the run is given. */
export function watchedWorld(stage: Stage): World {
  const count = counter()
  return { cluster: noteSeen(watchedCluster(stage, count), stage), clock: watchedClock(stage.world.clock, count) }
}

function counter(): () => void {
  let steps = 0
  return () => {
    if ((steps += 1) > MOST_STEPS) throw new Error('the run goes round and round')
  }
}

function watchedClock(clock: Clock, count: () => void): Clock {
  return {
    now: () => clock.now(),
    sleep: async (milliseconds, signal) => {
      count()
      await clock.sleep(milliseconds, signal)
    },
  }
}

function watchedCluster(stage: Stage, count: () => void): Cluster {
  const { world, moments, live, listeners, random } = stage
  const { cluster, clock } = world
  const late = async <Result>(send: () => Promise<Result>): Promise<Result> => {
    count()
    try {
      return await send()
    } finally {
      if (random.settings.lag > 0) await clock.sleep(random.settings.lag)
    }
  }
  const noted = async <Result>(write: Omit<Write, 'began'>, send: () => Promise<Result>): Promise<Result> => {
    const begun: Write = { ...write, began: clock.now() }
    moments.push({ is: 'begun', at: clock.now(), write: begun, live: live.get(formatKey(write.key)) })
    for (const listener of listeners) listener('write')
    try {
      const result = await late(send)
      moments.push({ is: 'answered', at: clock.now(), write: begun, answer: result === 'absent' ? 'absent' : 'done' })
      return result
    } catch (error) {
      moments.push({ is: 'answered', at: clock.now(), write: begun, answer: 'error' })
      throw error
    }
  }
  return {
    ...cluster,
    get: async (ref, options) => late(async () => cluster.get(ref, options)),
    list: async (type, selection, options) => late(async () => cluster.list(type, selection, options)),
    apply: async (ref, object, options) => {
      const send = async () => cluster.apply(ref, object, options)
      return options.dryRun === true ? late(send) : noted({ verb: 'apply', key: keyOfObject(object) }, send)
    },
    create: async (ref, object, options) => {
      const send = async () => cluster.create(ref, object, options)
      return options.dryRun === true ? late(send) : noted({ verb: 'apply', key: keyOfObject(object) }, send)
    },
    patch: async (ref, patch, options) => {
      const send = async () => cluster.patch(ref, patch, options)
      const isRelease = JSON.stringify(patch.body).startsWith('{"metadata":{"finalizers"')
      return options.dryRun === true
        ? late(send)
        : noted({ verb: isRelease ? 'release' : 'apply', key: keyOfRef(ref) }, send)
    },
    delete: async (ref, options) => {
      const { uid } = options
      const send = async () => cluster.delete(ref, options)
      if (options.dryRun === true) return late(send)
      return noted({ verb: 'delete', key: keyOfRef(ref), ...(uid === undefined ? {} : { uid }) }, send)
    },
  }
}

function keyOfRef({ type, namespace, name }: ObjectRef): ResourceKey {
  return { group: type.group, kind: type.kind, namespace, name }
}

function keyOfObject(object: KubeObject): ResourceKey {
  const { group, kind } = groupVersionKind(object)
  return { group, kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' }
}
