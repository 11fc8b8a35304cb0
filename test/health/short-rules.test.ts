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

const failed = { Healthy: 'otherwise', Degraded: { condition: 'Failed' } }
const notFalse = healthy({ not: { condition: 'Ready', is: 'False' } })
const each = (what: Json): JsonObject => healthy({ parts: 'status.nodes', every: what })

/** A status that the rule cannot read, and what is told of it. */
const UNREADABLE: readonly (readonly [JsonObject, Json, told: string])[] = [
  [failed, { conditions: [{ type: 'Failed', status: true }] }, 'its status.conditions[0].status is true, not a text'],
  [failed, { conditions: { Failed: 'True' } }, 'its status.conditions is {"Failed":"True"}, not a list'],
  [failed, { conditions: [null] }, 'its status.conditions[0] is null, not a condition'],
  [failed, { conditions: [{ type: 5, status: 'True' }] }, 'its status.conditions[0].type is 5, not a text'],
  [failed, 'broken', 'its status is "broken", not a map'],
  [
    notFalse,
    { conditions: [{ type: 'Ready', status: false }] },
    'its status.conditions[0].status is false, not a text',
  ],
  [
    { Healthy: 'otherwise', Degraded: { condition: 'Ready', is: 'False', reason: 'Bad' } },
    { conditions: [{ type: 'Ready', status: 'False', reason: ['Bad'] }] },
    'its status.conditions[0].reason is ["Bad"], not a text',
  ],
  [
    each({ field: 'ready', is: true }),
    { nodes: { a: { ready: true }, b: null } },
    'its status.nodes[b] is null, not a map',
  ],
  [each({ not: { field: 'bad' } }), { nodes: ['a'] }, 'its status.nodes[0] is "a", not a map'],
  [each({ field: 'ready' }), { nodes: 'none' }, 'its status.nodes is "none", not a list or a map'],
  [
    each({ not: { condition: 'Failed' } }),
    { nodes: [{ conditions: [{ type: 'Failed', status: true }] }] },
    'its status.nodes[0].conditions[0].status is true, not a text',
  ],
  [healthy({ compare: 'status.ready', by: '>=', with: 1 }), { ready: '1' }, 'its status.ready is "1", not a number'],
  [healthy(pending('=')), { pendingNodes: 0 }, 'its status.pendingNodes is 0, not a list or a map'],
]
for (const [rule, status, why] of UNREADABLE) {
  test(`what cannot be read is Unknown: ${JSON.stringify([rule, status])}`, () => {
    assert.is(told(rule, status), `Unknown ${why}`)
    assert.is(told(rule, status, ARGO_POLICY), `Unknown ${why}`)
  })
}

test('a condition that the rule does not ask may be anything', () => {
  const conditions = [{ type: 'Odd', status: true }, about('Failed', 'False')]
  assert.match(told(failed, { conditions }), 'Healthy')
  assert.match(
    told({ Healthy: { condition: 'Ready' } }, { conditions: [{ type: 'Ready', status: 'True', reason: null }] }),
    'Healthy',
  )
})

const running = { field: 'status.phase', is: 'Running' }
const enough = { compare: 'status.ready', by: '=', with: 'spec.replicas' }

/** What is said while it is waited for. */
const WAITS: readonly (readonly [Json, JsonObject, told: string])[] = [
  [running, { phase: 'running', message: 'starts' }, 'its status.phase is running, not Running: starts'],
  [running, { phase: 'Up', message: '' }, 'its status.phase is Up, not Running'],
  [running, { ready: 1 }, 'waiting until its status.phase is Running (no status.phase yet)'],
  [{ field: 'status.on', is: true }, { on: 'true' }, 'its status.on is "true", not true'],
  [{ field: 'status.phase', is: ['A', 'B'] }, { phase: { a: 1 } }, 'its status.phase is a map, not A or B'],
  [{ field: 'status.phase', isNot: 'Bad' }, { phase: 'Bad' }, 'its status.phase is Bad'],
  [
    { field: 'status.url', startsWith: 'https' },
    { url: 'http' },
    'its status.url is http: waiting until its status.url begins with https',
  ],
  [
    { all: [running, enough, { condition: 'Ready' }] },
    { phase: 'Running', ready: 1 },
    'its status.ready is 1, not = 3 (spec.replicas)',
  ],
  [{ compare: 'status.ready', by: '>=', with: 2 }, { ready: 1 }, 'its status.ready is 1, not ≥ 2'],
  [enough, { phase: 'Up' }, 'waiting until its status.ready = spec.replicas (no status.ready yet)'],
  [enough, { ready: '3' }, 'its status.ready is "3", not = 3 (spec.replicas)'],
  [{ not: { field: 'status.error' } }, { error: 'x' }, 'its status.error is there'],
  [{ condition: 'Ready' }, { phase: 'Up' }, 'waiting for the condition Ready'],
  [
    { condition: 'Ready' },
    { conditions: [{ type: 'Ready', status: 'False', reason: 'Odd', message: 'no disk' }] },
    'its condition Ready is False, not True: Odd: no disk',
  ],
  [
    { condition: 'Ready', reason: 'Good' },
    { conditions: [{ type: 'Ready', status: 'True', reason: 'Fair' }] },
    'its condition Ready is True: waiting until its condition Ready is True for the reason Good',
  ],
  [
    [running, { condition: 'Ready' }],
    { phase: 'Up' },
    'its status.phase is Up, not Running; waiting for the condition Ready',
  ],
  [
    { parts: 'status.nodes', every: { field: 'ready', is: true } },
    { nodes: [{ ready: true }, { ready: false }] },
    'in its status.nodes[1] ready is false, not true',
  ],
  [
    { parts: 'status.nodes', every: { field: 'ready', is: true } },
    { nodes: { a: {} } },
    'in its status.nodes[a] waiting until ready is true (no ready yet)',
  ],
  [{ parts: 'status.nodes', every: { field: 'ready', is: true } }, { nodes: [] }, 'its status.nodes is empty'],
  [
    { parts: 'status.nodes', some: { field: 'ready', is: true } },
    { nodes: [{}] },
    'waiting until in one of its status.nodes ready is true',
  ],
]
for (const [rule, status, why] of WAITS) {
  test(`a wait says what it is instead: ${JSON.stringify([rule, status])}`, () => {
    assert.is(told(healthy(rule), status), `Progressing ${why}`)
  })
}

test.run()
