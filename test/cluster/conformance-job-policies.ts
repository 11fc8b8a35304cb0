// Conformance: what a Job's policies make of failed pods and of indexes, and what a CronJob with an interval does.
import * as assert from 'uvu/assert'
import { listField, numberField, stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { conditionsOf, job } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'

const INDEXED = { completionMode: 'Indexed', parallelism: 3, completions: 3 }

function onExitCode(action: string, values: readonly number[], rest: JsonObject = {}): JsonObject {
  return { podFailurePolicy: { rules: [{ action, onExitCodes: { operator: 'In', values }, ...rest }] } }
}

interface Row {
  readonly title: string
  readonly exitCode?: string
  readonly spec: JsonObject
  readonly conditions: readonly string[]
  /** The message of the last condition; `POD` stands for a pod's own name. */
  readonly message: string
  readonly pods: number
  readonly status: JsonObject
}

const ROWS: readonly Row[] = [
  {
    title: 'a rule FailJob of a podFailurePolicy fails the Job with its first pod',
    spec: { backoffLimit: 6, ...onExitCode('FailJob', [3]) },
    conditions: ['FailureTarget=True PodFailurePolicy', 'Failed=True PodFailurePolicy'],
    message: 'Container main for pod POD failed with exit code 3 matching FailJob rule at index 0',
    pods: 1,
    status: { failed: 1 },
  },
  {
    title: 'a rule Count, or none that fits, counts a failure as ever',
    spec: { backoffLimit: 0, ...onExitCode('FailJob', [4]) },
    conditions: ['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded'],
    message: 'Job has reached the specified backoff limit',
    pods: 1,
    status: { failed: 1 },
  },
  {
    title: 'a rule Ignore counts no failure: the Job goes on until its deadline',
    spec: { backoffLimit: 0, activeDeadlineSeconds: 8, ...onExitCode('Ignore', [3]) },
    conditions: ['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded'],
    message: 'Job was active longer than specified deadline',
    pods: 1,
    status: {},
  },
  {
    title: 'backoffLimitPerIndex gives up each index for itself, and the Job when none is left',
    spec: { ...INDEXED, backoffLimitPerIndex: 0 },
    conditions: ['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes'],
    message: 'Job has failed indexes',
    pods: 3,
    status: { failed: 3, failedIndexes: '0-2', completedIndexes: '' },
  },
  {
    title: 'a rule FailIndex gives up an index at once, and more than maxFailedIndexes the Job',
    spec: { ...INDEXED, parallelism: 1, backoffLimitPerIndex: 3, maxFailedIndexes: 0, ...onExitCode('FailIndex', [3]) },
    conditions: ['FailureTarget=True MaxFailedIndexesExceeded', 'Failed=True MaxFailedIndexesExceeded'],
    message: 'Job has exceeded the specified maximal number of failed indexes',
    pods: 1,
    status: { failed: 1, failedIndexes: '0', completedIndexes: '' },
  },
  {
    title: 'an index that failed is tried again after ten seconds, and then counts its failures',
    spec: { ...INDEXED, completions: 1, parallelism: 1, backoffLimitPerIndex: 1 },
    conditions: ['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes'],
    message: 'Job has failed indexes',
    pods: 2,
    status: { failed: 2, failedIndexes: '0', completedIndexes: '' },
  },
  {
    title: 'a successPolicy ends an Indexed Job when its rule is met',
    exitCode: '0',
    spec: { ...INDEXED, parallelism: 1, successPolicy: { rules: [{ succeededIndexes: '0' }] } },
    conditions: ['SuccessCriteriaMet=True SuccessPolicy', 'Complete=True SuccessPolicy'],
    message: 'Matched rules at index 0',
    pods: 1,
    status: { succeeded: 1, completedIndexes: '0' },
  },
]

/** Policies of Jobs. */
export const JOB_POLICY_CHECKS: readonly Check[] = [
  ...ROWS.map((row): Check => ({ title: row.title, run: (session) => runRow(session, row) })),
  {
    title: 'a Job with a podFailurePolicy or a limit for each index has other defaults',
    run: async (session) => {
      const { object } = await session.apply(job('j', {}, { suspend: true, ...onExitCode('FailJob', [3]) }))
      assert.is(stringField(object, 'spec', 'podReplacementPolicy'), 'Failed')
      const indexed = await session.apply(job('i', {}, { suspend: true, ...INDEXED, backoffLimitPerIndex: 1 }))
      assert.is(numberField(indexed.object, 'spec', 'backoffLimit'), 2_147_483_647)
      assert.is(stringField(indexed.object, 'spec', 'podReplacementPolicy'), 'TerminatingOrFailed')
    },
  },
  {
    title: 'a CronJob with an interval is due that long after it was made',
    run: async (session) => {
      const cron: KubeObject = {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'tidy' },
        spec: { schedule: '@every 3s', jobTemplate: { spec: job('x', { 'lab/run-for': '1h' }).spec ?? {} } },
      }
      const { object } = await session.apply(cron)
      const due = await session.until(cron, (live) => listField(live, 'status', 'active').length > 0)
      const made = Date.parse(object.metadata.creationTimestamp ?? '')
      assert.is(Date.parse(stringField(due, 'status', 'lastScheduleTime') ?? '') - made, 3000)
    },
  },
]

async function runRow(session: Session, row: Row): Promise<void> {
  const annotations = row.exitCode === '0' ? {} : { 'lab/exit-code': row.exitCode ?? '3' }
  await session.apply(job('j', annotations, row.spec))
  const done = await session.until(job('j'), (live) =>
    conditionsOf(live).some((condition) => /^(?:Complete|Failed)=True/.test(condition)),
  )
  assert.equal(conditionsOf(done), row.conditions)
  const pods = (await session.cluster.list(await session.type('v1', 'Pod'), { namespace: session.namespace })).items
  assert.is(pods.length, row.pods)
  const message = stringField(listField(done, 'status', 'conditions').at(-1), 'message')
  const name = pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  assert.is(
    name.reduce((text, one) => text?.replace(one, 'POD'), message),
    row.message,
  )
  const told: Record<string, unknown> = {}
  for (const key of ['succeeded', 'failed'] as const) told[key] = numberField(done, 'status', key)
  for (const key of ['failedIndexes', 'completedIndexes'] as const) told[key] = stringField(done, 'status', key)
  for (const key of Object.keys(told)) if (told[key] === undefined) delete told[key]
  // An empty list of indexes is not told by every server.
  const shown = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''))
  assert.equal(shown, Object.fromEntries(Object.entries(row.status).filter(([, value]) => value !== '')))
}
