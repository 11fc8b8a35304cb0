// What a plan says before a recorded case will be pruned, and whether it was.
import { execa } from 'execa'
import type { ResourceKey } from '../../src/object/resource-key.ts'
import { nameOf } from './steps.ts'

/** Something that a plan prunes, as the recordings name it. */
export interface PlannedPrune {
  readonly name: string
  readonly batch: number
}

/** What the plan of a case prunes. */
export async function plannedPrunes(
  program: string,
  args: readonly string[],
  { env, recorded }: { readonly env: Readonly<Record<string, string>>; readonly recorded: string },
): Promise<readonly PlannedPrune[]> {
  const { stdout } = await execa(process.execPath, [program, 'plan', ...args], { env, reject: false })
  type Task = ResourceKey & { readonly action: string; readonly batch: number }
  const { tasks } = JSON.parse(stdout) as { readonly tasks: readonly Task[] }
  return tasks
    .filter(({ action }) => action === 'prune')
    .map(({ batch, ...key }) => ({ name: nameOf({ ...key, namespace: recorded }), batch }))
}

/** How what was pruned, and in which order, differs from its plan; a sync that fails leaves some of it. `wanted`: `Kind name` of each manifest. */
export function planDifference(
  planned: readonly PlannedPrune[],
  {
    wanted,
    writes,
    phase,
  }: { readonly wanted: readonly string[]; readonly writes: readonly string[]; readonly phase: string },
): readonly string[] {
  const deleted = writes.flatMap((write) => (write.startsWith('delete ') ? write.slice('delete '.length) : []))
  const pruned = deleted.filter((name) => !wanted.includes(withoutPlace(name)))
  const isComplete = phase !== 'Succeeded' || planned.length === pruned.length
  const batches = pruned.map((name) => planned.find((one) => one.name === name)?.batch ?? NaN)
  if (isComplete && batches.every((batch, at) => batch >= (batches[at - 1] ?? 0))) return []
  return [`plan: prunes ${planned.map(({ name }) => name).join(' | ')}; really ${pruned.join(' | ')}`]
}

/** `batch/Job demo/migrate` → `Job migrate` */
function withoutPlace(name: string): string {
  return name
    .split(' ')
    .map((word) => word.slice(word.lastIndexOf('/') + 1))
    .join(' ')
}
