// Draws the live view as a block of lines that fits the terminal. Writes nothing.
import { shortKey } from '../object/resource-key.ts'
import { displayWidth, padEnd, truncate } from './display-width.ts'
import { formatDuration } from './duration.ts'
import type { LiveView, TaskState, TaskView } from './live-view-state.ts'
import type { Style } from './style.ts'
import { joinLines } from './task-text.ts'

/** The room that there is. */
export interface Room {
  readonly columns: number
  readonly rows: number
}

/** The room in which a live view does not help. */
export const SMALLEST_ROOM: Room = { columns: 40, rows: 6 }

const WIDEST_NAME = 48

/** The lines of the block, each narrower than the room, at most half of its height. */
export function drawBlock(view: LiveView, room: Room, now: number, style: Style): readonly string[] {
  if (view.phase === undefined) return []
  const columns = room.columns - 1
  const tasks = [...view.tasks.values()]
  const shown = byUrgency(tasks).slice(0, Math.max(1, Math.floor(room.rows / 2) - 3))
  const nameWidth = Math.min(WIDEST_NAME, Math.max(...shown.map(({ task }) => displayWidth(shortKey(task.key))), 0))
  const rest = tasks.length - shown.length
  const last = view.notice === '' ? view.waiting : view.notice
  return [
    style.bold(truncate(headline(view, tasks, now), columns)),
    ...shown.map((task) => taskLine(task, nameWidth, columns, style)),
    ...(rest > 0 ? [style.dim(truncate(`  and ${rest} more`, columns))] : []),
    ...(last === '' ? [] : [style.dim(truncate(joinLines(last), columns))]),
  ]
}

function headline(view: LiveView, tasks: readonly TaskView[], now: number): string {
  const wave = view.wave === undefined ? '' : ` wave ${view.wave}`
  const done = tasks.filter(({ state }) => state === 'succeeded').length
  const of = tasks.length === 0 ? '' : `, ${done} of ${tasks.length} done`
  return `${view.phase}${wave}, ${formatDuration(Math.floor((now - view.waveStartedAt) / 1000) * 1000)}${of}`
}

const URGENCY: readonly TaskState[] = ['failed', 'running', 'deleting', 'pending', 'succeeded']

function byUrgency(tasks: readonly TaskView[]): readonly TaskView[] {
  return URGENCY.flatMap((state) => tasks.filter((task) => task.state === state))
}

const LOOKS = {
  failed: ['✗', 'red'],
  running: ['…', 'cyan'],
  deleting: ['-', 'cyan'],
  pending: ['·', 'dim'],
  succeeded: ['✓', 'green'],
} as const

function taskLine({ task, state, word, message }: TaskView, nameWidth: number, columns: number, style: Style): string {
  const name = padEnd(truncate(shortKey(task.key), nameWidth), nameWidth)
  const text = truncate(`${name}  ${padEnd(word, 11)} ${joinLines(message)}`.trimEnd(), columns - 4)
  const [symbol, colour] = LOOKS[state]
  return `  ${style[colour](symbol)} ${text}`
}
