// A plan as boxes: phases, in them waves, in them groups of one kind, with the text of each. Knows no drawing language.
import type { Phase } from '../../hook/hook.ts'
import { shortKey } from '../../object/resource-key.ts'
import { oneLine } from '../../object/one-line.ts'
import type { PlanGroup, PlanPhase } from '../../plan/plan-tree.ts'
import type { PlannedTask } from '../../sync/events.ts'
import { sanitizeText } from '../../guard/escape.ts'
import { count } from '../task-text.ts'

/** What stands beside a task in a drawing: `create`, `unchanged`; by the task's id. */
export type ChangeLabels = ReadonlyMap<string, string>

/** Tasks that are written at the same time. */
export interface GroupBox {
  readonly id: string
  readonly lines: readonly string[]
  readonly look: 'resource' | 'hook' | 'prune'
}

/** A wave; its groups go one after another. */
export interface WaveBox {
  readonly id: string
  readonly title: string
  readonly groups: readonly GroupBox[]
}

/** A phase; its waves go one after another. */
export interface PhaseBox {
  readonly id: string
  readonly phase: Phase
  readonly waves: readonly WaveBox[]
}

/** A box of hundreds of names is not a drawing. */
const MOST_NAMES = 12

/** The phases in the order in which they run; SyncFail is the last, and runs only on a failure. */
export function planGraph(
  phases: readonly PlanPhase<PlannedTask>[],
  changes: ChangeLabels = new Map(),
): readonly PhaseBox[] {
  let number = 0
  return phases.map(({ phase, waves }, index) => ({
    id: `phase${index + 1}`,
    phase,
    waves: waves.map(({ wave, groups }): WaveBox => {
      const id = `wave${(number += 1)}`
      const title = phase === 'SyncFail' ? 'only when the sync fails, all at once' : `wave ${wave}`
      return { id, title, groups: groups.map((group, place) => groupBox(`${id}_${place + 1}`, group, changes)) }
    }),
  }))
}

/** Arrows between boxes that follow each other, waves and phases included. */
export function arrows(phases: readonly PhaseBox[]): readonly (readonly [from: string, to: string])[] {
  const idsOf = (chosen: readonly PhaseBox[]): readonly string[] =>
    chosen.flatMap(({ waves }) => waves.flatMap(({ groups }) => groups.map(({ id }) => id)))
  const failing = phases.filter(({ phase }) => phase === 'SyncFail')
  return [...pairs(idsOf(phases.filter((phase) => !failing.includes(phase)))), ...pairs(idsOf(failing))]
}

/** From where a failure leads to the SyncFail hooks: the last box of each other phase; none without such hooks. */
export function failureArrows(phases: readonly PhaseBox[]): readonly (readonly [from: string, to: string])[] {
  const first = phases.find(({ phase }) => phase === 'SyncFail')?.waves[0]?.groups[0]
  if (first === undefined) return []
  return phases
    .filter(({ phase }) => phase !== 'SyncFail')
    .flatMap(({ waves }) => waves.at(-1)?.groups.at(-1) ?? [])
    .map(({ id }) => [id, first.id])
}

function pairs(ids: readonly string[]): readonly (readonly [string, string])[] {
  return ids.slice(1).map((id, index) => [ids[index] ?? id, id])
}

function groupBox(id: string, { action, tasks }: PlanGroup<PlannedTask>, changes: ChangeLabels): GroupBox {
  const hidden = tasks.length - MOST_NAMES
  const named = (hidden > 1 ? tasks.slice(0, MOST_NAMES) : tasks).map((task) => taskLine(task, changes))
  const lines = [...named, ...(hidden > 1 ? [`and ${count(hidden, 'more task')}`] : [])]
  const look = tasks.some(({ hook }) => hook) ? 'hook' : 'resource'
  return { id, lines: lines.map((line) => oneLine(sanitizeText(line))), look: action === 'prune' ? 'prune' : look }
}

/** `Job shop/migrate (hook; delete: BeforeHookCreation): create` */
function taskLine(task: PlannedTask, changes: ChangeLabels): string {
  const notes = [
    ...(task.hook ? [`hook; delete: ${task.deletePolicies.join(', ')}`] : []),
    ...(task.action === 'prune' ? ['prune'] : []),
  ]
  const change = changes.get(task.task)
  const note = notes.length === 0 ? '' : ` (${notes.join('; ')})`
  return `${shortKey(task.key)}${note}${change === undefined ? '' : `: ${change}`}`
}
