// The timeline as a drawing by itself, in SVG: for a pull request. It runs nothing, loads nothing, and fits light and dark. Pure.
import { shortKey } from '../../object/resource-key.ts'
import { truncate } from '../display-width.ts'
import type { Tally } from '../tally.ts'
import { count } from '../task-text.ts'
import type { Span, TaskBar, Timeline } from '../bars.ts'
import { barText, criticalText, endCause, endHeadline, lengthOf, OUTCOME_WORDS } from './bar-words.ts'
import { escapeMarkup } from './escape-markup.ts'
import { axisTicks, extentOf } from './time-axis.ts'

const WIDTH = 960
const BARS_AT = 316
const BARS_WIDTH = 500
const TEXT_AT = BARS_AT + BARS_WIDTH + 10
const ROW = 20
const TOP = 92

/** Columns of a text that fit in front of the bars, and over the whole width. */
const NAME_COLUMNS = 42
const LINE_COLUMNS = 136

/** Columns of a text that is shown where the pointer rests, at most. */
const LONGEST = 2000

/** Of so many tasks all are drawn; of more those that took longest, that failed, and that held the run up. */
const MOST_TASKS = 60

/** The drawing, as an SVG document that ends with a line end. The texts of the timeline have no control characters. */
export function drawSvg(timeline: Timeline, tally: Tally): string {
  const { rows, left } = rowsOf(timeline)
  const cause = endCause(timeline, tally)
  const top = cause === '' ? TOP : TOP + ROW
  const bottom = top + rows.length * ROW
  const height = bottom + (left === '' ? 12 : 32)
  const title = endHeadline(timeline, tally)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeMarkup(title)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}" rx="6"/>`,
    text({ x: 16, y: 28, look: 'head', columns: 100 }, title),
    ...(cause === '' ? [] : [text({ x: 16, y: 50, look: 'said bad', columns: LINE_COLUMNS }, cause)]),
    text({ x: 16, y: top - 42, look: 'dim', columns: LINE_COLUMNS }, `critical path ▶ ${criticalText(timeline, 3)}`),
    ...axisTicks(timeline.span, 8).flatMap(({ at, label }) => {
      const x = number(BARS_AT + at * BARS_WIDTH)
      return [
        `<line class="grid" x1="${x}" y1="${top - 12}" x2="${x}" y2="${bottom}"/>`,
        `<text class="dim" x="${x}" y="${top - 18}" text-anchor="middle">${label}</text>`,
      ]
    }),
    ...rows.flatMap((row, index) => rowLines(row, top + index * ROW, timeline.span)),
    ...(left === '' ? [] : [text({ x: 16, y: bottom + 20, look: 'dim', columns: LINE_COLUMNS }, left)]),
    '</svg>',
    '',
  ].join('\n')
}

/** A line of the drawing. */
interface Row {
  readonly name: string
  /** Pixels from the left. */
  readonly indent: number
  readonly look: string
  readonly span: Span | undefined
  readonly text: string
  readonly critical: boolean
}

function rowsOf(timeline: Timeline): { readonly rows: readonly Row[]; readonly left: string } {
  const tasks = timeline.phases.flatMap(({ waves }) => waves.flatMap((wave) => wave.tasks))
  const shown = new Set(tasks.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_TASKS))
  const rest = tasks.length - shown.size
  const rows = timeline.phases.flatMap(({ phase, span, waves }) => [
    { name: phase, indent: 0, look: 'phase', span, text: span === undefined ? 'not run' : '', critical: false },
    ...waves.flatMap(({ wave, tasks: ofWave, span: ofWaveSpan }) => {
      const drawn = ofWave.filter((task) => shown.has(task)).map(taskRow)
      if (waves.length === 1 || drawn.length === 0) return drawn
      return [{ name: `wave ${wave}`, indent: 8, look: 'wave', span: ofWaveSpan, text: '', critical: false }, ...drawn]
    }),
  ])
  const gate = timeline.gate === undefined ? [] : [{ ...GATE_ROW, span: timeline.gate }]
  return { rows: [...gate, ...rows], left: rest === 0 ? '' : `and ${count(rest, 'task')} more, which took no longer` }
}

