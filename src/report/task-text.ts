// How tasks, places and numbers are named in text. No colours, no order.
import type { Phase } from '../hook/hook.ts'
import type { Location } from '../manifest/manifest.ts'
import { shortKey } from '../object/resource-key.ts'
import type { TaskRef } from '../plan/task-ref.ts'

/** `Job shop/migrate (PreSync wave -1)` */
export function taskText(task: TaskRef): string {
  return `${shortKey(task.key)} (${task.phase} wave ${task.wave})`
}

/** The same below the header of its wave, which says the phase and the wave already: `Job shop/migrate`. */
export function taskTextIn(here: Pick<TaskRef, 'phase' | 'wave'> | undefined, task: TaskRef): string {
  return task.phase === here?.phase && task.wave === here.wave ? shortKey(task.key) : taskText(task)
}

/** `PreSync`, `Sync and PostSync`, `PreSync, Sync and PostSync` */
export function phasesText(phases: readonly string[]): string {
  const first = phases.slice(0, -1).join(', ')
  return [...(first === '' ? [] : [first]), ...phases.slice(-1)].join(' and ')
}

/** `manifests/migrate.yaml:12` */
export function lineText(location: Location): string {
  return `${location.source}:${location.line}`
}

/** `1 task`, `3 tasks` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** How many tasks run in a phase: `3 tasks`; what runs only after a failure counts apart: `4 hooks`. */
export function tasksText(phase: Phase, number: number): string {
  return count(number, phase === 'SyncFail' ? 'hook' : 'task')
}

/** What there is to do: `2 tasks (Sync 1, PostSync 1) and 4 SyncFail hooks`. */
export function planWords(tasks: readonly Pick<TaskRef, 'phase'>[]): string {
  const phases = new Map<Phase, number>()
  for (const { phase } of tasks) phases.set(phase, (phases.get(phase) ?? 0) + 1)
  const failing = phases.get('SyncFail') ?? 0
  phases.delete('SyncFail')
  const parts = [...phases].map(([phase, number]) => `${phase} ${number}`)
  return [
    `${count(tasks.length - failing, 'task')}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`,
    ...(failing === 0 ? [] : [count(failing, 'SyncFail hook')]),
  ].join(' and ')
}

/** Text without line ends. */
export function joinLines(text: string): string {
  return text.trim().replace(/(?<!\s)\s*\n\s*/g, ' ')
}

/** What a run says of its end, with what to do about it, in one line. */
export function endedText({ message, hint }: { readonly message: string; readonly hint?: string }): string {
  const said = joinLines(spoken(message))
  return hint === undefined ? said : `${said} (${joinLines(hint)})`
}

/** Another's text between marks that do not stand in it, so that it is plain where it ends; one with all of them has its own escaped. */
export function quoted(text: string): string {
  const mark = ['"', "'", '`'].find((one) => !text.includes(one))
  return mark === undefined ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : `${mark}${text}${mark}`
}

/** Argo CD's words for what is waited for, as they read well: no slash before a kind without a group, and no plural of one. */
export function spoken(message: string): string {
  return message
    .replace(/(?<=\b(?:of|hook|Resource) )\/(?=[A-Z]\w*\/)/, '')
    .replace(/ and 1 more (resource|hook)s$/, ' and 1 more $1')
}

/** A text as lines so many columns deep. Further lines of it stand deeper than the first, so that they never look like lines of ours. */
export function indented(text: string, columns = 2): readonly string[] {
  return indentMore(text, columns + 2)
    .split('\n')
    .map((line, index) => (index === 0 ? ' '.repeat(columns) + line : line))
}

/** The text with its further lines so many columns deep. */
export function indentMore(text: string, columns = 6): string {
  return text.replace(/(?<!\n)\n+$/, '').replaceAll('\n', `\n${' '.repeat(columns)}`)
}
