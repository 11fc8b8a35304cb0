import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { markObject, ownershipOf } from '../../../src/helm/release/ownership-marks.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { object } from '../../support/objects.ts'

const test = suite('ownership marks')
const RELEASE = { name: 'demo', namespace: 'shop' }
const MARKS = { 'meta.helm.sh/release-name': 'demo', 'meta.helm.sh/release-namespace': 'shop' }

function live(annotations: Readonly<Record<string, string>>, managedBy?: string): KubeObject {
  const found = object('ConfigMap', 'x', { annotations })
  const labels: Record<string, string> = managedBy === undefined ? {} : { 'app.kubernetes.io/managed-by': managedBy }
  return { ...found, metadata: { ...found.metadata, labels } }
}

test('what Sync applies carries the marks and never the filename', () => {
  const given = live({ a: 'b', 'postrenderer.helm.sh/postrender-filename': 'x.yaml' }, 'Kustomize')
  const before = structuredClone(given)
  assert.equal(markObject(given, RELEASE, 'plain').metadata, {
    name: 'x',
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { a: 'b', ...MARKS },
  })
  assert.equal(given, before)
})

test('a hook that Helm would drop is kept', () => {
  const given = live({ 'helm.sh/resource-policy': 'x' })
  const { annotations } = markObject(given, RELEASE, 'kept').metadata
  assert.equal(annotations, { 'helm.sh/resource-policy': 'keep', ...MARKS })
})

const OTHER = { 'meta.helm.sh/release-name': 'other', 'meta.helm.sh/release-namespace': 'infra' }
const LABEL = 'is annotated for this release, but its label app.kubernetes.io/managed-by is not Helm'

const ROWS: readonly (readonly [string, KubeObject, { role?: 'hook'; inManifest?: true }, string])[] = [
  ['marks of this release', live(MARKS, 'Helm'), {}, 'ours'],
  ['named by the current revision', live({}), { inManifest: true }, 'ours'],
  ['no marks', live({}), {}, 'belongs to no release'],
  ['marks of another release', live(OTHER, 'Helm'), {}, 'belongs to release other in namespace infra'],
  [
    'half the marks',
    live({ 'meta.helm.sh/release-name': 'demo' }, 'Helm'),
    {},
    'belongs to release demo in namespace (unnamed)',
  ],
  ['no label', live(MARKS), {}, LABEL],
  ['a hook at the place of a Sync object', live({ 'helm.sh/hook': 'test' }), {}, 'belongs to no release'],
  ['a Helm hook at the place of a hook', live({ 'helm.sh/hook': 'pre-install' }), { role: 'hook' }, 'hook'],
  ["Argo CD's hook at the place of a hook", live({ 'argocd.argoproj.io/hook': 'PreSync' }), { role: 'hook' }, 'hook'],
  ['a stranger at the place of a hook', live({}), { role: 'hook' }, 'belongs to no release'],
]

for (const [title, given, question, expected] of ROWS) {
  test(`whose an object is: ${title}`, () => {
    const found = ownershipOf(given, { release: RELEASE, role: 'sync', inManifest: false, ...question })
    assert.is(found.owner === 'foreign' ? found.reason : found.owner, expected)
  })
}

test.run()
