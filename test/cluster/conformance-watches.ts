// Conformance: lists and watches.
import * as assert from 'uvu/assert'
import { configMap, describe } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'
import type { WatchEvent } from '../../src/cluster/port.ts'

/** Watches. */
export const WATCH_CHECKS: readonly Check[] = [
  {
    title: 'a watch tells changes in order, and the last state of what was deleted',
    run: async (session) => {
      const { type, from } = await start(session)
      await session.create(configMap('c', { a: '1' }))
      await session.patch(configMap('c', {}), { type: 'merge', body: { data: { a: '2' } } })
      await session.delete(configMap('c', {}))
      const events = await session.watch(type, from, (all) => all.at(-1)?.type === 'deleted')
      assert.equal(told(events), ['added c', 'modified c', 'deleted c'])
      const versions = events.flatMap((event) =>
        'object' in event ? [Number(event.object.metadata.resourceVersion)] : [],
      )
      assert.equal(
        versions,
        versions.toSorted((a, b) => a - b),
      )
      const last = events.at(-1)
      assert.equal(last !== undefined && 'object' in last ? last.object['data'] : undefined, { a: '2' })
    },
  },
  {
    title: 'a watch begins after its resourceVersion',
    run: async (session) => {
      const { type } = await start(session)
      await session.create(configMap('before', {}))
      const { object } = await session.create(configMap('between', {}))
      await session.create(configMap('after', {}))
      const events = await session.watch(type, object.metadata.resourceVersion ?? '', (all) => told(all).length > 0)
      assert.equal(told(events), ['added after'])
    },
  },
  {
    title: 'what a selector ceases to match is deleted for its watch, what it begins to match is added',
    run: async (session) => {
      const { type, from } = await start(session)
      await session.create(configMap('c', {}, { labels: { on: 'no' } }))
      await session.create(configMap('other', {}))
      const label = (on: string): Promise<unknown> =>
        session.patch(configMap('c', {}), { type: 'merge', body: { metadata: { labels: { on } } } })
      await label('yes')
      await label('no')
      const stop = new AbortController()
      const events: WatchEvent[] = []
      const options = {
        namespace: session.namespace,
        labelSelector: 'on=yes',
        resourceVersion: from,
        signal: stop.signal,
      }
      for await (const event of session.cluster.watch(type, options)) {
        events.push(event)
        if (event.type === 'deleted') break
      }
      stop.abort()
      assert.equal(told(events), ['added c', 'deleted c'])
      const last = events.at(-1)
      assert.is(last !== undefined && 'object' in last ? last.object.metadata.labels?.['on'] : undefined, 'yes')
    },
  },
  {
    title: 'a watch until now tells what came and went, and ends',
    run: async (session) => {
      const { type, from } = await start(session)
      await session.create(configMap('c', { a: '1' }))
      await session.delete(configMap('c', {}))
      await session.create(configMap('other', {}))
      const history = async (name: string): Promise<readonly WatchEvent[]> => {
        const events: WatchEvent[] = []
        const options = {
          namespace: session.namespace,
          fieldSelector: `metadata.name=${name}`,
          resourceVersion: from,
          signal: new AbortController().signal,
          until: 'now',
        } as const
        for await (const event of session.cluster.watch(type, options)) events.push(event)
        return events
      }
      const [gone, there, never] = await Promise.all([history('c'), history('other'), history('never')])
      assert.equal(gone?.map(describe), ['added c', 'deleted c'])
      assert.equal(there?.map(describe), ['added other'])
      assert.equal(never, [])
    },
  },
  {
    title: 'lists obey label and field selectors',
    run: async (session) => {
      const { type } = await start(session)
      await session.create(configMap('a', {}, { labels: { tier: 'x' } }))
      await session.create(configMap('b', {}, { labels: { tier: 'y' } }))
      await session.create(configMap('c', {}))
      const list = async (selection: object): Promise<readonly (string | undefined)[]> =>
        (await session.cluster.list(type, { namespace: session.namespace, ...selection })).items
          .map(({ metadata }) => metadata.name)
          .filter((name) => name !== 'kube-root-ca.crt')
      assert.equal(await list({}), ['a', 'b', 'c'])
      assert.equal(await list({ labelSelector: 'tier' }), ['a', 'b'])
      assert.equal(await list({ labelSelector: 'tier!=x' }), ['b', 'c'])
      assert.equal(await list({ labelSelector: 'tier in (x, z)' }), ['a'])
      assert.equal(await list({ labelSelector: 'tier notin (x),tier' }), ['b'])
      assert.equal(await list({ labelSelector: '!tier' }), ['c'])
      assert.equal(await list({ fieldSelector: 'metadata.name=b' }), ['b'])
    },
  },
  {
    title: 'a watch ends when its signal is aborted',
    run: async (session) => {
      const { type, from } = await start(session)
      const stop = new AbortController()
      const watching = (async () => {
        for await (const event of session.cluster.watch(type, {
          namespace: session.namespace,
          resourceVersion: from,
          signal: stop.signal,
        })) {
          if (event.type === 'added') stop.abort()
        }
        return 'ended'
      })()
      await session.create(configMap('c', {}))
      assert.is(await watching, 'ended')
    },
  },
]

async function start(
  session: Session,
): Promise<{ readonly type: Awaited<ReturnType<Session['type']>>; readonly from: string }> {
  const type = await session.type('v1', 'ConfigMap')
  return { type, from: (await session.cluster.list(type, { namespace: session.namespace })).resourceVersion }
}

/** A real controller manager puts a certificate into every namespace. */
function told(events: readonly WatchEvent[]): readonly string[] {
  return events.map(describe).filter((event) => !event.endsWith('kube-root-ca.crt'))
}
