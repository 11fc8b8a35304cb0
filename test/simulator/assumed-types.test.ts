// Which kinds are taken to be served where no cluster can be asked.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assumedTypes } from '../../src/simulator/schemas/assumed-types.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'

const test = suite('assumed types')

test('built-in kinds, old versions of them and what a definition brings are not assumed', () => {
  const text = `
{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
---
{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: a}}
---
{apiVersion: example.com/v1, kind: Widget, metadata: {name: a}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec: {group: example.com, names: {kind: Widget, plural: widgets}, versions: [{name: v1, served: true, storage: true}]}
`
  assert.equal(scopes(text), [])
})

test('a kind has namespaces unless it is known or named otherwise', () => {
  const text = ['Widget', 'ClusterIssuer', 'Cluster']
    .map((kind) => `{apiVersion: example.com/v1, kind: ${kind}, metadata: {name: a}}`)
    .concat('{apiVersion: example.com/v1, kind: ClusterThing, metadata: {name: a, namespace: b}}')
    .concat('{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: a}}')
    .concat('{apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: {name: a, namespace: b}}')
    .concat('{apiVersion: config.openshift.io/v1, kind: Console, metadata: {name: a}}')
    .concat('{apiVersion: operators.coreos.com/v1alpha1, kind: ClusterServiceVersion, metadata: {name: a}}')
    .join('\n---\n')
  assert.equal(scopes(text), [
    'widgets namespaced',
    'clusterissuers cluster',
    'clusters namespaced',
    'clusterthings namespaced',
    'gatewayclasses cluster',
    'clusterpolicies cluster',
    'consoles cluster',
    'clusterserviceversions namespaced',
  ])
})

test.run()

function scopes(text: string): readonly string[] {
  const objects = parseManifests([{ name: 'a.yaml', text }]).manifests.map(({ object }) => object)
  return assumedTypes(objects).map(({ plural, namespaced }) => `${plural} ${namespaced ? 'namespaced' : 'cluster'}`)
}
