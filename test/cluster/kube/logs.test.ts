import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../../src/errors.ts'
import type { KubeConnection } from '../../../src/cluster/kube/kube-cluster.ts'
import type { LogOptions, ResourceType } from '../../../src/cluster/port.ts'
import { status } from '../../support/fake-api-server.ts'
import type { FakeResponse, Protocol, Step } from '../../support/fake-api-server.ts'
import { withFake } from '../../support/kube-connection.ts'

const test = suite('kube logs')

const POD: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }
const PROTOCOLS: readonly Protocol[] = ['http', 'h2']

function log(chunks: readonly string[], end: (response: FakeResponse) => void | Promise<void>): Step {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    for (const chunk of chunks) {
      response.write(chunk)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await end(response)
  }
}

async function read(connection: KubeConnection, options: Partial<LogOptions>, until = Infinity): Promise<string[]> {
  const lines: string[] = []
  const ref = { type: POD, namespace: 'shop', name: 'web' }
  for await (const line of connection.cluster.logs(ref, { container: 'app', ...options })) {
    lines.push(line)
    if (lines.length === until) break
  }
  return lines
}

for (const protocol of PROTOCOLS) {
  test(`over ${protocol}: whole lines, the last without an end too`, () =>
    withFake(
      [log(['one\ntw', 'o\nthr', 'ee'], (response) => response.end())],
      async ({ fake, connection }) => {
        assert.equal(await read(connection, { tailLines: 10, previous: true }), ['one', 'two', 'three'])
        assert.is(fake.seen[0]?.url, '/api/v1/namespaces/shop/pods/web/log?container=app&tailLines=10&previous=true')
      },
      { protocol },
    ))

  test(`over ${protocol}: a server that drops the stream ends it`, () =>
    withFake(
      [log(['one\n', 'two'], (response) => response.reset())],
      async ({ connection }) => assert.equal((await read(connection, { follow: true })).slice(0, 1), ['one']),
      { protocol },
    ))

  test(`over ${protocol}: an abort ends it, and so does a reader that has enough`, () => {
    const controller = new AbortController()
    const follow = log(['one\n'], (response) => {
      controller.abort()
      return response.gone
    })
    return withFake(
      [follow, log(['one\n', 'two\n'], (response) => response.gone)],
      async ({ connection }) => {
        await read(connection, { follow: true, signal: controller.signal })
        assert.equal(await read(connection, { follow: true }, 1), ['one'])
      },
      { protocol },
    )
  })
}

test('times, and from when on, are asked for', () =>
  withFake([log(['one\n'], (response) => response.end())], async ({ fake, connection }) => {
    await read(connection, { timestamps: true, sinceTime: '2026-01-01T00:00:00Z' })
    assert.is(
      fake.seen[0]?.url,
      '/api/v1/namespaces/shop/pods/web/log?container=app&timestamps=true&sinceTime=2026-01-01T00%3A00%3A00Z',
    )
  }))

test('where it is asked for, a log that breaks off is an error, and half of a line is none', () =>
  withFake(
    [
      log(['one\ntw'], (response) => response.reset()),
      log(['one\ntw'], (response) => response.end()),
      log(['one\ntw'], (response) => response.end()),
    ],
    async ({ connection }) => {
      const lines: string[] = []
      const ref = { type: POD, namespace: 'shop', name: 'web' }
      try {
        for await (const line of connection.cluster.logs(ref, { container: 'app', brokenOff: 'error' }))
          lines.push(line)
        assert.unreachable()
      } catch (error) {
        assert.instance(error, ClusterError)
      }
      assert.ok(lines.every((line) => line === 'one'))
      assert.equal(await read(connection, { brokenOff: 'error', follow: true }), ['one'])
      assert.equal(await read(connection, { brokenOff: 'error' }), ['one', 'tw'])
    },
  ))

test('a node that does not answer is no trouble of the API server', () =>
  withFake(
    Array.from({ length: 9 }, () => status(500, 'InternalError', 'dial tcp 10.0.0.7:10250: connection refused')),
    async ({ connection }) => {
      await read(connection, {}).catch((error: unknown) => assert.instance(error, ClusterError))
      assert.is(connection.trouble(), undefined)
      assert.is(connection.awaits(), undefined)
    },
  ))

test('a log that cannot be opened is an error', () =>
  withFake(
    [status(400, 'BadRequest', 'container "app" in pod "web" is waiting to start: ContainerCreating')],
    async ({ connection }) => {
      try {
        await read(connection, {})
        assert.unreachable()
      } catch (error) {
        assert.instance(error, ClusterError)
        assert.is(
          (error as ClusterError).message,
          'container "app" in pod "web" is waiting to start: ContainerCreating',
        )
      }
    },
  ))

test.run()
