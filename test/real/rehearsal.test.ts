// A rehearsal against the real API server: it only reads, and foretells the run that follows it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SyncEvent } from '../../src/sync/events.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { object } from '../support/objects.ts'
import { inFolder, kubectl, makeNamespace, stream, sync } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('rehearsal')
const real = withControlPlane(test)

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gauges.lab.example.com' },
  spec: {
    group: 'lab.example.com',
    scope: 'Namespaced',
    names: { kind: 'Gauge', plural: 'gauges' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', required: ['size'], properties: { size: { type: 'integer', minimum: 1 } } },
            },
          },
        },
      },
    ],
  },
}

const gauge = (size: number) => ({
  apiVersion: 'lab.example.com/v1',
  kind: 'Gauge',
  metadata: { name: 'pressure' },
  spec: { size },
})

const SHOP = [
  job('migrate', { hook: { hook: 'PreSync' } }),
  object('Secret', 'keys', { fields: { stringData: { password: 'hunter22' } } }),
  configMap('settings', 'green'),
  deployment('web', { replicas: 2 }),
  job('smoke', { hook: { hook: 'PostSync', policy: 'HookSucceeded' } }),
]

/** What was done, wave by wave; within one the order is nobody's promise. */
function done(events: readonly SyncEvent[]): readonly string[] {
  const waves: string[][] = []
  for (const event of events) {
    if (event.type === 'wave-started') waves.push([`${event.phase} ${event.wave}`])
    if (event.type === 'resource-applied') waves.at(-1)?.push(`${event.change} ${event.key.kind} ${event.key.name}`)
    if (event.type === 'resource-deleted') waves.at(-1)?.push(`deleted ${event.key.kind} ${event.key.name}`)
  }
  return waves.map(([wave = '', ...rest]) => [wave, ...rest.toSorted()].join(', '))
}

real('it writes nothing, and the run does what it said: at first, unchanged, and changed', async (plane) => {
  const namespace = await makeNamespace(plane, 'foretold')
  const changed = SHOP.map((each) => (each.metadata.name === 'settings' ? configMap('settings', 'red') : each))
  for (const objects of [SHOP, SHOP, changed]) {
    const args = ['-f', '-', '-n', namespace, '-o', 'json']
    const input = stream(...objects)
    const rehearsal = await sync(plane, ['rehearse', '--against-cluster', ...args], { input })
    assert.equal(rehearsal.writes, [])
    const run = await sync(plane, args, { input })
    assert.equal(done(rehearsal.events), done(run.events))
    assert.equal([rehearsal.exitCode, run.exitCode], [0, 0])
  }
})

real('a custom resource is refused by the live definition, in the same words', async (plane) => {
  const namespace = await makeNamespace(plane, 'refused')
  await kubectl(plane, ['apply', '-f', '-'], stream(DEFINITION))
  await kubectl(plane, ['wait', '--for=condition=Established', 'crd/gauges.lab.example.com'])
  const args = ['-f', '-', '-n', namespace, '-o', 'json']
  const input = stream(gauge(0))
  const rehearsal = await sync(plane, ['rehearse', '--against-cluster', ...args], { input })
  const run = await sync(plane, args, { input })
  const refusals = [rehearsal, run].map(({ exitCode, events }) => {
    const failed = events.find((event) => event.type === 'gate-failed')
    return [exitCode, failed?.type === 'gate-failed' ? failed.failures.map(({ message }) => message) : []]
  })
  const message =
    'Gauge.lab.example.com "pressure" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1'
  assert.equal(refusals, [
    [3, [message]],
    [3, [message]],
  ])
})

