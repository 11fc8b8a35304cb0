// How many tasks are named in one line: the first few, the others counted. No colours.
import { firstOf } from '../../object/one-line.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { NamedBatch } from '../../plan/explain/explanation.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import { count, tasksText } from '../task-text.ts'

const MOST_NAMES = 4
const MOST_BATCHES = 6

/** `Service shop/api, Service shop/web and 3 more` */
export function namesOf(tasks: readonly TaskRef[]): string {
  return firstOf(tasks.map(nameText), MOST_NAMES)
}

/** A line for each batch; of very many the ones nearest to `near`. */
export function batchLines(batches: readonly NamedBatch[], near: 'first' | 'last'): readonly string[] {
  const lines = batches.map(
    ({ phase, wave, tasks }) => `${phase} wave ${wave}: ${tasksText(phase, tasks.length)}: ${namesOf(tasks)}`,
  )
  const rest = lines.length - MOST_BATCHES
  if (rest <= 0) return lines
  const left = batches.slice(...(near === 'last' ? [0, rest] : [MOST_BATCHES]))
  const tasks = left.reduce((sum, batch) => sum + batch.tasks.length, 0)
  const more = `and ${rest} more waves with ${count(tasks, 'task')}`
  return near === 'last' ? [more, ...lines.slice(rest)] : [...lines.slice(0, MOST_BATCHES), more]
}

function nameText({ key, hook }: TaskRef): string {
  return `${shortKey(key)}${hook ? ' (hook)' : ''}`
}
