// When a sync prunes what: the waves of prune tasks, foreseen as they come to be while one after the other goes. Pure.
import type { SyncTask, TaskPrune } from './sync-plan.ts'

/** A task of the sync that deletes something. */
type Prune = SyncTask & { readonly prune: TaskPrune }

/**
 * The tasks, each prune with the wave and the turn in which it runs. The first wave of what is pruned changes places with the
 * last, and so on; with PruneLast they come after all others. Argo CD does that anew in each pass, without what is gone
 * (argo-cd:gitops-engine/pkg/sync/sync_context.go, getSyncTasks): each wave that goes lets the others move up, so that they go
 * one after another from the place of the lowest on. A deletion keeps their own waves.
 */
export function withPruneTurns(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const prunes = tasks.filter(isPrune)
  if (prunes.length === 0) return tasks
  const highest = tasks.reduce(
    (top, task) => (task.phase === 'Sync' && !isPrune(task) ? Math.max(top, task.wave) : top),
    0,
  )
  const placed = placesOf(prunes, highest)
  return tasks.map((task) => {
    const place = isPrune(task) ? placed.get(task) : undefined
    if (place === undefined || task.prune === undefined) return task
    const { turn: _, ...prune } = task.prune
    return { ...task, wave: place.wave, prune: place.turn === 0 ? prune : { ...prune, turn: place.turn } }
  })
}

interface Place {
  readonly wave: number
  readonly turn: number
}

function placesOf(prunes: readonly Prune[], highest: number): ReadonlyMap<SyncTask, Place> {
  const placed = new Map<SyncTask, Place>()
  const turns = new Map<number, number>()
  let present = prunes
  while (placed.size < prunes.length) {
    const waves = reversedWaves(present, highest)
    const waveOf = (task: Prune): number => waves.get(task) ?? task.wave
    const open = present.filter((task) => !placed.has(task))
    const wave = open.reduce((lowest, task) => Math.min(lowest, waveOf(task)), Infinity)
    const batch = new Set(open.filter((task) => waveOf(task) === wave))
    const turn = turns.get(wave) ?? 0
    turns.set(wave, turn + 1)
    for (const task of batch) placed.set(task, { wave, turn })
    present = present.filter((task) => !batch.has(task) || stays(task))
  }
  return placed
}

/** The waves of one pass. */
function reversedWaves(prunes: readonly Prune[], highest: number): ReadonlyMap<Prune, number> {
  const own = [...new Set(prunes.map(({ prune }) => prune.wave))].toSorted((a, b) => a - b)
  const reversed = new Map(own.map((wave, index) => [wave, own[own.length - 1 - index] ?? wave]))
  const waves = prunes.map((task) => [task, reversed.get(task.prune.wave) ?? task.wave] as const)
  const last = waves.reduce((top, [, wave]) => Math.max(top, wave), highest) + 1
  return new Map(waves.map(([task, wave]) => [task, task.prune.last ? last : wave]))
}

function isPrune(task: SyncTask): task is Prune {
  return task.phase === 'Sync' && task.prune !== undefined
}

/** What is not deleted is still there in the next pass. */
function stays({ prune }: Prune): boolean {
  return prune.verdict === 'requires-pruning' || prune.verdict === 'no-prune'
}
