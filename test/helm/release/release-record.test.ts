import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HooksyncError } from '../../../src/errors.ts'
import { holdsResource, readRevision, releaseSelector, revisionsOf } from '../../../src/helm/release/release-record.ts'
import type { ReleaseRevision } from '../../../src/helm/release/release-record.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'

const test = suite('release record')

const RELEASE = {
  name: 'demo',
  namespace: 'shop',
  version: 3,
  info: { status: 'deployed' },
  apply_method: 'ssa',
  manifest:
    '---\n# Source: a\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b, namespace: other}\n' +
    '---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: c}\n',
  hooks: [{ name: 'm', kind: 'Job', path: 'x.yaml', events: ['pre-install', 'pre-upgrade'], weight: -5 }],
}

function packed(release: object, { zip = true } = {}): string {
  const json = Buffer.from(JSON.stringify(release))
  return (zip ? gzipSync(json) : json).toString('base64')
}

function revision(data: string): ReleaseRevision {
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'sh.helm.release.v1.demo.v3', namespace: 'shop' },
    data: { release: data },
  }
  return { version: 3, status: 'deployed', object }
}

const RECORD = {
  namespace: 'shop',
  version: 3,
  objects: [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'b', namespace: 'other' } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'c' } },
  ],
  applyMethod: 'ssa',
}

test('a Secret is unpacked, and a ConfigMap, and what is not zipped', () => {
  const wrapped = (text: string): string => Buffer.from(text).toString('base64')
  assert.equal(readRevision(revision(wrapped(packed(RELEASE))), 'secret'), RECORD)
  assert.equal(readRevision(revision(packed(RELEASE)), 'configmap'), RECORD)
  assert.equal(readRevision(revision(packed(RELEASE, { zip: false })), 'configmap'), RECORD)
})

test('a record of Helm 3 has no way of applying', () => {
  const { apply_method: _, ...older } = RELEASE
  assert.is(readRevision(revision(packed(older)), 'configmap').applyMethod, undefined)
})

test('a broken record is told by its name', () => {
  for (const data of ['', 'AAAA', packed(RELEASE).slice(0, 40)]) {
    try {
      readRevision(revision(data), 'configmap')
      assert.unreachable(data)
    } catch (error) {
      assert.instance(error, HooksyncError)
      assert.is(String(error), 'HooksyncError: the release record shop/sh.helm.release.v1.demo.v3 cannot be read')
    }
  }
})

test('whether a revision names an object does not hang on a namespace that it leaves out', () => {
  const record = readRevision(revision(packed(RELEASE)), 'configmap')
  const rows = [
    ['', 'ConfigMap', 'shop', 'a', true],
    ['', 'ConfigMap', 'other', 'a', false],
    ['', 'Secret', 'shop', 'a', false],
    ['apps', 'Deployment', 'other', 'b', true],
    ['apps', 'Deployment', 'shop', 'b', false],
    ['rbac.authorization.k8s.io', 'ClusterRole', '', 'c', true],
  ] as const
  for (const [group, kind, namespace, name, expected] of rows) {
    assert.is(holdsResource(record, { group, kind, namespace, name }), expected, `${kind} ${namespace}/${name}`)
  }
})

test('revisions are found by their labels and ordered by number', () => {
  const labelled = (labels: Readonly<Record<string, string>>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { labels },
  })
  const objects = [
    labelled({ version: '10', status: 'deployed' }),
    labelled({ version: '9', status: 'superseded' }),
    labelled({ version: 'x', status: 'failed' }),
    labelled({ version: '8' }),
  ]
  assert.equal(
    revisionsOf(objects).map(({ version, status }) => [version, status]),
    [
      [9, 'superseded'],
      [10, 'deployed'],
    ],
  )
  assert.is(releaseSelector('demo'), 'owner=helm,name=demo')
})

test.run()
