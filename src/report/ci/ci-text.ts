// What the reports of a CI system say of a task in words. No markup.
import { isOfDeletion } from '../../hook/hook.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { TaskReport } from './task-results.ts'

/** `PreSync wave -1` */
export function waveText({ task }: Pick<TaskReport, 'task'>): string {
  return `${task.phase} wave ${task.wave}`
}

/** Why it failed: the cause first, then what to do; what the run itself was told last, where that says more. */
export function failureText({ message, diagnosis }: TaskReport): string {
  if (diagnosis === undefined) return message
  const hint = diagnosis.hint === undefined ? [] : [`hint: ${diagnosis.hint}`]
  const told = diagnosis.cause.includes(message) ? [] : [message]
  return [diagnosis.cause, ...hint, ...told].join('\n')
}

/** `Job shop/migrate`; of what leaves in a sync: `ConfigMap shop/old (pruned)`. */
export function resultName({ task, action }: Pick<TaskReport, 'task' | 'action'>): string {
  return action === 'prune' && !isOfDeletion(task.phase) ? `${shortKey(task.key)} (pruned)` : shortKey(task.key)
}

/** No more than so many characters. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