real('a snapshot of it holds no value of a Secret, and is enough for a rehearsal without it', async (plane) => {
  const namespace = await makeNamespace(plane, 'kept')
  const input = stream(...SHOP)
  await sync(plane, ['-f', '-', '-n', namespace], { input })
  await inFolder(async (folder) => {
    const file = join(folder, 'live.json')
    const args = ['rehearse', '-f', '-', '-n', namespace, '-o', 'json', '--snapshot', file]
    const first = await sync(plane, [...args, '--against-cluster'], { input })
    assert.is(first.exitCode, 0)
    assert.not.match(readFileSync(file, 'utf8'), /hunter22|aHVudGVyMjI=/)
    const second = await sync(plane, args, { input, env: { KUBECONFIG: '/nonexistent' } })
    // Whether the Secret changes cannot be told without its values: it is taken to.
    const secretApart = (events: readonly SyncEvent[]): readonly string[] =>
      done(events).map((wave) => wave.replace(/, \w+ Secret keys/, ''))
    assert.equal(secretApart(second.events), secretApart(first.events))
    assert.match(done(second.events).join('\n'), 'configured Secret keys')
  })
})

/** A pod that names what no manifest brings. */
const NEEDY = deployment('needy', {
  template: {
    metadata: { labels: { app: 'needy' } },
    spec: {
      serviceAccountName: 'runner',
      containers: [
        {
          name: 'main',
          image: 'nginx',
          envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'keys' } }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    },
  },
})

real(
  'what pods name and no manifest brings is looked for, and what may not be read is taken to exist',
  async (plane) => {
    const namespace = await makeNamespace(plane, 'needy')
    await allow(plane, namespace, [
      { apiGroups: [''], resources: ['configmaps', 'serviceaccounts', 'pods'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
    ])
    const args = ['rehearse', '--against-cluster', '-f', '-', '-n', namespace, '--timeout', '1m', '-o', 'json']
    const input = stream(NEEDY)
    const absent = await sync(plane, args, { input })
    assert.equal([absent.exitCode, absent.requests.filter(({ code }) => code === 404).length], [6, 5])
    assert.match(absent.stdout, 'error looking up service account needy/runner')
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
    const needs = [
      object('ServiceAccount', 'runner'),
      configMap('settings', 'green'),
      object('Secret', 'keys', { fields: { stringData: { password: 'hunter22' } } }),
      object('PersistentVolumeClaim', 'data', { fields: { spec: claim } }),
    ].map((each) => ({ ...each, metadata: { ...each.metadata, namespace } }))
    await kubectl(plane, ['apply', '-f', '-'], stream(...needs))
    const found = await sync(plane, args, { input })
    assert.equal([found.exitCode, found.writes, notes(found.events)], [0, [], []])
    const kubeconfig = await plane.kubeconfigFor('limited')
    const limited = await sync(plane, args, { input, env: { KUBECONFIG: kubeconfig } })
    assert.equal([limited.exitCode, limited.writes], [0, []])
    assert.equal(
      notes(limited.events).map((note) => note.replace(/:.*/, '')),
      ['Namespace', 'PersistentVolumeClaim', 'Secret'].map(
        (kind) =>
          `${kind} ${kind === 'Namespace' ? namespace : `${namespace}/${kind === 'Secret' ? 'keys' : 'data'}`} may not be read and is taken to exist`,
      ),
    )
  },
)

/** What was told of the snapshot. */
function notes(events: readonly SyncEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'diagnostic' && event.diagnostic.code === 'SNAPSHOT' ? event.diagnostic.message : [],
  )
}

/** Gives the user `limited` these rights in a namespace, and no others. */
async function allow(plane: ControlPlane, namespace: string, rules: readonly object[]): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io'
  const apiVersion = `${apiGroup}/v1`
  const metadata = { name: 'some', namespace }
  const binding = {
    roleRef: { apiGroup, kind: 'Role', name: 'some' },
    subjects: [{ apiGroup, kind: 'User', name: 'limited' }],
  }
  const objects = [
    { apiVersion, kind: 'Role', metadata, rules },
    { apiVersion, kind: 'RoleBinding', metadata, ...binding },
  ]
  await kubectl(plane, ['apply', '-f', '-'], objects.map((one) => JSON.stringify(one)).join('\n'))
}

test.run()
