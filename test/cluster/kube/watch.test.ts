import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../../src/errors.ts'
import type { KubeConnection } from '../../../src/cluster/kube/kube-cluster.ts'
import type { ResourceType, WatchEvent } from '../../../src/cluster/port.ts'
import type { Json } from '../../../src/object/kube-object.ts'
import { json, status, text } from '../../support/fake-api-server.ts'
import type { FakeResponse, Protocol, SeenRequest, Step } from '../../support/fake-api-server.ts'
import { withFake } from '../../support/kube-connection.ts'

const test = suite('kube watch')

const PROTOCOLS: readonly Protocol[] = ['http', 'h2']
const JOB: ResourceType = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true }

const job = (name: string, resourceVersion: string): Json => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, resourceVersion },
})
const line = (type: string, object: Json): string => `${JSON.stringify({ type, object })}\n`

/** Answers a watch with chunks, then lets `end` do its worst. */
function stream(chunks: readonly (string | Uint8Array)[], end: (response: FakeResponse) => void | Promise<void>): Step {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    for (const chunk of chunks) {
      response.write(chunk)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await end(response)
  }
}

const drop = (response: FakeResponse): void => response.hangUp()
const finish = (response: FakeResponse): void => response.end()
const stay = (response: FakeResponse): Promise<void> => response.gone

/** What a watch tells until so many events have come. */
async function collect(connection: KubeConnection, count: number): Promise<string[]> {
  const controller = new AbortController()
  const told: string[] = []
  const selection = {
    namespace: 'shop',
    labelSelector: 'app in (a, b)',
    resourceVersion: '10',
    signal: controller.signal,
  }
  for await (const event of connection.cluster.watch(JOB, selection)) {
    told.push(tell(event))
    if (told.length === count) controller.abort()
  }
  return told
}

function tell(event: WatchEvent): string {
  if (event.type === 'relisted') {
    return `relisted ${event.resourceVersion}: ${event.items.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join()}`
  }
  return 'object' in event ? `${event.type} ${event.object.metadata.name}` : event.type
}

function versions(seen: readonly SeenRequest[]): (string | null)[] {
  return seen.map(({ url }) => new URL(url, 'http://x').searchParams.get('resourceVersion'))
}

for (const protocol of PROTOCOLS) {
  test(`over ${protocol}: resumes from the last bookmark after the server ended it, without a word`, () =>
    withFake(
      [
        stream([line('ADDED', job('a', '11')), line('BOOKMARK', job('', '20'))], finish),
        stream([line('MODIFIED', job('a', '21')), line('DELETED', job('a', '22'))], stay),
      ],
      async ({ fake, connection }) => {
        assert.equal(await collect(connection, 3), ['added a', 'modified a', 'deleted a'])
        assert.equal(versions(fake.seen), ['10', '20'])
        const query = new URL(fake.seen[0]?.url ?? '', 'http://x').searchParams
        assert.is(query.get('allowWatchBookmarks'), 'true')
        assert.is(query.get('labelSelector'), 'app in (a, b)')
        assert.ok(Number(query.get('timeoutSeconds')) >= 300)
      },
      { protocol },
    ))

  test(`over ${protocol}: a line cut inside a character comes again; the loss and the return are told`, () => {
    const whole = Buffer.from(line('ADDED', job('żółw', '12')))
    const cut = whole.subarray(0, whole.indexOf('ż') + 1)
    return withFake(
      [
        stream([line('ADDED', job('a', '11')), cut], drop),
        reset,
        stream([whole.subarray(0, cut.length), whole.subarray(cut.length)], stay),
      ],
      async ({ fake, connection }) => {
        assert.equal(await collect(connection, 4), ['added a', 'interrupted', 'resumed', 'added żółw'])
        assert.equal(versions(fake.seen), ['10', '11', '11'])
      },
      { protocol },
    )
  })

  test(`over ${protocol}: history lost, as an event and as an answer, means a new list`, () => {
    const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 10 (50)' }
    const items = { kind: 'JobList', metadata: { resourceVersion: '60' }, items: [{ metadata: { name: 'b' } }] }
    return withFake(
      [
        stream([line('ERROR', expired)], finish),
        json(items),
        status(410, 'Expired', 'too old'),
        json({ ...items, metadata: { resourceVersion: '70' } }),
        stream([line('ADDED', job('c', '71'))], stay),
      ],
      async ({ fake, connection }) => {
        assert.equal(await collect(connection, 3), ['relisted 60: Job b', 'relisted 70: Job b', 'added c'])
        assert.equal(versions(fake.seen), ['10', null, '60', null, '70'])
      },
      { protocol },
    )
  })

  test(`over ${protocol}: an abort closes it at once, at the server too`, () => {
    let gone: Promise<void> | undefined
    return withFake(
      [
        stream([line('ADDED', job('a', '11'))], (response) => {
          gone = response.gone
          return gone
        }),
      ],
      async ({ connection }) => {
        assert.equal(await collect(connection, 1), ['added a'])
        await gone
      },
      { protocol },
    )
  })

  test(`over ${protocol}: an object of 4 MB`, () => {
    const big = {
      apiVersion: 'v1',
      kind: 'Job',
      metadata: { name: 'big', resourceVersion: '11' },
      x: 'y'.repeat(4_000_000),
    }
    return withFake(
      [stream([line('ADDED', big)], stay)],
      async ({ connection }) => assert.equal(await collect(connection, 1), ['added big']),
      { protocol },
    )
  })
}

