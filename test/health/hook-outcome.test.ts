// What each health means for a hook and for a plain resource, and which kinds have a rule.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hookOutcome, resourceOutcome } from '../../src/health/hook-outcome.ts'
import { assessHealth, hasCompletionRule } from '../../src/health/index.ts'
import { hasHealth } from '../../src/health/judging.ts'
import { SYNC_DEFAULTS } from '../../src/sync/sync-options.ts'
import { ruleError, verdict } from '../../src/health/verdict.ts'
import type { HealthVerdict } from '../../src/health/verdict.ts'
import { OUR_POLICY } from '../../src/policy.ts'

const test = suite('outcome of a health')

const OUTCOMES: readonly (readonly [
  name: string,
  health: HealthVerdict | undefined,
  hook: string,
  resource: string,
])[] = [
  ['no rule', undefined, 'Succeeded', 'Succeeded'],
  ['Healthy', verdict('Healthy', undefined, 'x'), 'Succeeded', 'Succeeded'],
  ['Progressing', verdict('Progressing', undefined, 'x'), 'Running', 'Running'],
  ['Suspended', verdict('Suspended', undefined, 'x'), 'Running', 'Running'],
  ['Degraded', verdict('Degraded', undefined, 'x'), 'Failed', 'Failed'],
  ['Unknown', verdict('Unknown', undefined, 'x'), 'Failed', 'Running'],
  ['a rule error', ruleError('x'), 'Error', 'Running'],
  ['Missing', verdict('Missing', undefined, 'x'), 'Succeeded', 'Running'],
]

for (const [name, health, hook, resource] of OUTCOMES) {
  test(`${name} makes a hook ${hook} and a resource ${resource}`, () => {
    assert.is(hookOutcome(health), hook)
    assert.is(resourceOutcome(health), resource)
  })
}

const KINDS: readonly (readonly [group: string, kind: string, health: boolean, completion: boolean])[] = [
  ['batch', 'Job', true, true],
  ['', 'Pod', true, true],
  ['argoproj.io', 'Workflow', true, true],
  ['argoproj.io', 'AnalysisRun', true, true],
  ['apps', 'Deployment', true, false],
  ['s3.aws.upbound.io', 'Bucket', true, false],
  ['', 'ConfigMap', false, false],
  ['tekton.dev', 'PipelineRun', true, true],
  ['tekton.dev', 'Pipeline', false, false],
  ['', 'toString', false, false],
]

for (const [group, kind, health, completion] of KINDS) {
  test(`${kind} of "${group}" has ${health ? 'a' : 'no'} health rule and ${completion ? 'runs' : 'does not run'} to an end`, () => {
    const object = { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata: {} }
    assert.is(hasHealth(object, SYNC_DEFAULTS), health)
    assert.is(hasCompletionRule({ group, kind }), completion)
  })
}

test('a Secret has a health only where the token controller has to fill it', () => {
  const secret = (type: string, data: Record<string, string>) => {
    const annotations = { 'kubernetes.io/service-account.name': 'nova' }
    return assessHealth({ apiVersion: 'v1', kind: 'Secret', metadata: { annotations }, type, data }, OUR_POLICY)
  }
  assert.is(secret('Opaque', {}), undefined)
  const type = 'kubernetes.io/service-account-token'
  assert.equal(secret(type, {}), { status: 'Progressing', message: 'no token yet for nova' })
  assert.equal(secret(type, { token: 'eA==' }), { status: 'Healthy', message: 'has its token' })
})

test('a message is one line and never empty', () => {
  assert.equal(verdict('Healthy', ' a\n  b ', 'c'), { status: 'Healthy', message: 'a b' })
  assert.equal(verdict('Healthy', '\n', 'c'), { status: 'Healthy', message: 'c' })
})

test.run()
