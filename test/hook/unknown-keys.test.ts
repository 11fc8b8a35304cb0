import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unknownKeys } from '../../src/hook/unknown-keys.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'

const test = suite('unknown keys')

const told = (object: KubeObject): readonly string[] =>
  unknownKeys({ object, location: { source: 'in.yaml', line: 1, column: 1 }, annotationLocations: {} }).map(
    ({ code, severity, message, hint }) => `${severity} ${code} ${message} · ${hint ?? ''}`,
  )

const annotated = (...keys: readonly string[]): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'a', annotations: Object.fromEntries(keys.map((key) => [key, 'x'])) },
})

const slips: readonly (readonly [key: string, hint: string])[] = [
  ['argocd.argoproj.io/hooks', 'did you mean argocd.argoproj.io/hook?'],
  ['argocd.argoproj.io/Hook', 'did you mean argocd.argoproj.io/hook?'],
  ['argocd.argoproj.io/sync-waves', 'did you mean argocd.argoproj.io/sync-wave?'],
  ['argocd.argoproj.io/syncwave', 'did you mean argocd.argoproj.io/sync-wave?'],
  ['argocd.argoproj.io/wave', 'did you mean argocd.argoproj.io/sync-wave?'],
  ['argocd.argoproj.io/sync-option', 'did you mean argocd.argoproj.io/sync-options?'],
  ['argocd.argoproj.io/hook-deletion-policy', 'did you mean argocd.argoproj.io/hook-delete-policy?'],
  ['argocd.argoproj.io/delete-policy', 'did you mean argocd.argoproj.io/hook-delete-policy?'],
  ['argocd.argoproj.io/hook-weight', 'did you mean helm.sh/hook-weight?'],
  ['argocd.argoproj.io/compare-option', 'did you mean argocd.argoproj.io/compare-options?'],
  [
    'argocd.argoproj.io/colour',
    'read are argocd.argoproj.io/hook, argocd.argoproj.io/hook-delete-policy, argocd.argoproj.io/sync-wave, argocd.argoproj.io/sync-options, argocd.argoproj.io/compare-options',
  ],
  ['helm.sh/hooks', 'did you mean helm.sh/hook?'],
  ['helm.sh/weight', 'did you mean helm.sh/hook-weight?'],
  ['helm.sh/sync-wave', 'did you mean argocd.argoproj.io/sync-wave?'],
  ['hooksync.dev/timout', 'did you mean hooksync.dev/timeout?'],
  ['hooksync.dev/hook', 'did you mean argocd.argoproj.io/hook?'],
  ['argocd.argoproj.com/hook', 'did you mean argocd.argoproj.io/hook?'],
  ['argoproj.io/sync-wave', 'did you mean argocd.argoproj.io/sync-wave?'],
  ['argo-cd.argoproj.io/sync-options', 'did you mean argocd.argoproj.io/sync-options?'],
  ['hooksync.io/timeout', 'did you mean hooksync.dev/timeout?'],
]

for (const [key, hint] of slips) {
  test(`${key}: ${hint}`, () =>
    assert.equal(told(annotated(key)), [`warning UNKNOWN_ANNOTATION unknown annotation ${key} (Job a) · ${hint}`]))
}

const known = [
  'argocd.argoproj.io/hook',
  'argocd.argoproj.io/compare-options',
  'argocd.argoproj.io/ignore-healthcheck',
  'argocd.argoproj.io/manifest-generate-paths',
  'argocd.argoproj.io/tracking-id',
  'link.argocd.argoproj.io/external-link',
  'pref.argocd.argoproj.io/default-view',
  'notifications.argoproj.io/subscribe.on-sync-succeeded.slack',
  'argocd-image-updater.argoproj.io/image-list',
  'helm.sh/chart',
  'helm.sh/resource-policy',
  'helm.sh/hook-output-log-policy',
  'meta.helm.sh/release-name',
  'hooksync.dev/timeout',
  'hooksync.dev/app',
  'kubernetes.io/hook',
  'constructor/hook',
  '__proto__/hook',
  'hook',
]

for (const key of known) test(`${key} is not a slip`, () => assert.equal(told(annotated(key)), []))

test('what is read as an annotation has no effect as a label', () => {
  const labels = { 'argocd.argoproj.io/hook': 'PreSync', 'helm.sh/chart': 'a-1', 'argocd.argoproj.io/instance': 'a' }
  assert.equal(told({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels } }), [
    'warning NO_EFFECT argocd.argoproj.io/hook is an annotation: as a label it has no effect (Pod a) · put it under metadata.annotations',
  ])
})

test('its place is the key, not the value; what is hidden has none to show', () => {
  const placesIn = (text: string, kind = 'ConfigMap'): readonly string[] => {
    const head = `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\n`
    const { manifests } = parseManifests([{ name: 'in.yaml', text: `${head}${text}\n` }])
    return manifests.flatMap(unknownKeys).map(({ location }) => `${location?.line}:${location?.column}`)
  }
  assert.equal(placesIn('  annotations:\n    helm.sh/hooks: helm.sh/hooks'), ['6:5'])
  assert.equal(placesIn('  annotations: {"helm.sh/hooks": x, helm.sh/weight: z}'), ['5:17', '5:37'])
  assert.equal(placesIn('  annotations:\n    helm.sh/hooks:\n      x'), ['7:7'])
  assert.equal(placesIn('  annotations:\n    helm.sh/hooks: x', 'Secret'), ['6:20'])
})

test.run()
