import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../../src/errors.ts'
import type { Json } from '../../../src/object/kube-object.ts'
import { json, status } from '../../support/fake-api-server.ts'
import type { Step } from '../../support/fake-api-server.ts'
import { withFake } from '../../support/kube-connection.ts'

const test = suite('kube discovery')

const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' }
const FOUND = { ...DEPLOYMENT, plural: 'deployments', namespaced: true }
const WIDGET = { group: 'lab.example.com', version: 'v1', kind: 'Widget' }

const resource = (plural: string, kind: string, more: Record<string, Json> = {}): Json => ({
  resource: plural,
  responseKind: { group: '', version: '', kind },
  scope: 'Namespaced',
  ...more,
})
const group = (name: string, resources: readonly Json[], freshness = 'Current'): Json => ({
  metadata: { name },
  versions: [{ version: 'v1', resources, freshness }],
})
const groups = (...items: Json[]): Json => ({ kind: 'APIGroupDiscoveryList', items })
const plain = (...resources: Json[]): Json => ({ kind: 'APIResourceList', resources })

/** Answers by path. */
function byPath(answers: Record<string, Step>): Step {
  return (response, request) => (answers[request.url] ?? status(404, 'NotFound', 'no such path'))(response, request)
}

const APPS = group('apps', [resource('deployments', 'Deployment', { subresources: [resource('scale', 'Scale')] })])

test('all that is served, with what people call it, the core group first', () =>
  withFake(
    [],
    async ({ connection }) => {
      const names = (await connection.cluster.served()).map(({ group: of, types }) => [of, types])
      assert.equal(names, [
        ['', [{ group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, shortNames: ['po'] }]],
        ['apps', [FOUND]],
      ])
    },
    {
      rest: byPath({
        '/apis': json(groups(APPS)),
        '/api': json(groups(group('', [resource('pods', 'Pod', { shortNames: ['po'] })]))),
      }),
    },
  ))

test('all groups in one request, kept; an unknown kind costs no further one', () =>
  withFake(
    [],
    async ({ fake, connection }) => {
      const { cluster } = connection
      assert.equal(await Promise.all([cluster.resolve(DEPLOYMENT), cluster.resolve(DEPLOYMENT)]), [FOUND, FOUND])
      assert.is(await cluster.resolve({ ...DEPLOYMENT, kind: 'Scale' }), undefined)
      assert.is(await cluster.resolve({ ...DEPLOYMENT, version: 'v2' }), undefined)
      assert.is(await cluster.resolve(WIDGET), undefined)
      assert.equal(
        fake.seen.map(({ url }) => url),
        ['/apis'],
      )
      assert.match(String(fake.seen[0]?.headers['accept']), 'g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')
      const namespace = await cluster.resolve({ group: '', version: 'v1', kind: 'Namespace' })
      assert.equal(namespace, { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false })
      assert.equal(
        fake.seen.map(({ url }) => url),
        ['/apis', '/api'],
      )
    },
    {
      rest: byPath({
        '/apis': json(groups(APPS)),
        '/api': json(groups(group('', [resource('namespaces', 'Namespace', { scope: 'Cluster' })]))),
      }),
    },
  ))

test('fresh asks the group itself, once for all who ask at that moment, and is remembered', () => {
  const widgets = { name: 'widgets', kind: 'Widget', namespaced: true }
  return withFake(
    [],
    async ({ fake, connection }) => {
      const { cluster } = connection
      assert.is(await cluster.resolve(WIDGET), undefined)
      const expected = { ...WIDGET, plural: 'widgets', namespaced: true }
      const fresh = { fresh: true }
      assert.equal(await Promise.all([cluster.resolve(WIDGET, fresh), cluster.resolve(WIDGET, fresh)]), [
        expected,
        expected,
      ])
      assert.equal(await cluster.resolve(WIDGET), expected)
      await cluster.resolve(WIDGET, fresh)
      const path = '/apis/lab.example.com/v1'
      assert.equal(
        fake.seen.map(({ url }) => url),
        ['/apis', path, path],
      )
    },
    {
      rest: byPath({
        '/apis': json(groups(APPS)),
        '/apis/lab.example.com/v1': json(plain(widgets, { name: 'widgets/status', kind: 'Widget', namespaced: true })),
      }),
    },
  )
})

