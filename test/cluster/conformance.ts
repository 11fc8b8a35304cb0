// One suite for every adapter of the cluster port: what a cluster does, a sentence for each thing. Run on all of them alike.
import { suite } from 'uvu'
import type { Clock, Cluster } from '../../src/cluster/port.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedClusterOptions } from '../../src/simulator/simulated-cluster.ts'
import { skip } from '../support/skip.ts'
import { ACCOUNT_CHECKS } from './conformance-accounts.ts'
import { DEFINITION_CHECKS } from './conformance-definitions.ts'
import { DELETE_CHECKS } from './conformance-deletes.ts'
import { FIELD_CHECKS } from './conformance-fields.ts'
import { JOB_POLICY_CHECKS } from './conformance-job-policies.ts'
import { LIFE_CHECKS } from './conformance-lives.ts'
import { REFUSAL_CHECKS } from './conformance-refusals.ts'
import { createSession } from './conformance-session.ts'
import type { Check } from './conformance-session.ts'
import { VALUE_CHECKS } from './conformance-values.ts'
import { WATCH_CHECKS } from './conformance-watches.ts'
import { WORKLOAD_CHECKS } from './conformance-workloads.ts'
import { WRITE_CHECKS } from './conformance-writes.ts'

/** A cluster to check. */
export interface CheckedCluster {
  readonly cluster: Cluster
  readonly clock: Clock
  readonly cleanup: () => Promise<void> | void
}

/** All that is compared between a real cluster and the simulated one. */
export const CHECKS: readonly Check[] = [
  ...WRITE_CHECKS,
  ...REFUSAL_CHECKS,
  ...VALUE_CHECKS,
  ...FIELD_CHECKS,
  ...DELETE_CHECKS,
  ...WATCH_CHECKS,
  ...LIFE_CHECKS,
  ...JOB_POLICY_CHECKS,
  ...WORKLOAD_CHECKS,
  ...DEFINITION_CHECKS,
  ...ACCOUNT_CHECKS,
]

/**
 * Runs every check against a cluster, each in a namespace of its own. `CONFORMANCE_ONLY` picks them by a part of their
 * sentence. What opens the cluster may give the reason instead why there is none here.
 */
export function conformance(
  name: string,
  open: () => Promise<CheckedCluster | string>,
  checks: readonly Check[] = CHECKS,
): void {
  const test = suite(`conformance of ${name}`)
  const only = process.env['CONFORMANCE_ONLY']
  let opened: Promise<CheckedCluster | string> | undefined
  test.after(async () => {
    const checked = await opened
    if (typeof checked === 'object') await checked.cleanup()
  })
  for (const [index, check] of checks.entries()) {
    if (only !== undefined && !check.title.includes(only)) continue
    test(check.title, async () => {
      opened ??= open()
      const checked = await opened
      if (typeof checked === 'string') return skip(checked)
      await check.run(await createSession(checked.cluster, checked.clock, `conformance-${index}`))
    })
  }
  test.run()
}

/** A simulated cluster to check. */
export function openSimulated(options: Pick<SimulatedClusterOptions, 'references'> = {}): CheckedCluster {
  const simulated = createSimulatedCluster(options)
  const { cluster, clock } = simulated
  return { cluster, clock, cleanup: () => simulated.stop() }
}
