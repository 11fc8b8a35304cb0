// Every field of a manifest reaches the API server, whatever libraries know; definitions come before what they define.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { field } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { kubectl, live, makeNamespace, stream, sync } from './lab.ts'

const test = suite('fields')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

/** A definition in the group lab.example.com. */
function definition(kind: string, scope: 'Cluster' | 'Namespaced', schema: Readonly<Record<string, Json>>): KubeObject {
  const singular = kind.toLowerCase()
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.lab.example.com` },
    spec: {
      group: 'lab.example.com',
      scope,
      names: { kind, singular, plural: `${singular}s`, listKind: `${kind}List` },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', ...schema } } },
      ],
    },
  }
}

const ANYTHING = { 'x-kubernetes-preserve-unknown-fields': true }

/** As text: JavaScript would round what must not be rounded. */
const NUMBERS = `apiVersion: lab.example.com/v1
kind: Thing
metadata: {name: numbers}
spec:
  odd: 9007199254740993
  largest: 9223372036854775807
  smallest: -9223372036854775808
  half: 0.5
  tiny: 1.5e-07
  third: 0.3333333333333333
  list: [1, 2.25, {deep: 12345678901234567}]
  text: "9007199254740993"
  anyNameAtAll: {colour: red}
`

real('a custom resource and its definition in one file; large integers and floats arrive unchanged', async (plane) => {
  const input = `${NUMBERS}${stream(definition('Thing', 'Cluster', ANYTHING))}`
  const run = await sync(plane, ['-f', '-'], { input })
  assert.is(run.exitCode, 0, run.stdout)
  assert.equal(run.writes, ['create customresourcedefinitions things.lab.example.com', 'create things numbers'])
  const stored = await kubectl(plane, ['get', 'thing/numbers', '-o', 'json'])
  for (const text of [
    '"odd": 9007199254740993',
    '"largest": 9223372036854775807',
    '"smallest": -9223372036854775808',
    '"half": 0.5',
    '"tiny": 1.5e-7',
    '"third": 0.3333333333333333',
    '"deep": 12345678901234567',
    '"text": "9007199254740993"',
    '"colour": "red"',
  ]) {
    assert.match(stored, text)
  }
  const again = await sync(plane, ['-f', '-'], { input })
  assert.equal([again.exitCode, again.writes], [0, []])
})

real('a definition of 1 MB applies, and again without a write', async (plane) => {
  const namespace = await makeNamespace(plane, 'big')
  const description = 'x'.repeat(400)
  const fields = Array.from({ length: 2300 }, (_, index) => [`field${index}`, { type: 'string', description }] as const)
  const spec = { type: 'object', properties: Object.fromEntries(fields) }
  const input = stream(definition('Large', 'Namespaced', { properties: { spec } }), {
    apiVersion: 'lab.example.com/v1',
    kind: 'Large',
    metadata: { name: 'one' },
    spec: { field2299: 'here' },
  })
  assert.ok(input.length > 1_000_000)
  const run = await sync(plane, ['-f', '-', '-n', namespace], { input })
  assert.is(run.exitCode, 0, run.stdout)
  assert.equal(run.writes, ['create customresourcedefinitions larges.lab.example.com', 'create larges one'])
  const again = await sync(plane, ['-f', '-', '-n', namespace], { input })
  assert.equal([again.exitCode, again.writes], [0, []])
})

real('a field and a kind of Kubernetes that our client library has no model of reach the server', async (plane) => {
  const driver: KubeObject = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name: 'lab.example.com' },
    // Of Kubernetes 1.35 and later.
    spec: { tokenRequests: [{ audience: 'lab' }], serviceAccountTokenInSecrets: true },
  }
  const policy: KubeObject = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: 'lab' },
    spec: {
      failurePolicy: 'Ignore',
      reinvocationPolicy: 'Never',
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['lab.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothings'] },
        ],
      },
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "remove", path: "/spec"}]' } }],
    },
  }
  const run = await sync(plane, ['-f', '-'], { input: stream(driver, policy) })
  assert.is(run.exitCode, 0, run.stdout)
  const stored = await live(plane, 'csidriver/lab.example.com')
  assert.is(field(stored, 'spec', 'serviceAccountTokenInSecrets'), true)
  assert.equal(run.writes.toSorted(), ['create csidrivers lab.example.com', 'create mutatingadmissionpolicies lab'])
})

real(
  'a custom resource without its definition is an unknown kind; with the option it waits for another one to bring it',
  async (plane) => {
    const other: KubeObject = {
      apiVersion: 'lab.example.com/v1',
      kind: 'Other',
      metadata: {
        name: 'one',
        annotations: { 'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true' },
      },
    }
    const run = await sync(plane, ['-f', '-'], { input: stream(other) })
    assert.is(run.exitCode, 1, run.stdout)
    assert.match(
      run.stdout,
      'no matches for kind "Other" in version "lab.example.com/v1": ensure CRDs are installed first',
    )
    assert.equal(run.writes, [])
    await kubectl(plane, ['apply', '-f', '-'], stream(definition('Other', 'Cluster', ANYTHING)))
    await kubectl(plane, ['wait', '--for=condition=Established', 'crd/others.lab.example.com', '--timeout=10s'])
    const later = await sync(plane, ['-f', '-'], { input: stream(other) })
    assert.equal([later.exitCode, later.writes], [0, ['create others one']])
  },
)

test.run()
