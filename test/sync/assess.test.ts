// How the running tasks of one pass stand: judged once, by the very objects that the run wrote.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { formatKey } from '../../src/object/resource-key.ts'
import { OUR_POLICY } from '../../src/policy.ts'
import { NEW_OPERATION, withResults } from '../../src/sync/operation.ts'
import { situationOf } from '../../src/sync/situation.ts'
import type { Assessments, Situation } from '../../src/sync/step.ts'
import { annotate, object } from '../support/objects.ts'
import { planOf } from './script.ts'

const test = suite('assess')

const JOB = object('Job', 'migrate', { annotations: annotate({ hook: 'PreSync' }) })
const PLAN = planOf({ objects: [JOB] })
const ID = PLAN.tasks[0]?.id ?? ''
const KEY = formatKey({ group: 'batch', kind: 'Job', namespace: 'demo', name: 'migrate' })
const STATE = withResults(NEW_OPERATION, [
  [ID, { code: 'Synced', phase: 'Running', message: 'created', applied: true, at: 0, uid: 'u1' }],
])
const OPTIONS = {
  wait: true,
  dryRun: 'none',
  policy: OUR_POLICY,
  customHealth: true,
  degradedGraceMs: 0,
  startedAt: 0,
  timeoutMs: 3_600_000,
  failFast: {},
} as const

const seen = (uid: string, conditions: readonly Json[] = [], apiVersion = 'batch/v1'): KubeObject => ({
  ...JOB,
  apiVersion,
  metadata: { ...JOB.metadata, namespace: 'demo', uid },
  status: { conditions: [...conditions] },
})
const COMPLETE = [{ type: 'Complete', status: 'True' }]

const situation = (
  live: KubeObject | undefined,
  gone?: KubeObject | null,
  last: Assessments = new Map(),
): Situation => {
  const view = {
    live: new Map(live === undefined ? [] : [[KEY, live]]),
    gone: new Map(gone === undefined ? [] : [['u1', gone]]),
  }
  return situationOf(
    { plan: PLAN, options: OPTIONS },
    { state: STATE, view, now: 0, stopped: false, last, looks: new Map() },
  )
}

const told = (found: Situation): string => {
  const { presence, health, end } = found.assessments.get(ID) ?? {}
  return [presence?.is, health?.status ?? 'no health', end?.result.phase ?? 'runs', end?.vanished ?? '']
    .join(' ')
    .trim()
}

const rows: readonly [what: string, found: Situation, told: string][] = [
  ['what runs', situation(seen('u1')), 'live Progressing runs'],
  ['what is complete', situation(seen('u1', COMPLETE)), 'live Healthy Succeeded'],
  ['another object of the name', situation(seen('u2', COMPLETE)), 'unseen no health runs'],
  ['what no rule can judge', situation(seen('u1', [], 'batch/v0')), 'live Unknown Error'],
  ['what went away complete', situation(undefined, seen('u1', COMPLETE)), 'gone no health Succeeded'],
  ['what went away unseen', situation(undefined, null), 'gone no health Error true'],
]
for (const [what, found, expected] of rows) test(`${what}: ${expected}`, () => assert.is(told(found), expected))

test('what has not changed since the pass before is not judged again', () => {
  const live = seen('u1')
  const first = situation(live)
  const healths = [situation(live, undefined, first.assessments), situation({ ...live }, undefined, first.assessments)]
  const [same, anew] = healths.map(({ assessments }) => assessments.get(ID)?.health)
  assert.is(same, first.assessments.get(ID)?.health)
  assert.is.not(anew, same)
  assert.equal(anew, same)
})

test('what has ended is not assessed', () => {
  const ended = withResults(STATE, [
    [ID, { code: 'Synced', phase: 'Succeeded', message: '', applied: true, at: 0, uid: 'u1' }],
  ])
  const { state: _, ...rest } = situation(seen('u1', COMPLETE))
  assert.is(situationOf({ plan: PLAN, options: OPTIONS }, { ...rest, state: ended }).assessments.size, 0)
})

test.run()
