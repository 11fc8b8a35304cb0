// How tasks, places and numbers are named in text. No colours, no order.
import type { Location } from '../manifest/manifest.ts'
import { shortKey } from '../object/resource-key.ts'
import type { TaskRef } from '../plan/task-ref.ts'

/** `Job shop/migrate (PreSync wave -1)` */
export function taskText(task: TaskRef): string {
  return `${shortKey(task.key)} (${task.phase} wave ${task.wave})`
}

/** `manifests/migrate.yaml:12` */
export function lineText(location: Location): string {
  return `${location.source}:${location.line}`
}

/** `1 task`, `3 tasks` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Text without line ends. */
export function joinLines(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}

/** Argo CD's words for what is waited for, as they read well: no slash before a kind without a group, and no plural of one. */
export function spoken(message: string): string {
  return message
    .replace(/(?<= (?:of|hook) )\/(?=[A-Z]\w*\/)/, '')
    .replace(/ and 1 more (resource|hook)s$/, ' and 1 more $1')
}
