// The timeline as a table: a row for each phase, wave and task, with its bar on one time axis. Pure.
import { isOfDeletion } from '../../hook/hook.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { Span, TaskBar, Timeline, WaveBar } from '../bars.ts'
import { formatDuration } from '../duration.ts'
import { joinLines } from '../task-text.ts'
import { criticalText, lastSaid, lengthOf, OUTCOME_WORDS } from './bar-words.ts'
import { escapeMarkup } from './escape-markup.ts'
import { bigNumber, cell, columnHead, offsetText } from './markup.ts'
import { axisTicks, extentOf } from './time-axis.ts'

/** Tasks that a page shows as bars at most; those that failed or held the run up always. */
const MOST_TASKS = 2000

/** Characters of what was said last of a task. */
const LONGEST_SAID = 300

/** The section; empty where nothing was planned. */
export function timelineTable(timeline: Timeline): readonly string[] {
  const { span: run, gate, phases } = timeline
  if (phases.length === 0) return []
  const tasks = phases.flatMap(({ waves }) => waves.flatMap((wave) => wave.tasks))
  const shown = shownOf(tasks)
  const left = tasks.length - shown.size
  return [
    '<section aria-labelledby="h-timeline">',
    '<h2 id="h-timeline">Timeline</h2>',
    `<p>Critical path (marked ▶): ${escapeMarkup(criticalText(timeline, 8))}</p>`,
    '<div class="scroll" tabindex="0" role="region" aria-labelledby="h-timeline">',
    '<table id="timeline">',
    '<caption>A bar goes from the first event of its resource to the one that ends it; times are since the beginning of the run.</caption>',
    `<thead><tr>${columnHead('name', 'Resource')}<th scope="col" class="bars">${axis(run)}</th>${columnHead('time num', 'Began')}${columnHead('time num', 'Took')}${columnHead('end', 'Ended')}</tr></thead>`,
    '<tbody>',
    ...(gate === undefined ? [] : [partRow({ look: 'phase', name: 'Dry run', span: gate }, run)]),
    ...phases.flatMap(({ phase, span, waves }) => [
      partRow({ look: 'phase', name: phase, span }, run),
      ...waves.flatMap((wave) => waveRows(wave, run, shown)),
    ]),
    '</tbody>',
    '</table>',
    '</div>',
    ...(left === 0 ? [] : [`<p>Left out: ${bigNumber(left)} resources, none of which failed or held the run up.</p>`]),
    '</section>',
  ]
}

function shownOf(tasks: readonly TaskBar[]): ReadonlySet<TaskBar> {
  if (tasks.length <= MOST_TASKS) return new Set(tasks)
  const wanted = (bar: TaskBar): boolean => bar.critical || OUTCOME_WORDS[bar.outcome].look === 'bad'
  return new Set([...tasks.filter(wanted), ...tasks.filter((bar) => !wanted(bar)).slice(0, MOST_TASKS)])
}

/** The axis reads as lines and labels; who hears the table has the columns of numbers. */
function axis(run: Span): string {
  const marks = axisTicks(run, 7).map(({ at, label }) => {
    const x = percent(at)
    const anchor = at > 0.95 ? 'end' : at < 0.02 ? 'start' : 'middle'
    return `<line class="grid" x1="${x}" x2="${x}" y1="14" y2="18"/><text x="${x}" y="11" text-anchor="${anchor}">${label}</text>`
  })
  return `<svg role="img" aria-label="Time since the beginning of the run">${marks.join('')}</svg>`
}

/** A phase, a wave, or the dry run. */
interface Part {
  readonly look: 'phase' | 'wave'
  readonly name: string
  readonly span: Span | undefined
}

function partRow({ look, name, span }: Part, run: Span): string {
  const bar = span === undefined ? '' : rect({ span, run, look: 'part', top: 7, height: 4 })
  return `<tr class="${look}"><th scope="row">${escapeMarkup(name)}</th>${barCell(bar)}${times(span, run)}${cell('end none', span === undefined && look === 'phase' ? 'not run' : '')}</tr>`
}

function waveRows({ wave, span, tasks }: WaveBar, run: Span, shown: ReadonlySet<TaskBar>): readonly string[] {
  return [
    partRow({ look: 'wave', name: `wave ${wave}`, span }, run),
    ...tasks.filter((task) => shown.has(task)).map((task) => taskRow(task, run)),
  ]
}

function taskRow(bar: TaskBar, run: Span): string {
  const { ref, span, outcome, critical, did } = bar
  const { word, look } = OUTCOME_WORDS[outcome]
  const drawn =
    span === undefined ? '' : rect({ span, run, look: `${look}${critical ? ' critical' : ''}`, top: 3, height: 12 })
  const mark = critical ? '<span class="mark" role="img" aria-label="on the critical path">▶</span>' : ''
  const isPruned = bar.action === 'prune' && !isOfDeletion(ref.phase)
  const kind = ref.hook || isPruned ? ` <span class="dim">${ref.hook ? 'hook' : 'prune'}</span>` : ''
  const said = saidOf(bar)
  const name = `${mark}${escapeMarkup(shortKey(ref.key))}${kind}${said === '' ? '' : `<span class="said">${escapeMarkup(said)}</span>`}`
  const done = did.map((one) => ` <span class="dim">${escapeMarkup(one)}</span>`).join('<span class="dim">,</span>')
  const ended = `<span class="${look}">${word}</span>${done}`
  return `<tr class="task"><th scope="row">${name}</th>${barCell(drawn)}${times(span, run)}<td class="end">${ended}</td></tr>`
}

/** What was said last of what is not simply done. */
function saidOf(bar: TaskBar): string {
  if (bar.outcome === 'Succeeded' || bar.outcome === 'written') return ''
  const text = joinLines(lastSaid(bar))
  return text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}…` : text
}

function barCell(bar: string): string {
  return `<td class="bars">${bar === '' ? '' : `<svg aria-hidden="true">${bar}</svg>`}</td>`
}

function times(span: Span | undefined, run: Span): string {
  if (span === undefined) return '<td></td><td></td>'
  return cell('num', offsetText(run, span.start)) + cell('num', formatDuration(lengthOf(span)))
}

/** Positions in percent of the cell; what took no time is still a pixel or two wide by its outline. */
function rect(bar: {
  readonly span: Span
  readonly run: Span
  readonly look: string
  readonly top: number
  readonly height: number
}): string {
  const { span, run, look, top, height } = bar
  const { from, width } = extentOf(run, span)
  const tiny = width < 0.002 ? ' tiny' : ''
  return `<rect class="bar ${look}${tiny}" x="${percent(from)}" y="${top}" width="${percent(width)}" height="${height}"/>`
}

function percent(part: number): string {
  return `${Math.round(part * 1e6) / 1e4}%`
}
