// Draws the live view as a block of lines that fits the terminal. Pure: the same view, room and time give the same lines.
import { truncate } from '../display-width.ts'
import { formatAge, formatLeft, formatTaken } from '../duration.ts'
import type { Style } from '../style.ts'
import { count, tasksText } from '../task-text.ts'
import { drawTasks } from './draw-tasks.ts'
import type { NamedTask } from './draw-tasks.ts'
import type { LiveLog, LiveTask, LiveView, LiveWave } from './live-view.ts'
import { liveName } from './live-view.ts'
import { wrapHard } from './reason.ts'
import { rowsOf } from '../wrap-lines.ts'

/** The room that there is. */
export interface Room {
  readonly columns: number
  readonly rows: number
}

/** What a block is drawn from, beside the view. */
export interface BlockRoom {
  readonly room: Room
  /** Milliseconds since 1970. */
  readonly now: number
  /** When --timeout ends the run, likewise; undefined: not known. */
  readonly deadline: number | undefined
  readonly style: Style
}

/** The room in which a live view does not help. */
export const SMALLEST_ROOM: Room = { columns: 40, rows: 6 }

/**
 * So wide and so high is the block in a larger room, too: longer lines are hard to read, and a terminal that is made
 * narrower would break them and may push the top of the block into its scrollback, where nobody can erase it. Only what is
 * waited for, and why, may be higher.
 */
export const USUAL_ROOM: Room = { columns: 79, rows: 22 }

/** No more rows than these are for logs, and for each of their lines. */
const MOST_LOG_ROWS = 10
const MOST_ROWS_A_LOG = 3

/**
 * The lines of the block, each narrower than the room and at least two fewer than it has rows; none before anything is known.
 * They are so few that a full screen that is made half as wide, which breaks them, pushes none into its scrollback; but the
 * first reason is told whole. tmux pushes a row off the top for each that breaking adds, even with free rows below: where less
 * stands above the block than that, as in a terminal just cleared, its top is pushed all the same. To be lower there would leave
 * most of the screen free.
 */
export function drawBlock(view: LiveView, { room, now, deadline, style }: BlockRoom): readonly string[] {
  if (view.startedAt === undefined || room.columns < SMALLEST_ROOM.columns || room.rows < SMALLEST_ROOM.rows) return []
  const columns = Math.min(room.columns - 1, USUAL_ROOM.columns)
  const head = [
    style.bold(headline(view, { now, deadline, columns })),
    ...[view.notice, outOfReachText(view, now)]
      .flatMap((text) => wrapHard(text, columns - 2, ''))
      .map((line) => `  ${style.yellow(line)}`),
  ]
  const active = activeTasks(view).map((task) => ({ ...task, name: liveName(view, task.task) }))
  const part = { columns, now, style }
  const first = drawTasks(active.slice(0, 1), { ...part, rows: room.rows, kept: 0 }).length
  // Of all rows a third may be kept for the rest.
  const fewest = head.length + Math.ceil(((first + 1) * 3) / 2)
  const narrower = Math.max(SMALLEST_ROOM.columns, Math.floor(room.columns / 2))
  for (let rows = room.rows - 2; ;) {
    const lines = [
      ...head,
      ...bodyLines(view, active, { ...part, rows: rows - head.length, usual: USUAL_ROOM.rows - head.length }),
    ]
    // Above the first line and below the last one is a row.
    const pushed = lines.reduce((sum, line) => sum + rowsOf(line, narrower), 1) - room.rows
    if (pushed <= 0 || rows <= fewest) return lines
    // A line that is left out is one row there, or two.
    rows = Math.max(fewest, Math.min(rows, lines.length) - Math.ceil(pushed / 2))
  }
}

/** What stands below the header. */
function bodyLines(
  view: LiveView,
  active: readonly NamedTask[],
  part: Part & { readonly now: number; readonly usual: number },
): readonly string[] {
  const { rows: most, usual, columns, now, style } = part
  const pending = [...view.tasks.values()].filter(({ state }) => state === 'pending')
  const logs = logLines(view.logs, { rows: MOST_LOG_ROWS, columns, style })
  // Reasons go before everything else; but of many resources some rows are kept for the rest.
  const turn = pending.length > 0 ? 1 : 0
  const kept = Math.min(logs.length + turn, Math.floor(most / 3))
  const tasks = drawTasks(active, { rows: most, kept, columns, now, style })
  let left = Math.max(Math.min(kept, most - tasks.length), Math.min(most, usual) - tasks.length)
  const take = (lines: readonly string[]): readonly string[] => {
    left -= lines.length
    return lines
  }
  const shownLogs = take(logLines(view.logs, { rows: Math.min(logs.length, left - turn), columns, style }))
  const turns = take(pendingLines(view, pending, { rows: left, columns, style }))
  const waves = take(waveLines(view, { rows: left, columns, style }))
  return [...waves, ...tasks, ...turns, ...shownLogs]
}

/** What is shown below it is then no more than what was seen last. */
function outOfReachText({ outOfReach }: LiveView, now: number): string {
  if (outOfReach === undefined) return ''
  return `no usable answer from the API server for ${formatAge(now - outOfReach.since)}, below is what was seen before: ${outOfReach.why}`
}

interface Part {
  readonly rows: number
  readonly columns: number
  readonly style: Style
}

