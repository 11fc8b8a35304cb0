// Whose rule judges an object in a run, and what it says: for every run the same choice.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasHealth, isOfOperator, judgedHealth, lastJudgedHealth, ruleSource } from '../../src/health/judging.ts'
import type { Judging, RuleSource } from '../../src/health/judging.ts'
import { verdict } from '../../src/health/verdict.ts'
import { OUR_POLICY } from '../../src/policy.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'

const test = suite('judging')

const ownRules = { ruleFor: () => () => verdict('Degraded', undefined, 'by its own rule') }
const RUNS = {
  usual: { policy: OUR_POLICY, customHealth: true },
  'without rules for operators': { policy: OUR_POLICY, customHealth: false },
  kstatus: { policy: OUR_POLICY, customHealth: true, unknownHealth: 'kstatus' },
  own: { policy: { ...OUR_POLICY, ownRules }, customHealth: false, unknownHealth: 'kstatus' },
} as const satisfies Readonly<Record<string, Judging>>

const CONDITIONS = [{ type: 'Ready', status: 'False', reason: 'Odd', message: 'no disk' }]

const of = (apiVersion: string, kind: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', generation: 1 },
  spec: {},
  status: { observedGeneration: 1, conditions: CONDITIONS },
})

const ROWS: readonly (readonly [KubeObject, Readonly<Record<keyof typeof RUNS, RuleSource>>])[] = [
  [
    of('apps/v1', 'Deployment'),
    { usual: 'kubernetes', 'without rules for operators': 'kubernetes', kstatus: 'kubernetes', own: 'own' },
  ],
  [
    of('cert-manager.io/v1', 'Certificate'),
    { usual: 'operator', 'without rules for operators': 'none', kstatus: 'operator', own: 'own' },
  ],
  [
    of('lab.example.com/v1', 'Widget'),
    { usual: 'none', 'without rules for operators': 'none', kstatus: 'kstatus', own: 'own' },
  ],
  [of('v1', 'ConfigMap'), { usual: 'none', 'without rules for operators': 'none', kstatus: 'none', own: 'own' }],
]

for (const [object, sources] of ROWS) {
  for (const [name, judging] of Object.entries(RUNS)) {
    const source = sources[name as keyof typeof RUNS]
    test(`a ${object.kind}, ${name}: ${source}`, () => {
      assert.is(ruleSource(groupVersionKind(object), judging), source)
      assert.is(hasHealth(object, judging), source !== 'none')
      const isKubernetes = ['Deployment', 'ConfigMap'].includes(object.kind)
      assert.is(isOfOperator(groupVersionKind(object), judging), !isKubernetes && ['own', 'operator'].includes(source))
      const health = judgedHealth(object, judging)
      assert.is(health === undefined, source === 'none')
      if (source === 'own') assert.is(health?.message, 'by its own rule')
      if (source === 'kstatus') assert.is(health?.message, 'Odd: no disk')
      const going = { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
      assert.equal(lastJudgedHealth(going, judging), health)
      assert.is(judgedHealth(going, judging)?.message, source === 'none' ? undefined : 'Pending deletion')
    })
  }
}

test.run()
