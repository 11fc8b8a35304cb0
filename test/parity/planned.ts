// What a plan says before a recorded case will be pruned, and whether it was.
import { execa } from 'execa'
import type { ResourceKey } from '../../src/object/resource-key.ts'
import { nameOf } from './steps.ts'

/** What the plan of a case prunes, as the recordings name it. */
export async function plannedPrunes(
  program: string,
  args: readonly string[],
  { env, recorded }: { readonly env: Readonly<Record<string, string>>; readonly recorded: string },
): Promise<readonly string[]> {
  const { stdout } = await execa(process.execPath, [program, 'plan', ...args], { env, reject: false })
  const { tasks } = JSON.parse(stdout) as { readonly tasks: readonly (ResourceKey & { readonly action: string })[] }
  return tasks.filter(({ action }) => action === 'prune').map((key) => nameOf({ ...key, namespace: recorded }))
}

/** How what was pruned differs from its plan; a sync that fails leaves some of it. `wanted`: `Kind name` of each manifest. */
export function planDifference(
  planned: readonly string[],
  {
    wanted,
    writes,
    phase,
  }: { readonly wanted: readonly string[]; readonly writes: readonly string[]; readonly phase: string },
): readonly string[] {
  const deleted = writes.flatMap((write) => (write.startsWith('delete ') ? write.slice('delete '.length) : []))
  const pruned = deleted.filter((name) => !wanted.includes(withoutPlace(name)))
  const isComplete = phase !== 'Succeeded' || planned.length === pruned.length
  if (isComplete && pruned.every((name) => planned.includes(name))) return []
  return [`plan: prunes ${planned.join(' | ')}; really ${pruned.join(' | ')}`]
}

/** `batch/Job demo/migrate` → `Job migrate` */
function withoutPlace(name: string): string {
  return name
    .split(' ')
    .map((word) => word.slice(word.lastIndexOf('/') + 1))
    .join(' ')
}