const reset: Step = (response) => response.reset()

test('while the server is away it is asked again with growing pauses; that it is away is told once', () => {
  const down = text('no healthy upstream', 503, 'text/plain')
  const garbage = stream(['not json\n'], finish)
  const error = { kind: 'Status', code: 500, reason: 'InternalError', message: 'etcdserver: no leader' }
  return withFake(
    [
      down,
      text('<html>', 502, 'text/html'),
      garbage,
      stream([line('ERROR', error)], finish),
      stream([line('ADDED', job('a', '11'))], stay),
    ],
    async ({ connection, clock }) => {
      // Each stream that opens counts as a return.
      assert.equal(await collect(connection, 7), [
        'interrupted',
        'resumed',
        'interrupted',
        'resumed',
        'interrupted',
        'resumed',
        'added a',
      ])
      assert.is(clock.sleeps.length, 4)
      clock.sleeps.forEach((pause, index) =>
        assert.ok(pause >= 100 * 2 ** index && pause <= 200 * 2 ** index, `${pause}`),
      )
    },
  )
})

for (const [code, reason] of [
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [400, 'BadRequest'],
] as const) {
  test(`${code} is thrown: it does not pass by itself`, () =>
    withFake([status(code, reason, 'no')], async ({ connection }) => {
      try {
        await collect(connection, 1)
        assert.unreachable()
      } catch (error) {
        assert.instance(error, ClusterError)
        assert.is((error as ClusterError).reason, reason)
      }
    }))
}

const REFUSED = status(401, 'Unauthorized', 'no')

test('a 401 once is a passing fault, as of any request', () =>
  withFake([REFUSED, stream([line('ADDED', job('a', '11'))], stay)], async ({ connection }) => {
    assert.equal(await collect(connection, 3), ['interrupted', 'resumed', 'added a'])
  }))

test('a second 401 in a row is thrown', () =>
  withFake([REFUSED, REFUSED], async ({ connection }) => {
    try {
      await collect(connection, 2)
      assert.unreachable()
    } catch (error) {
      assert.instance(error, ClusterError)
      assert.is((error as ClusterError).reason, 'Unauthorized')
    }
  }))

test('429 waits as long as the server says', () =>
  withFake(
    [status(429, 'TooManyRequests', 'later', { 'retry-after': '7' }), stream([line('ADDED', job('a', '11'))], stay)],
    async ({ connection, clock }) => {
      assert.equal(await collect(connection, 1), ['added a'])
      assert.equal(clock.sleeps, [7000])
    },
  ))

test.run()
