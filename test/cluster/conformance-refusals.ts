// Conformance: what the server refuses to store, and in which words.
import * as assert from 'uvu/assert'
import { field } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { assertRefused, configMap, job, template, workload } from './conformance-session.ts'
import type { Check } from './conformance-session.ts'

/** Refusals. */
export const REFUSAL_CHECKS: readonly Check[] = [
  {
    title: 'a wrong key of a ConfigMap is Invalid',
    run: async (session) => {
      const message = `ConfigMap "bad" is invalid: data[not a valid key/]: Invalid value: "not a valid key/": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`
      const bad = configMap('bad', { 'not a valid key/': '1' })
      const dry = { dryRun: true }
      for (const write of [() => session.create(bad), () => session.apply(bad), () => session.apply(bad, dry)]) {
        await assertRefused(write(), { reason: 'Invalid', status: 422, message })
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
      const empty = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { template: template({}, { containers: [] }) },
      }
      await assertRefused(session.create(empty), {
        reason: 'Invalid',
        status: 422,
        message:
          /^Deployment\.apps "web" is invalid: \[spec\.selector: Required value.*spec\.template\.spec\.containers: Required value\]$/,
      })
    },
  },
  {
    title: 'a Job with restartPolicy Always is Invalid',
    run: async (session) => {
      const endless = job('j', {}, { template: template() })
      await assertRefused(session.create(endless), {
        reason: 'Invalid',
        status: 422,
        message:
          'Job.batch "j" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
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
      const other = workload(
        'web',
        {},
        { selector: { matchLabels: { app: 'y' } }, template: { ...template(), metadata: { labels: { app: 'y' } } } },
      )
      await assertRefused(session.apply(other), {
        reason: 'Invalid',
        status: 422,
        message:
          'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable',
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
        message:
          'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicaz"',
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
        message:
          'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imagee"',
      })
    },
  },
  {
    title: 'a number among texts is refused, by server-side apply and by create',
    run: async (session) => {
      await assertRefused(session.apply(configMap('c', { a: 1 })), {
        reason: 'ServerError',
        status: 500,
        message: `failed to create typed patch object (${session.namespace}/c; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}`,
      })
      await assertRefused(session.create(configMap('c', { a: true })), {
        reason: 'BadRequest',
        status: 400,
        message:
          'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal bool into Go struct field ConfigMap.data of type string',
      })
      const text = workload('web', {}, { replicas: 'three' })
      await assertRefused(session.apply(text), {
        reason: 'ServerError',
        status: 500,
        message: `failed to create typed patch object (${session.namespace}/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string`,
      })
    },
  },
  {
    title: 'the service of a StatefulSet and the role of a RoleBinding are immutable',
    run: async (session) => {
      const database = (serviceName: string): KubeObject =>
        workload('db', { 'lab/never-ready': 'true' }, { serviceName }, 'StatefulSet')
      await session.apply(database('a'))
      await assertRefused(session.apply(database('b')), {
        reason: 'Invalid',
        status: 422,
        message: 'StatefulSet.apps "db" is invalid: spec.serviceName: Invalid value: "b": field is immutable',
      })
      const binding = (name: string): KubeObject => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'b' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      })
      await session.apply(binding('a'))
      await assertRefused(session.apply(binding('b')), {
        reason: 'Invalid',
        status: 422,
        message:
          'RoleBinding.rbac.authorization.k8s.io "b" is invalid: roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: field is immutable',
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
      const web = workload(
        'web',
        { 'lab/never-ready': 'true' },
        {
          template: template(
            { 'lab/never-ready': 'true' },
            { containers: [{ name: 'main', image: 'lab/any:1', env }] },
          ),
        },
      )
      await assertRefused(session.apply(web), {
        reason: 'ServerError',
        status: 500,
        message: `failed to create typed patch object (${session.namespace}/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="main"].env: duplicate entries for key [name="V"]`,
      })
      assert.is((await session.create(web)).change, 'created')
    },
  },
  {
    title: 'a port of the nodes belongs to one Service, and its range is looked at when it is written',
    run: async (session) => {
      const door = (name: string, nodePort: number): KubeObject => ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { type: 'NodePort', ports: [{ port: 80, nodePort }] },
      })
      const refused = (
        why: string,
      ): { readonly reason: string; readonly status: number; readonly message: string } => ({
        reason: 'Invalid',
        status: 422,
        message: `Service "other" is invalid: spec.ports[0].nodePort: Invalid value: ${why}`,
      })
      await session.apply(door('one', 31_900))
      assert.is((await session.apply(door('one', 31_901))).change, 'configured')
      assert.is((await session.apply(door('other', 80), { dryRun: true })).change, 'created')
      const range = 'provided port is not in the valid range. The range of valid ports is 30000-32767'
      await assertRefused(session.apply(door('other', 80)), refused(`80: ${range}`))
      for (const dryRun of [true, false]) {
        const taken = refused('31901: provided port is already allocated')
        await assertRefused(session.apply(door('other', 31_901), { dryRun }), taken)
      }
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
