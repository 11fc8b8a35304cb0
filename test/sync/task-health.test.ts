// A status that is older than the spec: what its controller says after the write counts when it is bad.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { planSync } from '../../src/plan/plan-sync.ts'
import { NO_PRUNE } from '../../src/plan/sync-plan.ts'
import type { SyncTask } from '../../src/plan/sync-plan.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import type { TaskResult } from '../../src/sync/operation.ts'
import { taskHealth } from '../../src/sync/task-health.ts'
import { manifest } from '../support/objects.ts'

const test = suite('health of a task')

const ready = (status: 'True' | 'False', message: string): Json => {
  const reason = status === 'True' ? 'SuccessfulCreateOrUpdate' : 'FailedCreateOrUpdate'
  return { type: 'Ready', status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' }
}

/** An Exchange of generation 2 whose operator has raised observedGeneration to `observed`. */
const exchange = (
  observed: number,
  condition: Json,
  times: readonly [spec: string, status: string] = ['', ''],
): KubeObject => ({
  apiVersion: 'rabbitmq.com/v1beta1',
  kind: 'Exchange',
  metadata: {
    name: 'orders',
    namespace: 'demo',
    uid: 'u',
    generation: 2,
    managedFields: [
      { manager: 'kubectl-hooksync', operation: 'Apply', time: times[0], fieldsV1: { 'f:spec': { 'f:name': {} } } },
      { manager: 'operator', operation: 'Update', subresource: 'status', time: times[1], fieldsV1: { 'f:status': {} } },
    ],
  },
  spec: { name: 'orders' },
  status: { observedGeneration: observed, conditions: [condition] },
})

const OLD = exchange(1, ready('True', ''))
const STALE = 'Progressing: its controller has not yet seen the new spec'
const COMPAT = { policy: ARGO_POLICY, customHealth: true }
const STRICT = { policy: OUR_POLICY, customHealth: true }

const task = (): SyncTask => {
  const plan = planSync([manifest(OLD)], {
    namespace: 'demo',
    revision: '',
    startedAt: 0,
    types: new Map(),
    namespaceExists: true,
    hooks: true,
    policy: OUR_POLICY,
    createNamespace: false,
    skipDryRunOnMissingResource: false,
    replace: false,
    force: false,
    validate: true,
    prune: NO_PRUNE,
    app: undefined,
    helm: 'both',
  })
  const [only] = plan.tasks
  if (only === undefined) throw new Error('no task')
  return only
}

const rows: readonly [what: string, live: KubeObject, written: KubeObject | undefined, health: string][] = [
  ['the status of before the write', OLD, OLD, STALE],
  [
    'a failure after the write',
    exchange(1, ready('False', 'inequivalent arg type')),
    OLD,
    'Degraded: FailedCreateOrUpdate: inequivalent arg type',
  ],
  ['a failure of before the write', exchange(1, ready('False', 'old')), exchange(1, ready('False', 'old')), STALE],
  [
    'another failure than before the write',
    exchange(1, ready('False', 'new')),
    exchange(1, ready('False', 'old')),
    'Degraded: FailedCreateOrUpdate: new',
  ],
  ['a success after the write, of which nobody knows for which spec', exchange(1, ready('True', 'again')), OLD, STALE],
  ['a success for the new spec', exchange(2, ready('True', 'created')), OLD, 'Healthy: created'],
  [
    'nothing written, a failure after the spec by the times of the server',
    exchange(1, ready('False', 'no'), ['2026-01-01T00:00:05Z', '2026-01-01T00:00:05Z']),
    undefined,
    'Degraded: FailedCreateOrUpdate: no',
  ],
  [
    'nothing written, a failure before the spec',
    exchange(1, ready('False', 'no'), ['2026-01-01T00:00:05Z', '2026-01-01T00:00:04Z']),
    undefined,
    STALE,
  ],
]
for (const [what, live, written, health] of rows) {
  test(`${what}: ${health}`, () => {
    const base: TaskResult = { code: 'Synced', phase: 'Running', message: '', applied: true, at: 0, uid: 'u' }
    const result = written === undefined ? base : { ...base, written }
    const found = taskHealth({ task: task(), result }, live, STRICT)
    assert.is(`${found?.status}: ${found?.message}`, health)
  })
}

test('in compat mode the status counts, however old', () => {
  const found = taskHealth({ task: task(), result: undefined }, exchange(1, ready('False', 'old')), COMPAT)
  assert.is(found?.status, 'Degraded')
})

test('that no rule could judge it is kept: for a hook that is an error, not a failure', () => {
  const old = { ...OLD, apiVersion: 'apps/v1beta1', kind: 'Deployment' }
  assert.is(taskHealth({ task: task(), result: undefined }, old, STRICT)?.ruleError, true)
})

test.run()