/** Those that somebody waits for come first, the ones with a cause before all others. */
function activeTasks(view: LiveView): readonly LiveTask[] {
  const active = [...view.tasks.values(), ...view.lingering].filter(({ state }) => state !== 'pending')
  const rank = ({ word, message, awaited }: LiveTask): number =>
    word === 'Degraded' ? 0 : message.includes(' ← ') ? 1 : awaited ? 2 : 3
  return active.toSorted((a, b) => rank(a) - rank(b))
}

function headline(
  view: LiveView,
  { now, deadline, columns }: { readonly now: number; readonly deadline: number | undefined; readonly columns: number },
): string {
  const { current, planned, done, failed } = view
  // As the end counts them: what runs only after a failure by itself, and what has failed is not done.
  const failing = current?.phase === 'SyncFail'
  const counted = [...planned].filter(([, phase]) => (phase === 'SyncFail') === failing)
  const well = counted.filter(([task]) => done.has(task) && !failed.has(task)).length
  const waves = current === undefined ? [] : (view.waves.get(current.phase) ?? [])
  const turn = current === undefined ? -1 : waves.indexOf(current.wave)
  const nth = turn < 0 || waves.length < 2 ? '' : ` (${turn + 1} of ${waves.length})`
  // What there is no room for goes from the end of this list: the order is that of importance.
  const parts: readonly (readonly [number, string])[] = [
    [0, current === undefined ? 'Before the first wave' : `${current.phase} wave ${current.wave}${nth}`],
    [
      2,
      counted.length === 0 ? '' : `${well} of ${failing ? tasksText('SyncFail', counted.length) : counted.length} done`,
    ],
    [1, failed.size === 0 ? '' : `${failed.size} failed`],
    [3, formatAge(now - (view.startedAt ?? now))],
    [4, deadline === undefined ? '' : `${formatLeft(deadline - now)} left`],
  ]
  for (let most = 4; ; most -= 1) {
    const text = `── ${parts
      .filter(([order, part]) => order <= most && part !== '')
      .map(([, part]) => part)
      .join(' · ')}`
    const cut = truncate(text, columns)
    if (most === 0 || cut === text) return cut
  }
}

/** Finished waves, the newest last; of those that there is no room for only how many. */
function waveLines({ finished, failed }: LiveView, { rows, columns, style }: Part): readonly string[] {
  if (rows < 1 || finished.length === 0) return []
  const shown = finished.length <= rows ? finished : finished.slice(finished.length - rows + 1)
  const before = finished.slice(0, finished.length - shown.length)
  const line = (wave: LiveWave): string => {
    const bad = wave.tasks.filter((task) => failed.has(task)).length
    const faults = bad === 0 ? '' : `, ${bad} failed`
    const text = `${wave.phase} wave ${wave.wave}: ${tasksText(wave.phase, wave.tasks.length)} in ${formatTaken((wave.endedAt ?? 0) - wave.startedAt)}${faults}`
    const mark = bad === 0 ? style.green('✓') : style.red('✗')
    return `  ${mark} ${style.dim(truncate(text, columns - 4))}`
  }
  return [
    ...(before.length === 0 ? [] : [`  ${style.green('✓')} ${style.dim(`${count(before.length, 'wave')} before`)}`]),
    ...shown.map(line),
  ]
}

function pendingLines(view: LiveView, pending: readonly LiveTask[], { rows, columns, style }: Part): readonly string[] {
  const [first] = pending
  if (rows < 1 || first === undefined) return []
  const shown = pending.length <= rows ? pending : pending.slice(0, rows - 1)
  const rest = pending.length - shown.length
  return [
    ...shown.map(({ task, word }) => style.dim(truncate(`  · ${liveName(view, task)}  ${word}`, columns))),
    ...(rest === 0
      ? []
      : [
          style.dim(
            truncate(
              `  · ${rest === pending.length ? '' : 'and '}${tasksText(first.task.phase, rest)} pending`,
              columns,
            ),
          ),
        ]),
  ]
}

/** The last lines of the logs below a line that says whose they are; of several containers each line says it. */
function logLines(logs: readonly LiveLog[], { rows, columns, style }: Part): readonly string[] {
  if (rows < 2 || logs.length === 0) return []
  const last = logs.slice(1 - rows)
  const [first] = last
  const isOne = first !== undefined && last.every(({ from }) => from === first.from)
  const title = isOne
    ? `${style.dim('  ── log of ')}${style.ofName(first.colourOf, truncate(first.from, columns - 12))}`
    : style.dim('  ── logs')
  const lines = last.flatMap(({ from, colourOf, line }) => {
    const head = isOne ? '' : truncate(from, Math.floor(columns / 2))
    const pieces = wrapHard(isOne ? line : `${head} ${line}`, columns - 4, '')
    const cut = pieces.slice(0, MOST_ROWS_A_LOG)
    const more =
      pieces.length > cut.length ? [...cut.slice(0, -1), truncate(`${cut.at(-1) ?? ''}……`, columns - 4)] : cut
    // The head is never broken: it takes half of the first piece at most.
    return (more.length === 0 ? [''] : more).map((piece, index) =>
      index === 0
        ? `  ${style.dim('│')} ${style.ofName(colourOf, head)}${piece.slice(head.length)}`
        : `  ${style.dim('·')} ${piece}`,
    )
  })
  return [title, ...lines.slice(1 - rows)]
}
