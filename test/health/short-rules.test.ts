// A short health rule opens a gate only by what the object really says: what is absent, old or unreadable never does.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { healthRules } from '../../src/health/declared/health-rules.ts'
import { assessHealth } from '../../src/health/index.ts'
import type { Json, JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'

const test = suite('short rules')

/** What the rule says of a Widget with this status, which has to be JSON. */
function told(rule: JsonObject, status: Json | undefined, policy = OUR_POLICY): string {
  const widget: KubeObject = {
    apiVersion: 'acme.io/v1',
    kind: 'Widget',
    metadata: { name: 'w', generation: 3 },
    spec: { replicas: 3 },
    ...(status === undefined ? {} : { status }),
  }
  const found = assessHealth(widget, { ...policy, ownRules: healthRules({ 'acme.io/Widget': rule }) })
  return `${found?.status} ${found?.message}`
}

const healthy = (rule: Json): JsonObject => ({ Healthy: rule })
const pending = (by: string): JsonObject => ({ compare: '#status.pendingNodes', by, with: 0 })

/** Comparisons of which one side is absent or no number, with a status. */
const NOTHING: readonly (readonly [Json, JsonObject])[] = [
  [pending('='), { nodes: 3 }],
  [pending('='), { pendingNodes: 'none' }],
  [{ not: pending('>') }, { nodes: 3 }],
  [{ not: { all: [pending('>'), { field: 'status.nodes' }] } }, { nodes: 3 }],
  [{ not: [pending('>'), pending('<')] }, { nodes: 3 }],
  [{ compare: 'status.pending', by: '!=', with: 1 }, { nodes: 3 }],
  [{ compare: 'status.pending', by: '!=', with: 1 }, { pending: '1' }],
  [{ compare: ['status.failed', 'status.pending'], by: '=', with: 0 }, { nodes: 3 }],
  [
    { compare: ['status.failed', 'status.pending'], by: '=', with: 0 },
    { failed: 0, pending: '2' },
  ],
  [{ compare: 'status.nodes.*.pending', by: '<=', with: 0 }, { nodes: [{ pending: '2' }] }],
  [{ compare: 'status.nodes.*.pending', by: '<=', with: 0 }, { phase: 'Up' }],
]
for (const [rule, status] of NOTHING) {
  test(`${JSON.stringify(rule)} says nothing of ${JSON.stringify(status)}`, () => {
    assert.match(told(healthy(rule), status), /^(?:Progressing|Unknown) /)
    assert.match(told(healthy(rule), status, ARGO_POLICY), /^(?:Progressing|Unknown) /)
  })
}

test('what an absent amount counts as can be said, of each that is added up, too', () => {
  const none = { compare: { of: '#status.pendingNodes', or: 0 }, by: '=', with: 0 }
  assert.match(told(healthy(none), { nodes: 3 }), 'Healthy')
  const sum = { compare: { of: ['status.ready', 'status.done'], or: 0 }, by: '=', with: 'spec.replicas' }
  assert.match(told(healthy(sum), { ready: 3 }), 'Healthy')
  assert.match(told(healthy(sum), { ready: 2 }), /^Progressing .*status\.done \(0 where absent\)/)
})

test('behind not a comparison is the opposite one', () => {
  assert.match(
    told(healthy({ not: pending('>') }), { pendingNodes: [] }),
    'Healthy the number of its status.pendingNodes ≤ 0',
  )
  assert.match(told(healthy({ not: pending('>') }), { pendingNodes: ['a'] }), 'Progressing')
})

const about = (type: string, status: string, observedGeneration?: number): JsonObject => ({
  type,
  status,
  ...(observedGeneration === undefined ? {} : { observedGeneration }),
})
const SEEN = 'its controller has not yet seen the new spec'

/** Conditions of an object of generation 3, and what the rule says of them. */
const CONDITIONS: readonly (readonly [JsonObject, readonly JsonObject[], told: string, argo: string])[] = [
  [healthy({ condition: 'Ready' }), [about('Ready', 'True', 2)], `Progressing ${SEEN}`, 'Healthy'],
  [healthy({ condition: 'Ready' }), [about('Ready', 'True', 3)], 'Healthy', 'Healthy'],
  [healthy({ condition: 'Ready' }), [about('Ready', 'True')], 'Healthy', 'Healthy'],
  [healthy({ condition: 'Ready' }), [about('Ready', 'True', 0)], 'Healthy', 'Healthy'],
  [
    healthy({ condition: 'Ready' }),
    [about('Ready', 'True', 2), about('Synced', 'True', 3)],
    `Progressing ${SEEN}`,
    'Healthy',
  ],
  [healthy({ condition: 'Ready' }), [about('Ready', 'True', 3), about('Old', 'True', 1)], 'Healthy', 'Healthy'],
  [
    { Degraded: { condition: 'Stalled' }, Healthy: 'otherwise' },
    [about('Stalled', 'False', 2)],
    `Progressing ${SEEN}`,
    'Healthy',
  ],
  [
    { Degraded: { condition: 'Stalled' }, Healthy: 'otherwise' },
    [about('Stalled', 'True', 2), about('Ready', 'True', 3)],
    `Progressing ${SEEN}`,
    'Degraded',
  ],
]
for (const [rule, conditions, is, argo] of CONDITIONS) {
  test(`a condition about an older spec says nothing of the new one: ${JSON.stringify([rule, conditions])}`, () => {
    assert.match(told(rule, { conditions }), new RegExp(`^${is}`))
    assert.match(told(rule, { conditions }, ARGO_POLICY), new RegExp(`^${argo}`))
  })
}

test('so it is with a built-in rule', () => {
  const certificate: KubeObject = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'tls', generation: 3 },
    status: { conditions: [about('Ready', 'True', 2)] },
  }
  assert.equal(assessHealth(certificate)?.message, SEEN)
  assert.is(assessHealth(certificate, ARGO_POLICY)?.status, 'Healthy')
})

test('a status that says itself that it is about the spec is believed whatever its conditions are about', () => {
  const status = { observedGeneration: 3, conditions: [about('Ready', 'True', 2)] }
  assert.match(told(healthy({ condition: 'Ready' }), status), 'Healthy')
})

test.run()
