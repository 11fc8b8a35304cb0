// Every recorded case rehearsed: the same outcome and the same writes as Argo CD's own engine, scenarios and real manifests.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assumedTypes } from '../../src/simulator/schemas/assumed-types.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'
import { corpusCases, scenarioCases } from './cases.ts'
import type { ParityCase } from './cases.ts'
import { simulateCase } from './simulated.ts'
import { CLUSTER_SUFFIX } from './stubs.ts'

const test = suite('parity of rehearsals')
const parity = sharedPath('parity')
const corpus = sharedPath('corpus')

compare('scenarios', scenarioCases())
if (parity === undefined || corpus === undefined) {
  test('real manifests are compared', () => skip('../shared/corpus is not here'))
} else {
  compareCorpus(corpusCases(parity, corpus))
}

test.run()

function compareCorpus(cases: readonly ParityCase[]): void {
  compare('real manifests', cases)
  test('the kinds that real manifests use and do not bring are taken for what they are', () => {
    assert.equal(cases.flatMap(wrongScopes).toSorted(), [
      // The recordings gave these stubs a namespace because the manifests do; the operators' own definitions have none.
      'accel-openshift-ai: datasciencecluster.opendatahub.io/DataScienceCluster is taken for cluster-scoped',
      'accel-openshift-ai: dscinitialization.opendatahub.io/DSCInitialization is taken for cluster-scoped',
      'demo-rhods: datasciencecluster.opendatahub.io/DataScienceCluster is taken for cluster-scoped',
      'demo-rhods: dscinitialization.opendatahub.io/DSCInitialization is taken for cluster-scoped',
    ])
  })
}

function compare(what: string, cases: readonly ParityCase[]): void {
  let right = 0
  for (const one of cases) {
    test(one.name, async () => {
      assert.equal(await simulateCase(one), [])
      right += 1
    })
  }
  test(`all ${what} were compared`, () => {
    process.stdout.write(`\n${right} of ${cases.length} ${what} rehearsed as recorded\n`)
    assert.ok(cases.length > 60)
    assert.is(right, cases.length)
  })
}

function wrongScopes({ name, input, expected }: ParityCase): readonly string[] {
  const { manifests } = parseManifests([{ name: 'input.yaml', text: input }])
  const assumed = assumedTypes(manifests.map(({ object }) => object))
  return expected.stubs.flatMap((stub) => {
    const kind = stub.replace(CLUSTER_SUFFIX, '')
    const found = assumed.find((type) => `${type.group}/${type.kind}` === kind)
    if (found === undefined) return `${name}: ${kind} is not taken to be served`
    if (found.namespaced !== stub.endsWith(CLUSTER_SUFFIX)) return []
    return `${name}: ${kind} is taken for ${found.namespaced ? 'namespaced' : 'cluster-scoped'}`
  })
}
