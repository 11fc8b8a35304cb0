// Words for every health rule; a rule of one condition is named by asking it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BUILT_IN_TYPES } from '../../../src/simulator/schemas/resource-types.ts'
import { allCustomRules } from '../../../src/health/tables/index.ts'
import { hasHealth } from '../../../src/health/judging.ts'
import type { JsonObject, KubeObject } from '../../../src/object/kube-object.ts'
import { healthWords } from '../../../src/report/explain/health-words.ts'
import { OUR_POLICY } from '../../../src/policy.ts'

const test = suite('health words')

function of(apiVersion: string, kind: string, spec: JsonObject = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: 'x' }, spec }
}

const OPTIONS = { policy: OUR_POLICY, customHealth: true }

const ROWS: readonly (readonly [string, string, JsonObject, string, string | undefined])[] = [
  ['v1', 'ConfigMap', {}, 'as soon as it is applied: ConfigMap has no health rule', undefined],
  ['v1', 'Secret', {}, 'as soon as it is applied: Secret has no health rule', undefined],
  [
    'batch/v1',
    'Job',
    { backoffLimit: 0 },
    'its condition Complete is True',
    'its condition Failed is True: with the first failed pod (backoffLimit 0)',
  ],
  [
    'batch/v1',
    'Job',
    {},
    'its condition Complete is True',
    'its condition Failed is True: after 6 retries (backoffLimit 6)',
  ],
  [
    'apps/v1',
    'Deployment',
    { paused: true },
    'never while spec.paused is true: a paused Deployment is waited for',
    undefined,
  ],
  [
    'apps/v1',
    'Deployment',
    { replicas: 3 },
    'all replicas (3) of the new revision are available and the old ones are gone',
    'there is no progress for 600s (progressDeadlineSeconds)',
  ],
  [
    'v1',
    'Pod',
    { restartPolicy: 'Never' },
    'all its containers ended with exit code 0',
    'one ended with another exit code',
  ],
  ['v1', 'Service', {}, 'as soon as it is applied: it is not a LoadBalancer', undefined],
  ['v1', 'Service', { type: 'LoadBalancer' }, 'its load balancer has an address', undefined],
  ['cert-manager.io/v1', 'Issuer', {}, 'its condition Ready is True', 'its condition Ready is False'],
  ['bitnami.com/v1alpha1', 'SealedSecret', {}, 'its condition Synced is True', 'its condition Synced is False'],
  [
    'argoproj.io/v1alpha1',
    'Rollout',
    {},
    'its status.phase is Healthy, for its generation; of a controller older than 1.0: all its replicas are updated, available and stable',
    'its status.phase is Degraded; of a controller older than 1.0: it was aborted, made no progress, or its spec is invalid',
  ],
  ['lab.example.com/v1', 'Widget', {}, 'as soon as it is applied: Widget has no health rule', undefined],
]

for (const [apiVersion, kind, spec, done, failed] of ROWS) {
  test(`${kind} ${JSON.stringify(spec)} is done when ${done}`, () => {
    const words = healthWords(of(apiVersion, kind, spec), OPTIONS)
    assert.equal([words.done, words.failed], [done, failed])
  })
}

test('every built-in kind with a health rule has words of its own', () => {
  const general = BUILT_IN_TYPES.filter(({ group, version, kind }) => {
    const object = of(group === '' ? version : `${group}/${version}`, kind)
    return hasHealth(object, OPTIONS) && healthWords(object, OPTIONS).done.includes('by the rule for')
  })
  assert.equal(
    general.map(({ kind }) => kind),
    [],
  )
})

test('what has no rule is done by its conditions where they are asked', () => {
  const words = healthWords(of('lab.example.com/v1', 'Widget'), { ...OPTIONS, unknownHealth: 'kstatus' })
  assert.match(words.done, /^its conditions say so \(--unknown-health=kstatus\): Ready or Available is True/)
  assert.is(words.failed, 'its condition Stalled is True')
})

test('every custom rule has words, and none with --no-custom-health', () => {
  for (const [key] of allCustomRules()) {
    const [group = '', kind = ''] = key.split('/')
    const object = of(`${group}/v1`, kind)
    assert.match(healthWords(object, OPTIONS).done, /^(?!as soon as)./)
    assert.is(
      healthWords(object, { ...OPTIONS, customHealth: false }).done,
      'as soon as it is applied: --no-custom-health',
    )
  }
})

test.run()
