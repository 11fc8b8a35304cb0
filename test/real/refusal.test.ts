// What the real API server refuses before the first write a rehearsal refuses too, with the same exit code and words.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../src/manifest/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ProgramRun } from '../support/program.ts'
import { makeNamespace, stream, sync } from './lab.ts'

const test = suite('refusal')
const real = withControlPlane(test)

function object(apiVersion: string, kind: string, name: string, rest: JsonObject): KubeObject {
  return { apiVersion, kind, metadata: { name }, ...rest }
}

const STORAGE = (size: string): JsonObject => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
})
const POD = (value: string): JsonObject => ({
  spec: { containers: [{ name: 'main', image: 'lab/any:1', env: [{ name: 'A', value }] }] },
})
const DEFINITION = (scope: string): JsonObject => ({
  spec: {
    group: 'refusal.example.com',
    scope,
    names: { kind: 'Gauge', plural: 'gauges' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
})
const SERVICE = (spec: JsonObject): KubeObject =>
  object('v1', 'Service', 'web', { spec: { selector: { app: 'x' }, ports: [{ port: 80 }], ...spec } })

const LIVE: readonly KubeObject[] = [
  SERVICE({}),
  object('v1', 'Pod', 'single', POD('b')),
  object('v1', 'PersistentVolumeClaim', 'data', STORAGE('2Gi')),
  object('scheduling.k8s.io/v1', 'PriorityClass', 'refusal', { value: 100 }),
  object('storage.k8s.io/v1', 'StorageClass', 'refusal', { provisioner: 'a.b/c', parameters: { k: 'v' } }),
  object('networking.k8s.io/v1', 'IngressClass', 'refusal', { spec: { controller: 'a.b/c' } }),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'gauges.refusal.example.com', DEFINITION('Namespaced')),
]

const CHANGED: readonly KubeObject[] = [
  SERVICE({ clusterIP: 'None' }),
  SERVICE({ ports: [{ port: 99_999 }] }),
  object('v1', 'Pod', 'single', POD('c')),
  object('v1', 'PersistentVolumeClaim', 'data', STORAGE('1Gi')),
  object('v1', 'PersistentVolumeClaim', 'data', STORAGE('2Gx')),
  object('scheduling.k8s.io/v1', 'PriorityClass', 'refusal', { value: 200 }),
  object('storage.k8s.io/v1', 'StorageClass', 'refusal', { provisioner: 'a.b/d', parameters: { k: 'v' } }),
  object('networking.k8s.io/v1', 'IngressClass', 'refusal', { spec: { controller: 'a.b/d' } }),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'gauges.refusal.example.com', DEFINITION('Cluster')),
]

/** The exit code and what the server says; what differs in a pod it shows in its own way, below the first line. */
function refusal({ exitCode, events }: ProgramRun): readonly [number | undefined, readonly string[]] {
  const failures = events.flatMap((event) => (event.type === 'gate-failed' ? event.failures : []))
  return [exitCode, failures.map(({ message }) => message.split('\n')[0] ?? '')]
}

real('each of these is refused in a rehearsal as it is in the run', async (plane) => {
  const namespace = await makeNamespace(plane, 'refusal')
  const run = (command: readonly string[], objects: readonly KubeObject[]): Promise<ProgramRun> =>
    sync(plane, [...command, '-f', '-', '-n', namespace, '-o', 'json'], { input: stream(...objects) })
  const first = await run([], LIVE)
  assert.is(first.exitCode, 0, first.stdout)
  for (const changed of CHANGED) {
    const told = refusal(await run(['rehearse', '--against-cluster'], [changed]))
    assert.is(told[1].length, 1, `${changed.kind} was not refused`)
    assert.equal(told, refusal(await run([], [changed])))
  }
  assert.is((await run(['rehearse', '--against-cluster'], LIVE)).exitCode, 0)
})

test.run()
