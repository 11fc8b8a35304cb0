// The gate on a real API server: what it would have been wrong to refuse, and what is refused all the same.
// time limit: 180 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import type { WitnessedRun } from './lab.ts'

const test = suite('gate')
const real = withControlPlane(test, { kwok: false })

const definition = (kind: string, properties: JsonObject, more: JsonObject = {}): KubeObject => {
  const plural = `${kind.toLowerCase()}s`
  const schema = { type: 'object', properties: { spec: { type: 'object', properties } }, ...more }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.gate.example.com` },
    spec: {
      group: 'gate.example.com',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
}

const custom = (
  kind: string,
  spec: JsonObject,
  { name = 'c', ...making }: { readonly name?: string } & Parameters<typeof annotate>[0] = {},
): KubeObject => ({
  apiVersion: 'gate.example.com/v1',
  kind,
  metadata: { name, annotations: annotate(making) },
  spec,
})

const A = { a: { type: 'string' } }
const AB = { ...A, b: { type: 'string' } }

const plan = async (plane: ControlPlane, namespace: string, input: string): Promise<WitnessedRun> =>
  sync(plane, ['plan', '-f', '-', '-n', namespace], { input })

const run = async (plane: ControlPlane, namespace: string, input: string): Promise<WitnessedRun> =>
  sync(plane, ['-f', '-', '-n', namespace], { input })

const ways = [
  ['Applied', ''],
  ['Replaced', 'Replace=true'],
  ['Patched', 'ServerSideApply=false'],
] as const
for (const [kind, options] of ways) {
  real(`a definition and its resource learn a field together: ${options || 'server-side apply'}`, async (plane) => {
    const namespace = await makeNamespace(plane, kind.toLowerCase())
    const making = options === '' ? {} : { options }
    const before = stream(definition(kind, A), custom(kind, { a: 'x' }, making))
    assert.is((await run(plane, namespace, before)).exitCode, 0)
    const now = stream(definition(kind, AB), custom(kind, { a: 'x', b: 'z' }, making))
    const planned = await plan(plane, namespace, now)
    assert.is(planned.exitCode, 0, planned.stderr)
    const wrong = stream(definition(kind, AB), custom(kind, { a: 'x', b: 1 }, making))
    assert.match((await plan(plane, namespace, wrong)).stderr, 'spec.b in body must be of type string: "integer"')
    const done = await run(plane, namespace, now)
    assert.is(done.exitCode, 0, done.stdout)
    const resource = await live(plane, `${kind.toLowerCase()}/c`, '-n', namespace)
    assert.equal(resource?.['spec'], { a: 'x', b: 'z' })
    assert.not.match(done.stdout, 'unknown field')
  })
}

real('a definition that changes does not deferral what it does not take either', async (plane) => {
  const namespace = await makeNamespace(plane, 'stray')
  assert.is((await run(plane, namespace, stream(definition('Stray', A), custom('Stray', { a: 'x' })))).exitCode, 0)
  const refused = await run(plane, namespace, stream(definition('Stray', AB), custom('Stray', { a: 'x', c: 'z' })))
  assert.equal([refused.exitCode, refused.writes], [3, []])
  assert.match(refused.stdout, 'Stray.gate.example.com "c" is invalid: .spec.c: field not declared in schema')
})

const SINGLE = {
  'x-kubernetes-validations': [{ rule: "self.metadata.name == 'cluster'", message: 'the name must be cluster' }],
}
const NIGHTLY = 'nightly-database-backup-to-object-storage'

const cronJob = (fields: JsonObject = {}): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: NIGHTLY, annotations: annotate({ hook: 'PreSync' }) },
  spec: {
    schedule: '0 3 * * *',
    jobTemplate: {
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] } } },
    },
    ...fields,
  },
})

real('a first deployment is judged under the names that it has', async (plane) => {
  assert.is((await run(plane, 'default', stream(definition('Single', A, SINGLE)))).exitCode, 0)
  const all = [object('Namespace', 'fresh'), cronJob(), custom('Single', { a: 'x' }, { name: 'cluster' })]
  const planned = await plan(plane, 'fresh', stream(...all))
  assert.is(planned.exitCode, 0, planned.stderr)
  const other = custom('Single', { a: 'x' }, { name: 'other' })
  const refused = await plan(plane, 'fresh', stream(...all, other, cronJob({ schedule: 'at night' })))
  assert.is(refused.exitCode, 3)
  assert.match(
    refused.stderr,
    'Single.gate.example.com "other" is invalid: <nil>: Invalid value: the name must be cluster',
  )
  assert.match(refused.stderr, `CronJob.batch "${NIGHTLY}" is invalid: spec.schedule: Invalid value: "at night"`)
  assert.not.match(refused.stderr, 'hooksync-check')
})

real('a hook that is created anew is judged under its own name', async (plane) => {
  const namespace = await makeNamespace(plane, 'anew')
  const single = (spec: JsonObject): KubeObject => custom('Single', spec, { name: 'cluster', hook: 'PreSync' })
  assert.is((await run(plane, namespace, stream(cronJob(), single({ a: 'x' })))).exitCode, 0)
  const again = await run(plane, namespace, stream(cronJob(), single({ a: 'y' })))
  assert.is(again.exitCode, 0, again.stdout)
  assert.equal(again.writes.toSorted(), [
    `create cronjobs ${NIGHTLY}`,
    'create singles cluster',
    `delete cronjobs ${NIGHTLY}`,
    'delete singles cluster',
  ])
  const wrong = stream(cronJob({ schedule: 'at night' }), single({ a: 'y', c: 'z' }))
  const refused = await run(plane, namespace, wrong)
  assert.equal([refused.exitCode, refused.writes], [3, []])
  assert.match(refused.stdout, `CronJob.batch "${NIGHTLY}" is invalid: spec.schedule: Invalid value: "at night"`)
  assert.match(refused.stdout, '.spec.c: field not declared in schema')
  assert.not.match(refused.stdout, 'hooksync-check')
  assert.match(await kubectl(plane, ['get', 'singles', '-n', namespace]), 'cluster')
})

test.run()