test('a server with the older form is asked group by group', () =>
  withFake(
    [],
    async ({ fake, connection }) => {
      assert.equal(await connection.cluster.resolve(DEPLOYMENT), FOUND)
      assert.is(await connection.cluster.resolve(WIDGET), undefined)
      assert.equal(await connection.cluster.resolve(DEPLOYMENT), FOUND)
      assert.equal(
        fake.seen.map(({ url }) => url),
        ['/apis', '/apis/apps/v1', '/apis/lab.example.com/v1'],
      )
    },
    {
      rest: byPath({
        '/apis': json({ kind: 'APIGroupList', groups: [{ name: 'apps' }] }),
        '/apis/apps/v1': json(plain({ name: 'deployments', kind: 'Deployment', namespaced: true })),
      }),
    },
  ))

test('a group whose server does not answer breaks no other; its own kinds say why', () =>
  withFake(
    [],
    async ({ connection }) => {
      assert.equal(await connection.cluster.resolve(DEPLOYMENT), FOUND)
      try {
        await connection.cluster.resolve(WIDGET)
        assert.unreachable()
      } catch (error) {
        assert.instance(error, ClusterError)
        assert.is((error as ClusterError).reason, 'ServerError')
        assert.is((error as ClusterError).message, 'error trying to reach service')
      }
    },
    {
      rest: byPath({
        '/apis': json(groups(group('lab.example.com', [], 'Stale'), APPS)),
        '/apis/lab.example.com/v1': status(503, 'ServiceUnavailable', 'error trying to reach service'),
      }),
    },
  ))

test('an empty version is the one that the server names first', () => {
  const versions = ['v2', 'v1'].map((version) => ({
    version,
    resources: [resource('deployments', 'Deployment')],
    freshness: 'Current',
  }))
  return withFake(
    [],
    async ({ fake, connection: { cluster } }) => {
      assert.equal(await cluster.resolve({ ...DEPLOYMENT, version: '' }), { ...FOUND, version: 'v2' })
      assert.is(await cluster.resolve({ ...WIDGET, version: '' }), undefined)
      assert.is(fake.seen.length, 1)
    },
    { rest: byPath({ '/apis': json(groups({ metadata: { name: 'apps' }, versions })) }) },
  )
})

for (const [why, answer, message] of [
  ['whose own server is away', groups(group('lab.example.com', [], 'Stale')), 'the server of lab.example.com does not'],
  ['of a server that tells no kinds', { kind: 'APIGroupList', groups: [] }, 'does not tell all kinds at once'],
] as const) {
  test(`a kind without a version ${why} is not taken for unknown`, () =>
    withFake(
      [],
      async ({ connection }) => {
        try {
          await connection.cluster.resolve({ ...WIDGET, version: '' })
          assert.unreachable()
        } catch (error) {
          assert.match((error as ClusterError).message, message)
        }
      },
      { rest: byPath({ '/apis': json(answer) }) },
    ))
}

test('a discovery that failed is asked again', () =>
  withFake([status(403, 'Forbidden', 'no discovery for you'), json(groups(APPS))], async ({ connection }) => {
    try {
      await connection.cluster.resolve(DEPLOYMENT)
      assert.unreachable()
    } catch (error) {
      assert.is((error as ClusterError).message, 'no discovery for you')
    }
    assert.equal(await connection.cluster.resolve(DEPLOYMENT), FOUND)
  }))

for (const strange of [[], null, {}, { resources: 'x' }, { kind: 'Order', items: [] }] as const) {
  test(`${JSON.stringify(strange)} is not an answer of an API server`, () =>
    withFake(
      [],
      async ({ connection, fake }) => {
        const error = await connection.cluster.resolve(DEPLOYMENT).catch((cause: unknown) => cause)
        assert.instance(error, ClusterError)
        const { message, reason, hint } = error as ClusterError
        assert.match(message, /answered GET \/apis with 200, JSON that is not an answer of a Kubernetes API server$/)
        assert.equal(
          [reason, hint],
          ['BadAnswer', 'a proxy or load balancer may stand between here and the API server'],
        )
        assert.is(fake.seen.length, 1)
      },
      { rest: json(strange) },
    ))
}

test.run()
