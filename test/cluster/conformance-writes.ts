// Conformance: creating, applying and patching, and what the server refuses.
import * as assert from 'uvu/assert'
import { assertRefused, configMap, job, template, workload } from './conformance-session.ts'
import type { Check } from './conformance-session.ts'
import { field, stringField } from '../../src/manifest/kube-object.ts'

/** Writes. */
export const WRITE_CHECKS: readonly Check[] = [
  {
    title: 'an absent object is undefined',
    run: async (session) => {
      assert.is(await session.get(configMap('absent', {})), undefined)
    },
  },
  {
    title: 'a created object has uid, creationTimestamp and resourceVersion',
    run: async (session) => {
      const { object, change } = await session.create(configMap('c', { a: '1' }))
      assert.is(change, 'created')
      const { uid, creationTimestamp, resourceVersion, generation } = object.metadata
      assert.equal([typeof uid, typeof creationTimestamp, typeof resourceVersion], ['string', 'string', 'string'])
      assert.is(generation, undefined)
      assert.equal(await session.get(configMap('c', {})), object)
    },
  },
  {
    title: 'a name that is taken is AlreadyExists',
    run: async (session) => {
      await session.create(configMap('c', {}))
      await assertRefused(session.create(configMap('c', {})), {
        reason: 'AlreadyExists',
        status: 409,
        message: 'configmaps "c" already exists',
      })
      await session.create(job('j'))
      await assertRefused(session.create(job('j')), {
        reason: 'AlreadyExists',
        status: 409,
        message: 'jobs.batch "j" already exists',
      })
    },
  },
  {
    title: 'generateName gives a name of five more letters',
    run: async (session) => {
      const { object } = await session.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'g-' } })
      assert.match(object.metadata.name ?? '', /^g-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    },
  },
  {
    title: 'apply says created, unchanged, configured, and an unchanged one keeps the resourceVersion',
    run: async (session) => {
      const first = await session.apply(configMap('c', { a: '1' }), { live: null })
      const second = await session.apply(configMap('c', { a: '1' }), { live: first.object })
      const third = await session.apply(configMap('c', { a: '2' }), { live: second.object })
      assert.equal([first.change, second.change, third.change], ['created', 'unchanged', 'configured'])
      assert.is(second.object.metadata.resourceVersion, first.object.metadata.resourceVersion)
      assert.is.not(third.object.metadata.resourceVersion, first.object.metadata.resourceVersion)
    },
  },
  {
    title: 'generation counts changes of the spec, not of labels',
    run: async (session) => {
      const web = workload('web', { 'lab/never-ready': 'true' })
      const created = await session.apply(web)
      const labelled = await session.apply({ ...web, metadata: { name: 'web', labels: { a: 'b' } } })
      const scaled = await session.apply(workload('web', { 'lab/never-ready': 'true' }, { replicas: 2 }))
      assert.equal(
        [created, labelled, scaled].map(({ object }) => object.metadata.generation),
        [1, 1, 2],
      )
    },
  },
  {
    title: 'an object with the uid of another one is a conflict',
    run: async (session) => {
      const meta = { uid: '11111111-1111-4111-8111-111111111111' }
      await assertRefused(session.apply(configMap('c', {}, meta)), {
        reason: 'Conflict',
        status: 409,
        message:
          'Operation cannot be fulfilled on configmaps "c": uid mismatch: the provided object specified uid 11111111-1111-4111-8111-111111111111, and no existing object was found',
      })
    },
  },
  {
    title: 'a write over an older resourceVersion is a conflict',
    run: async (session) => {
      const { object } = await session.create(configMap('c', { a: '1' }))
      await session.apply(configMap('c', { b: '2' }))
      await assertRefused(session.patch(object, { type: 'replace', body: object }), {
        reason: 'Conflict',
        status: 409,
        message:
          'Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again',
      })
    },
  },
  {
    title: 'patches: merge removes with null, json works by position, strategic by key, replace by the whole',
    run: async (session) => {
      await session.create(configMap('c', { a: '1', b: '2' }))
      const merged = await session.patch(configMap('c', {}), { type: 'merge', body: { data: { a: null, c: '3' } } })
      assert.equal(merged.object['data'], { b: '2', c: '3' })
      const json = [{ op: 'replace', path: '/data/b', value: '4' }]
      const jsonPatched = await session.patch(configMap('c', {}), { type: 'json', body: json })
      assert.equal(jsonPatched.object['data'], { b: '4', c: '3' })
      const replaced = await session.patch(configMap('c', {}), { type: 'replace', body: { ...jsonPatched.object, data: { z: '1' } } })
      assert.equal(replaced.object['data'], { z: '1' })
      await session.create(workload('web', { 'lab/never-ready': 'true' }))
      const sidecar = { name: 'sidecar', image: 'lab/any:2' }
      const body = { spec: { template: { spec: { containers: [sidecar] } } } }
      const strategic = await session.patch(workload('web'), { type: 'strategic', body })
      const containers = field(strategic.object, 'spec', 'template', 'spec', 'containers')
      assert.equal(Array.isArray(containers) ? containers.map((one) => one.name) : [], ['sidecar', 'main'])
    },
  },
  {
    title: 'a patch of an absent object is NotFound',
    run: async (session) => {
      await assertRefused(session.patch(configMap('c', {}), { type: 'merge', body: {} }), {
        reason: 'NotFound',
        status: 404,
        message: 'configmaps "c" not found',
      })
    },
  },
  {
    title: 'an absent namespace is NotFound, however it is written',
    run: async (session) => {
      const lost = configMap('c', {}, { namespace: 'nowhere' })
      const expected = { reason: 'NotFound', status: 404, message: 'namespaces "nowhere" not found' }
      await assertRefused(session.create(lost), expected)
      await assertRefused(session.apply(lost), expected)
      await assertRefused(session.apply(lost, { dryRun: true }), expected)
    },
  },
  {
    title: 'a wrong key of a ConfigMap is Invalid',
    run: async (session) => {
      const message = `ConfigMap "bad" is invalid: data[not a valid key/]: Invalid value: "not a valid key/": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`
      const bad = configMap('bad', { 'not a valid key/': '1' })
      for (const write of [session.create(bad), session.apply(bad), session.apply(bad, { dryRun: true })]) {
        await assertRefused(write, { reason: 'Invalid', status: 422, message })
      }
    },
  },
  {
    title: 'a wrong name is Invalid',
    run: async (session) => {
      await assertRefused(session.create(configMap('Bad_Name', {})), {
        reason: 'Invalid',
        status: 422,
        message: `ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      })
    },
  },
  {
    title: 'a Deployment without containers or selector is Invalid, all causes at once',
    run: async (session) => {
      const empty = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { template: template({}, { containers: [] }) } }
      await assertRefused(session.create(empty), {
        reason: 'Invalid',
        status: 422,
        message: /^Deployment\.apps "web" is invalid: \[spec\.selector: Required value.*spec\.template\.spec\.containers: Required value\]$/,
      })
    },
  },
  {
    title: "a Job with restartPolicy Always is Invalid",
    run: async (session) => {
      const endless = job('j', {}, { template: template() })
      await assertRefused(session.create(endless), {
        reason: 'Invalid',
        status: 422,
        message: 'Job.batch "j" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
      })
    },
  },
  {
    title: "a Job's template and a Deployment's selector are immutable",
    run: async (session) => {
      await session.apply(job('mig', { 'lab/never-ready': 'true' }))
      await assertRefused(session.apply(job('mig', { 'lab/never-ready': 'true', other: 'x' })), {
        reason: 'Invalid',
        status: 422,
        message: /^Job\.batch "mig" is invalid: spec\.template: Invalid value: .*: field is immutable$/s,
      })
      await session.apply(workload('web', { 'lab/never-ready': 'true' }))
      const other = workload('web', {}, { selector: { matchLabels: { app: 'y' } }, template: { ...template(), metadata: { labels: { app: 'y' } } } })
      await assertRefused(session.apply(other), {
        reason: 'Invalid',
        status: 422,
        message: 'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable',
      })
    },
  },
  {
    title: 'an unknown field: server-side apply and Strict refuse it, Warn drops it and tells',
    run: async (session) => {
      const web = workload('web', { 'lab/never-ready': 'true' }, { replicaz: 2 })
      await assertRefused(session.apply(web), {
        reason: 'ServerError',
        status: 500,
        message: `failed to create typed patch object (${session.namespace}/web; apps/v1, Kind=Deployment): .spec.replicaz: field not declared in schema`,
      })
      await assertRefused(session.create(web, { fieldValidation: 'Strict' }), {
        reason: 'BadRequest',
        status: 400,
        message: 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicaz"',
      })
      const { object, warnings } = await session.create(web, { fieldValidation: 'Warn' })
      assert.equal(warnings, ['unknown field "spec.replicaz"'])
      assert.is(field(object, 'spec', 'replicaz'), undefined)
    },
  },
  {
    title: 'an unknown field in a container is named by the key of its item',
    run: async (session) => {
      const containers = [{ name: 'main', image: 'lab/any:1', imagee: 'x' }]
      const web = workload('web', {}, { template: template({}, { containers }) })
      await assertRefused(session.apply(web), {
        reason: 'ServerError',
        status: 500,
        message: `failed to create typed patch object (${session.namespace}/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="main"].imagee: field not declared in schema`,
      })
      await assertRefused(session.create(web, { fieldValidation: 'Strict' }), {
        reason: 'BadRequest',
        status: 400,
        message: 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imagee"',
      })
    },
  },
  {
    title: 'two items of one key: server-side apply refuses them, create takes them',
    run: async (session) => {
      const env = [
        { name: 'V', value: '1' },
        { name: 'V', value: '2' },
      ]
      const web = workload('web', { 'lab/never-ready': 'true' }, { template: template({ 'lab/never-ready': 'true' }, { containers: [{ name: 'main', image: 'lab/any:1', env }] }) })
      await assertRefused(session.apply(web), {
        reason: 'ServerError',
        status: 500,
        message: `failed to create typed patch object (${session.namespace}/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="main"].env: duplicate entries for key [name="V"]`,
      })
      assert.is((await session.create(web)).change, 'created')
    },
  },
  {
    title: 'a dry run checks everything and leaves no trace',
    run: async (session) => {
      const type = await session.type('v1', 'ConfigMap')
      const { resourceVersion } = await session.cluster.list(type, { namespace: session.namespace })
      const created = await session.apply(configMap('dry', { a: '1' }), { dryRun: true, live: null })
      assert.equal([created.change, created.object['data']], ['created', { a: '1' }])
      assert.is(await session.get(configMap('dry', {})), undefined)
      await session.apply(configMap('c', { a: '1' }))
      const changed = await session.apply(configMap('c', { a: '2' }), { dryRun: true })
      assert.equal(changed.object['data'], { a: '2' })
      assert.equal((await session.get(configMap('c', {})))?.['data'], { a: '1' })
      await session.patch(configMap('c', {}), { type: 'merge', body: { data: { a: '3' } } }, { dryRun: true })
      await session.apply(configMap('last', {}))
      const events = await session.watch(type, resourceVersion, (all) => all.some((event) => 'object' in event && event.object.metadata.name === 'last'))
      const names = events.map((event) => ('object' in event ? `${event.type} ${event.object.metadata.name}` : event.type))
      assert.equal(names.filter((name) => !name.includes('kube-root-ca')), ['added c', 'added last'])
    },
  },
  {
    title: 'status in a manifest is not stored, stringData becomes data',
    run: async (session) => {
      const web = await session.apply({ ...workload('web', { 'lab/never-ready': 'true' }), status: { replicas: 7 } })
      assert.is(field(web.object, 'status', 'replicas'), undefined)
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'ü' } }
      const stored = await session.apply(secret)
      assert.equal([stored.object['data'], stored.object['stringData'], stored.object['type']], [{ a: 'w7w=' }, undefined, 'Opaque'])
    },
  },
  {
    title: 'client-side apply: creates with its annotation, removes what is dropped, keeps what others set',
    run: async (session) => {
      const how = { method: 'client-side', fieldManager: 'kubectl-client-side-apply' } as const
      const first = await session.apply(configMap('c', { a: '1', b: '2' }), how)
      assert.is(
        stringField(first.object.metadata, 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'),
        `{"apiVersion":"v1","data":{"a":"1","b":"2"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"c","namespace":"${session.namespace}"}}\n`,
      )
      await session.patch(configMap('c', {}), { type: 'merge', body: { data: { other: 'x' } } })
      const second = await session.apply(configMap('c', { a: '3' }), how)
      assert.equal(second.object['data'], { a: '3', other: 'x' })
      const third = await session.apply(configMap('c', { a: '3' }), how)
      assert.equal([first.change, second.change, third.change], ['created', 'configured', 'unchanged'])
    },
  },
  {
    title: 'client-side apply of more than its annotation holds is refused',
    run: async (session) => {
      await assertRefused(session.apply(configMap('big', { a: 'x'.repeat(270_000) }), { method: 'client-side' }), {
        reason: 'Invalid',
        status: 422,
        message: 'ConfigMap "big" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes',
      })
      assert.is((await session.apply(configMap('big', { a: 'x'.repeat(270_000) }))).change, 'created')
    },
  },
]
