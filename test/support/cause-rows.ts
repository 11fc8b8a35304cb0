// A table of causes: what the cluster shows, the one line that is told, and what to do.
import type { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { CauseCode } from '../../src/diagnose/cause-code.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { SYNC_DEFAULTS } from '../../src/sync/sync-options.ts'
import { job, pod, replicaSet } from './diagnose-objects.ts'
import { fakeCluster } from './fake-cluster.ts'

/** One case. */
export interface CauseRow {
  readonly title: string
  readonly object: KubeObject
  readonly objects?: readonly KubeObject[]
  readonly logs?: Readonly<Record<string, readonly string[]>>
  readonly code: CauseCode
  readonly cause: string
  readonly hint?: string
}

/** Adds a test for each row. */
export function addCauseTests(test: ReturnType<typeof suite>, rows: readonly CauseRow[]): void {
  for (const row of rows) {
    test(row.title, async () => {
      const cluster = fakeCluster({ objects: row.objects ?? [], logs: row.logs ?? {} })
      const { diagnosis: found } = await diagnose(cluster, row.object, { judging: SYNC_DEFAULTS, tailLines: 20 })
      assert.is(found.cause, row.cause)
      assert.is(found.code, row.code)
      assert.is(found.hint, row.hint)
    })
  }
}

/** A Job whose one pod failed. */
export const failedJob = job({
  status: {
    failed: 1,
    conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'limit' }],
  },
})
/** A Job with one pod that has not ended. */
export const waitingJob = job({ status: { active: 1 } })
/** The status of a container `main` that waits for a reason. */
export const waits = (reason: string, message = '') => [{ name: 'main', state: { waiting: { reason, message } } }]
/** The pod of the Job. */
export const ofJob = (options: Parameters<typeof pod>[1]) => pod('migrate-x', { owner: 'job-uid', ...options })
/** A pod of the Deployment. */
export const ofWeb = (options: Parameters<typeof pod>[1]) =>
  pod('web-x', { owner: 'web-1-uid', app: 'web', ...options, spec: { restartPolicy: 'Always', ...options.spec } })
/** What stands between the Deployment and its pods. */
export const web = [replicaSet('web-1', '1')]
