// An exploration for people: how the sync goes without a fault, a table of all faults with the dangerous ones first, and a line that sums up.
import type { Explored } from '../../rehearse/explore/explore.ts'
import { countFaults } from '../../rehearse/explore/single-faults.ts'
import type { Verdict } from '../../rehearse/explore/verdict.ts'
import { wrap } from '../display-width.ts'
import { formatDuration } from '../duration.ts'
import { neutralizeCommands, sanitizeText } from '../../guard/escape.ts'
import type { Style } from '../style.ts'
import { count, joinLines } from '../task-text.ts'
import { alikeText, CELLS, cellsOf, faultText, outcomeText, writtenText } from './row-text.ts'
import { layOut } from './table.ts'
import type { TableLine, TableRow } from './table.ts'

/** How it is shown. */
export interface ExploreTextOptions {
  readonly columns: number
  readonly style: Style
  readonly redact: (text: string) => string
}

/** How it goes without a fault. */
export function faultlessText(verdict: Verdict, options: ExploreTextOptions): string {
  const { style, redact, columns } = options
  const { phase, durationMs, message } = verdict
  const succeeded = phase === 'Succeeded'
  const mark = succeeded ? style.green : style.red
  const head = `without a fault: ${mark(outcomeText(verdict))} after ${formatDuration(durationMs)}, ${writtenText(verdict.written)}`
  if (succeeded) return `${head}\n\n`
  const lines = [
    `${head}: ${clean(redact(joinLines(message)))}`,
    ...verdict.dangers.flatMap((danger) => wrap(`  ! ${clean(redact(danger.message))}`, columns, '  ')),
    '  the same command without --explore shows why; faults can only be tried up to there',
  ]
  return `${lines.map(neutralizeCommands).join('\n')}\n\n`
}

/** The table and the summary. */
export function exploredText(explored: readonly Explored[], options: ExploreTextOptions): string {
  const { dangerous, harmless, survived, same, none } = sortOut(explored)
  const rows = [...dangerous, ...harmless, ...survived].map((row) => rowOf(row, options))
  const table = rows.length === 0 ? [] : layOut(rows, { columns: options.columns, titles: ['  FAULT', ...CELLS] })
  const idle = [
    ...idleLines('as without a fault', same, options.columns),
    ...idleLines('never took effect', none, options.columns),
  ]
  const lines = [
    ...table.map((line) => styled(line, options.style)),
    ...(table.length > 0 ? [''] : []),
    ...idle.map((line) => options.style.dim(line)),
    ...wrap(summaryText(explored), options.columns, '  '),
  ]
  return lines.map((line) => `${neutralizeCommands(line)}\n`).join('')
}

/** `explored 36 faults in 32 rehearsals: 21 dangerous, 7 fail cleanly, 4 do no harm` */
export function summaryText(explored: readonly Explored[]): string {
  const { dangerous, harmless, survived, same, none } = sortOut(explored)
  const parts = [
    `${countFaults(dangerous)} dangerous`,
    `${countFaults(harmless)} failed and left nothing dangerous`,
    `${countFaults(survived)} survived`,
    ...(same.length === 0 ? [] : [`${countFaults(same)} as without a fault`]),
    ...(none.length === 0 ? [] : [`${countFaults(none)} never took effect`]),
  ]
  const total = countFaults(explored)
  const how = total === explored.length ? '' : ` in ${count(explored.length, 'rehearsal')}, one for all that are alike`
  return `explored ${count(total, 'fault')}${how}: ${parts.join(', ')}`
}

function sortOut(explored: readonly Explored[]) {
  const struck = explored.filter(({ effect }) => effect === 'struck')
  const calm = struck.filter(({ verdict }) => verdict.dangers.length === 0)
  return {
    dangerous: struck.filter(({ verdict }) => verdict.dangers.length > 0),
    harmless: calm.filter(({ verdict }) => verdict.phase !== 'Succeeded'),
    survived: calm.filter(({ verdict }) => verdict.phase === 'Succeeded'),
    same: explored.filter(({ effect }) => effect === 'same'),
    none: explored.filter(({ effect }) => effect === 'none'),
  }
}

function rowOf(row: Explored, { redact }: ExploreTextOptions): TableRow {
  const { alike, verdict } = row
  return {
    mark: verdict.dangers.length > 0 ? '!' : ' ',
    head: `  ${clean(faultText(row))}`,
    cells: cellsOf(verdict),
    below: [
      ...(alike.length === 0 ? [] : [clean(alikeText(alike))]),
      ...verdict.dangers.map(({ message }) => clean(redact(message))),
    ],
  }
}

function idleLines(title: string, trials: readonly Explored[], columns: number): readonly string[] {
  if (trials.length === 0) return []
  return wrap(`${title}: ${trials.map((trial) => clean(faultText(trial))).join(', ')}`, columns, '  ')
}

function styled({ kind, mark, text }: TableLine, style: Style): string {
  if (kind === 'title') return style.bold(text)
  if (kind === 'below') return style.dim(`  ${text}`)
  return mark === '!' ? style.yellow(`!${text.slice(1)}`) : text
}

function clean(text: string): string {
  return sanitizeText(joinLines(text))
}
