// What the real API server refuses before the first write a rehearsal refuses too, with the same exit code and words.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
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

real('what does not fit its schema is refused, and the next run finds no lock', async (plane) => {
  const namespace = await makeNamespace(plane, 'refusal-lock')
  const input = stream({ ...object('v1', 'ConfigMap', 'plain', { data: { a: 'b' } }), bogus: 1 })
  for (let time = 1; time <= 8; time += 1) {
    const run = await sync(plane, ['-f', '-', '-n', namespace, '--app', 'refusal'], { input })
    assert.is(run.exitCode, 3, run.stdout + run.stderr)
    assert.match(run.stdout, '.bogus: field not declared in schema')
  }
})

interface Remedied {
  readonly title: string
  readonly text: string
  readonly line: number
  readonly message: RegExp
  readonly hint: string
}

const CLAIMS = (size: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 0
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: a, image: lab/any:1}]}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: ${size}}}}
`

const REMEDIED: readonly Remedied[] = [
  {
    title: 'an unknown field',
    text: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n    - port: 80\n      targetport: 8080\n',
    line: 7,
    message: /^\.spec\.ports\[port=80,protocol="TCP"\]\.targetport: field not declared in schema$/,
    hint: 'did you mean targetPort?',
  },
  {
    title: 'n as a name',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: lab/any:1\n      name: n\n',
    line: 7,
    message: /^\.spec\.containers\[name=false\]\.name: expected string, got false$/,
    hint: 'n, y, no, yes, on and off without quotes are booleans in YAML 1.1: quote it',
  },
  {
    title: 'an exported object',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: live\n  uid: 00000000-0000-4000-8000-000000000001\n  managedFields: []\ndata: {a: "2"}\n',
    line: 1,
    message: /managedFields/,
    hint: 'remove metadata.uid, metadata.managedFields: the server sets it, and it is of the object that this was exported from',
  },
  {
    title: 'the uid of another object',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: live\n  uid: 00000000-0000-4000-8000-000000000001\ndata: {a: "2"}\n',
    line: 5,
    message: /uid/i,
    hint: 'remove metadata.uid: the server sets it, and it is of the object that this was exported from',
  },
  {
    title: 'an old version',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: live\n  resourceVersion: "1"\ndata: {a: "2"}\n',
    line: 1,
    message: /the object has been modified/,
    hint: 'remove metadata.resourceVersion: the server sets it, and it is of the object that this was exported from',
  },
  {
    title: 'claims of a StatefulSet',
    text: CLAIMS('2Gi'),
    line: 11,
    message: /spec\.volumeClaimTemplates: field is immutable$/,
    hint: 'kubectl delete statefulset db -n remedies --cascade=orphan, then sync again: its pods and claims stay, and claims keep their size',
  },
]

real('what is refused is told with the line of its field, and with a remedy', async (plane) => {
  const namespace = await makeNamespace(plane, 'remedies')
  const run = (input: string): Promise<ProgramRun> =>
    sync(plane, ['-f', '-', '-n', namespace, '-o', 'json', '--no-wait'], { input })
  const live = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: live}\ndata: {a: "1"}\n'
  assert.is((await run(`${CLAIMS('1Gi')}---\n${live}`)).exitCode, 0)
  for (const { title, text, line, message, hint } of REMEDIED) {
    const { exitCode, events } = await run(text)
    const [failure] = events.flatMap((event) => (event.type === 'gate-failed' ? event.failures : []))
    assert.equal([exitCode, failure?.location?.line, failure?.hint], [3, line, hint], `${title}: ${failure?.message}`)
    assert.match(failure?.message ?? '', message)
  }
})

test.run()
