// Watches of the client in virtual time: over a server that does as it is told, and over the simulated one.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createClusterClient } from '../../../src/cluster/client/cluster-client.ts'
import type { ApiServer, ResourceType, StreamEvent, StreamOptions, WatchEvent } from '../../../src/cluster/port.ts'
import { ClusterError } from '../../../src/errors.ts'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { createVirtualClock } from '../../../src/simulator/virtual-clock.ts'
import { inPlace } from '../../support/in-place.ts'
import { configMap } from '../conformance-session.ts'

const test = suite('client watch')

const TYPE: ResourceType = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }

const event = (type: StreamEvent['type'], name: string, resourceVersion: string): StreamEvent => ({
  type,
  object: configMap(name, {}, { resourceVersion }),
})

/** What a stream does: it tells events, and then ends, breaks, or stays open and says nothing. */
interface Script {
  readonly events: readonly StreamEvent[]
  readonly last: 'end' | 'stay' | ClusterError
}

/** A cluster whose watches are these streams, one after the other; notes how each was opened, and when. */
function scripted(scripts: readonly Script[]) {
  const clock = createVirtualClock(0)
  const opened: (Pick<StreamOptions, 'resourceVersion' | 'timeoutSeconds'> & { readonly at: number })[] = []
  const left = [...scripts]
  const watch: ApiServer['watch'] = async (_type, { resourceVersion, timeoutSeconds }) => {
    opened.push({ at: clock.now(), resourceVersion, timeoutSeconds })
    const script = left.shift() ?? { events: [], last: 'stay' }
    const closed = new AbortController()
    return { events: tell(script, closed.signal), close: () => closed.abort() }
  }
  let lists = 0
  const list: ApiServer['list'] = async () => {
    lists += 1
    return { items: [], resourceVersion: '5' }
  }
  const server = { address: 'https://server', watch, list } satisfies Partial<ApiServer>
  const cluster = createClusterClient(server as unknown as ApiServer, { clock, random: () => 0.5 })
  return { cluster, clock, opened, lists: () => lists }
}

async function* tell({ events, last }: Script, closed: AbortSignal): AsyncGenerator<StreamEvent, void, void> {
  yield* events
  if (last instanceof ClusterError) throw last
  if (last === 'stay') await new Promise((resolve) => closed.addEventListener('abort', resolve, { once: true }))
}

/** What a watch tells until so many events have come. */
async function collect(events: AsyncIterable<WatchEvent>, count: number): Promise<readonly string[]> {
  const told: string[] = []
  for await (const one of events) {
    told.push('object' in one ? `${one.type} ${one.object.metadata.name}` : one.type)
    if (told.length === count) break
  }
  return told
}

const signal = new AbortController().signal

test('a stream that says nothing for 90 s is opened anew from where it was, without a word', async () => {
  const { cluster, opened } = scripted([
    { events: [event('added', 'a', '11'), event('bookmark', '', '15')], last: 'stay' },
    { events: [event('modified', 'a', '16')], last: 'stay' },
  ])
  assert.equal(await collect(cluster.watch(TYPE, { resourceVersion: '10', signal }), 2), ['added a', 'modified a'])
  assert.equal(opened, [
    { at: 0, resourceVersion: '10', timeoutSeconds: 450 },
    { at: 90_000, resourceVersion: '15', timeoutSeconds: 450 },
  ])
})

test('what breaks is told once and opened again with growing pauses', async () => {
  const broken = { events: [], last: new ClusterError('reset', { reason: 'Unreachable' }) } as const
  const { cluster, opened } = scripted([broken, broken, { events: [event('added', 'a', '11')], last: 'stay' }])
  const told = await collect(cluster.watch(TYPE, { resourceVersion: '10', signal }), 5)
  assert.equal(told, ['interrupted', 'resumed', 'interrupted', 'resumed', 'added a'])
  assert.equal(
    opened.map(({ at }) => at),
    [0, 150, 450],
  )
})

test('a server that has lost even what it just listed is asked with growing pauses', async () => {
  const gone: Script = { events: [], last: new ClusterError('too old', { reason: 'Gone', status: 410 }) }
  const { cluster, opened, lists } = scripted([
    gone,
    gone,
    gone,
    gone,
    { events: [event('added', 'a', '9')], last: 'stay' },
  ])
  const events = cluster.watch(TYPE, { namespace: 'demo', resourceVersion: '1', signal })
  assert.equal(await collect(events, 5), ['relisted', 'relisted', 'relisted', 'relisted', 'added a'])
  assert.is(lists(), 4)
  assert.equal(
    opened.map(({ at }) => at),
    [0, 0, 150, 450, 1050],
  )
})

test('history is what a stream tells that the server ends', async () => {
  const { cluster, opened } = scripted([
    { events: [event('added', 'a', '11'), event('deleted', 'a', '12')], last: 'end' },
  ])
  const history = cluster.watch(TYPE, { resourceVersion: '10', signal, until: 'now' })
  assert.equal(await collect(history, 3), ['added a', 'deleted a'])
  assert.equal(opened, [{ at: 0, resourceVersion: '10', timeoutSeconds: 2 }])
})

test('a stream that the server does not end tells no history', async () => {
  const { cluster, clock } = scripted([{ events: [event('added', 'a', '11')], last: 'stay' }])
  const history = cluster.watch(TYPE, { resourceVersion: '10', signal, until: 'now' })
  const error: unknown = await collect(history, 2).catch((cause: unknown) => cause)
  assert.equal(error instanceof ClusterError && [error.reason, error.message], [
    'Timeout',
    'https://server did not end a watch of 2 s',
  ])
  assert.is(clock.now(), 10_000)
})

test('over the simulated server a watch goes on for hours, a stream every some minutes', async () => {
  let streams = 0
  const simulated = createSimulatedCluster({
    faults: {
      beforeRequest: ({ verb }) => {
        if (verb === 'watch') streams += 1
        return undefined
      },
    },
  })
  const { resourceVersion } = await simulated.cluster.list(TYPE, {})
  const told = collect(simulated.cluster.watch(TYPE, { resourceVersion, signal }), 1)
  await simulated.clock.sleep(3_600_000)
  assert.is(streams, 8)
  await simulated.cluster.create(...inPlace(TYPE, configMap('late', {})), { fieldManager: 'test' })
  assert.equal(await told, ['added late'])
})

test.run()
