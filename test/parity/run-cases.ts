// Runs many recorded cases on one control plane: those that share cluster-scoped objects one after another, others side by side.
import { startControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { ParityCase } from './cases.ts'
import { neededNodeLabels } from './needed.ts'
import { cleanUp, clusterScoped, objectsOf, runCase } from './real.ts'
import type { Outcome } from './real.ts'

/** Cases side by side, beside the lane of those that share objects. */
const LANES = 4

/** Who runs cases: one user for each lane. */
export const LANE_USERS = Array.from({ length: LANES + 1 }, (_, lane) => ({
  name: `lane-${lane}`,
  groups: ['system:masters'],
}))

/** Runs cases of the corpus, each on a control plane of its own: they share names. */
export async function runCorpus(
  cases: readonly ParityCase[],
  tell: (text: string) => void,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  const rest = cases.values()
  const lane = async (): Promise<void> => {
    for (const parity of rest) {
      const outcome = await runAlone(parity)
      outcomes.push(outcome)
      tell(describe(outcome))
    }
  }
  await Promise.all([lane(), lane()])
  return outcomes
}

async function runAlone(parity: ParityCase): Promise<Outcome> {
  const nodeLabels = neededNodeLabels(objectsOf(parity))
  const plane = await startControlPlane({ auditBodies: true, users: LANE_USERS, nodeLabels })
  try {
    return await runCase(plane, parity, { namespace: parity.options.namespace, user: 'lane-0' })
  } catch (error) {
    return { name: parity.name, faults: [String(error)], lies: undefined, output: '' }
  } finally {
    await plane.stop()
  }
}

/** Runs all cases; `tell` gets a line for each. */
export async function runCases(
  plane: ControlPlane,
  cases: readonly ParityCase[],
  tell: (text: string) => void,
): Promise<readonly Outcome[]> {
  // What an admission policy refuses it would refuse to the others, too.
  const last = cases.filter(({ setup }) => setup?.includes('kind: ValidatingAdmissionPolicy') === true)
  const others = cases.filter((parity) => !last.includes(parity))
  const shared = others.filter((parity) => needsCluster(parity))
  const alone = others.filter((parity) => !needsCluster(parity))
  const queues = [shared.values(), ...Array.from({ length: LANES }, () => undefined)]
  const rest = alone.values()
  const outcomes: Outcome[] = []
  const run = async (parity: ParityCase, lane: number): Promise<void> => {
    const outcome = await runOne(plane, parity, LANE_USERS[lane]?.name ?? 'admin')
    outcomes.push(outcome)
    tell(describe(outcome))
  }
  await Promise.all(
    queues.map(async (queue, lane) => {
      for (const parity of queue ?? rest) await run(parity, lane)
    }),
  )
  for (const parity of last) await run(parity, 0)
  return outcomes
}

/** How many cases did what their rehearsal foretold. */
export function rehearsedRight(outcomes: readonly Outcome[]): string {
  const right = outcomes.filter(({ lies }) => lies?.length === 0).length
  return `rehearsal = real: ${right} of ${outcomes.length}`
}

function describe({ name, faults, lies = [], output }: Outcome): string {
  const lied = lies.map((lie) => `\n    ${lie}`).join('')
  if (faults.length === 0) return `  as recorded  ${name}${lied}`
  const last = (output.trimEnd().split('\n').at(-1) ?? '').slice(0, 600)
  return `DIFFERENT      ${name}\n    ${faults.join('\n    ')}\n    ${last}${lied}`
}

async function runOne(plane: ControlPlane, parity: ParityCase, user: string): Promise<Outcome> {
  const namespace = `parity-${parity.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 60)
  const started = Date.now()
  try {
    const outcome = await runCase(plane, parity, { namespace, user })
    return { ...outcome, name: `${outcome.name} (${((Date.now() - started) / 1000).toFixed(1)}s)` }
  } catch (error) {
    return { name: parity.name, faults: [String(error)], lies: undefined, output: '' }
  } finally {
    await cleanUp(plane, parity, namespace)
  }
}

function needsCluster(parity: ParityCase): boolean {
  return clusterScoped(parity).some((name) => name !== 'Namespace demo') || parity.expected.stubs.length > 0
}
