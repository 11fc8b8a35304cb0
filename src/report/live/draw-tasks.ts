// The resources that something is waited for: a line each, and below it why, as far as the rows go. Pure.
import { displayWidth, padEnd, truncate, truncateMiddle } from '../display-width.ts'
import { formatAge, formatLeft } from '../duration.ts'
import type { Style } from '../style.ts'
import type { LiveTask } from './live-view.ts'
import { reasonLines, wrapHard } from './reason.ts'
import { joinLines } from '../task-text.ts'
import { limitWords } from '../wait-lines.ts'

/** A task with the name that it is shown by. */
export interface NamedTask extends LiveTask {
  readonly name: string
}

/** The room for all of them. */
export interface TasksRoom {
  readonly rows: number
  /** So many of the rows are left free where there are more tasks than one. */
  readonly kept: number
  readonly columns: number
  readonly now: number
  readonly style: Style
}

/** A task as it may be drawn: its line, and the ways of saying why below it, the longest first. */
interface Drawn {
  readonly line: string
  readonly ways: readonly (readonly string[])[]
  readonly cause: string
}

/** States stand below each other beside names up to this width; what is longer pushes its own aside. */
const WIDEST_NAME = 48
/** The last character of a line that may end with the end of its colour. */
const LAST_SEEN = /.(?=(?:\u001b\[[0-9;]*m)*$)/u
const INDENT = '      '

/** At most `rows` lines, the first task's reason before all else; a reason is whole where the rows allow. */
export function drawTasks(tasks: readonly NamedTask[], room: TasksRoom): readonly string[] {
  const { rows, style } = room
  if (tasks.length === 0 || rows < 1) return []
  // More than can have a line are not looked at.
  const drawn = drawAll(tasks.slice(0, rows), room)
  const whole = drawn.flatMap(({ line, ways: [below = []] }) => [line, ...below])
  if (tasks.length === drawn.length && whole.length <= rows - room.kept) return whole
  const [first] = drawn
  if (tasks.length === 1 && first !== undefined) return [first.line, ...fitting(first, rows - 1)]
  return drawSome(drawn, tasks.length, { rows: Math.max(rows - room.kept, Math.min(rows, 2)), style })
}

/** Of many: the first with its reason, then lines and reasons in turn, and how many more there are. */
function drawSome(
  drawn: readonly Drawn[],
  total: number,
  { rows, style }: { readonly rows: number; readonly style: Style },
): readonly string[] {
  const [first, ...others] = drawn
  if (first === undefined) return []
  const top = [first.line, ...fitting(first, Math.max(0, rows - 2))]
  let left = rows - top.length
  // Half of what is left is for lines, the other for reasons; lines get what reasons leave.
  let lines = total - 1 <= Math.floor(left / 2) ? total - 1 : Math.max(0, Math.min(others.length, Math.floor(left / 2)))
  left -= lines + (lines < total - 1 ? 1 : 0)
  const told = new Set([first.cause])
  const reasons = others.slice(0, lines).map((one) => {
    if (told.has(one.cause)) return []
    const reason = one.ways.find(({ length }) => length > 0 && length <= left) ?? []
    if (reason.length > 0) told.add(one.cause)
    left -= reason.length
    return reason
  })
  const extra = Math.max(0, Math.min(left, others.length - lines))
  lines += extra
  left -= extra
  const rest = total - 1 - lines
  return [
    ...top,
    ...others.slice(0, lines).flatMap(({ line }, index) => [line, ...(reasons[index] ?? [])]),
    ...(rest > 0 && rows > top.length ? [style.dim(`  and ${rest} more`)] : []),
  ]
}

/** The longest way of saying why that fits; where none does, as much of the cause as fits. */
function fitting({ ways }: Drawn, rows: number): readonly string[] {
  const whole = ways.find(({ length }) => length <= rows)
  if (whole !== undefined) return whole
  const cut = (ways.at(-1) ?? []).slice(0, rows)
  return cut.map((line, index) => (index === rows - 1 ? line.replace(LAST_SEEN, '…') : line))
}

function drawAll(tasks: readonly NamedTask[], { columns, now, style }: TasksRoom): readonly Drawn[] {
  const states = tasks.map(({ word, since }) => (since === undefined ? word : `${word} ${formatAge(now - since)}`))
  const stateWidth = Math.max(...states.map(displayWidth))
  const widest = Math.max(8, columns - 6 - stateWidth)
  const nameWidth = Math.min(widest, WIDEST_NAME, Math.max(...tasks.map(({ name }) => displayWidth(name))))
  return tasks.map((task, index) => {
    const [symbol, paint] = lookOf(task, style)
    const state = states[index] ?? ''
    const head = `${padEnd(truncateMiddle(task.name, widest), nameWidth)}  `
    const beside = columns - 4 - displayWidth(head) - stateWidth - 2
    const [message, below] = withLimit(task, now, { beside, columns: columns - INDENT.length })
    const reason = reasonLines(message, beside, columns - INDENT.length)
    // A name that was cut is told in whole below, before the reason.
    const name = displayWidth(task.name) > widest ? wrapHard(task.name, columns - INDENT.length, '  ') : []
    const text = truncate(`${head}${padEnd(state, stateWidth)}  ${reason.beside}`.trimEnd(), columns - 4)
    return {
      line: `  ${paint(symbol)} ${text}`,
      ways: [[...name, ...reason.below, ...below], [...name, ...reason.below], reason.shortest].map((lines) =>
        lines.map((line) => INDENT + style.yellow(line)),
      ),
      cause: joinLines(reason.cause),
    }
  })
}

/** The reason with when it is given up: beside the first link where both fit, else below all others. */
function withLimit(
  { message, limits: { limit, limitMs }, since }: LiveTask,
  now: number,
  { beside, columns }: { readonly beside: number; readonly columns: number },
): readonly [message: string, below: readonly string[]] {
  const own = limitMs === undefined || since === undefined ? '' : `given up in ${formatLeft(since + limitMs - now)}`
  const words = limit === undefined || (limit.at === undefined && own !== '') ? own : limitWords(limit, now)
  if (words === '') return [message, []]
  const [head = ''] = message.split(' ← ')
  const both = `${head}${head === '' ? '' : ', '}${words}`
  return displayWidth(both) <= beside
    ? [`${both}${message.slice(head.length)}`, []]
    : [message, wrapHard(words, columns, '  ')]
}

function lookOf({ state, word }: LiveTask, style: Style): readonly [string, (text: string) => string] {
  if (word === 'Degraded') return ['!', style.red]
  return state === 'deleting' ? ['-', style.cyan] : ['…', style.cyan]
}