const GATE_ROW = { name: 'dry run', indent: 0, look: 'phase', text: '', critical: false }

function weight({ span, critical, outcome }: TaskBar): number {
  if (critical || OUTCOME_WORDS[outcome].look === 'bad') return Number.POSITIVE_INFINITY
  return span === undefined ? -1 : lengthOf(span)
}

function taskRow(bar: TaskBar): Row {
  const { ref, span, outcome, critical } = bar
  return { name: shortKey(ref.key), indent: 16, look: OUTCOME_WORDS[outcome].look, span, text: barText(bar), critical }
}

function rowLines({ name, indent, look, span, text: beside, critical }: Row, y: number, run: Span): readonly string[] {
  const base = y + 14
  const mark = critical ? [`<text class="mark" x="${indent}" y="${base}">▶</text>`] : []
  const heading = look === 'phase' ? 'phase' : look === 'wave' ? 'dim' : 'name'
  return [
    ...mark,
    text({ x: indent + 16, y: base, look: heading, columns: NAME_COLUMNS - Math.ceil(indent / 7) }, name),
    ...(span === undefined ? [] : [barRect({ span, run, y, look, critical })]),
    ...(beside === '' ? [] : [text({ x: TEXT_AT, y: base, look: `said ${look}`, columns: 22 }, beside)]),
  ]
}

/** A task that took no time is still to be seen. */
function barRect(at: {
  readonly span: Span
  readonly run: Span
  readonly y: number
  readonly look: string
  readonly critical: boolean
}): string {
  const { span, run, y, look, critical } = at
  const { from, width } = extentOf(run, span)
  const isThin = look === 'phase' || look === 'wave'
  const shape = isThin ? { top: y + 8, height: 4 } : { top: y + 4, height: 12 }
  const wide = Math.max(2, width * BARS_WIDTH)
  const x = Math.min(BARS_AT + from * BARS_WIDTH, BARS_AT + BARS_WIDTH - wide)
  const classes = `bar ${look}${critical ? ' critical' : ''}`
  return `<rect class="${classes}" x="${number(x)}" y="${shape.top}" width="${number(wide)}" height="${shape.height}" rx="2"/>`
}

/** One line of text; the whole of what is cut can be read where the pointer rests. */
function text(
  { x, y, look, columns }: { readonly x: number; readonly y: number; readonly look: string; readonly columns: number },
  content: string,
): string {
  const cut = truncate(content, columns)
  const title = cut === content ? '' : `<title>${escapeMarkup(truncate(content, LONGEST))}</title>`
  return `<text class="${look}" x="${x}" y="${y}">${title}${escapeMarkup(cut)}</text>`
}

/** Hundredths of a pixel are enough. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100)
}

const STYLE = `
:root{--page:#fff;--ink:#1f2328;--dim:#59636e;--grid:#d1d9e0;--good:#1a7f37;--bad:#cf222e;--open:#9a6700;--none:#6e7781;--part:#6e7781}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--dim:#9198a1;--grid:#30363d;--good:#3fb950;--bad:#f85149;--open:#d29922;--none:#848d97;--part:#848d97}}
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink)}
.page{fill:var(--page)}.head{font-size:16px;font-weight:600}.phase{font-weight:600}.dim{fill:var(--dim)}.grid{stroke:var(--grid)}
.bar.phase,.bar.wave{fill:var(--part)}.bar.good{fill:var(--good)}.bar.bad{fill:var(--bad)}.bar.open{fill:var(--open)}.bar.none{fill:var(--none)}
.bar.critical{stroke:var(--ink);stroke-width:2}.said.bad{fill:var(--bad)}.said.open{fill:var(--open)}.said.none{fill:var(--dim)}.mark{font-size:10px}
`.replaceAll('\n', '')
