// A run as one HTML page by itself: nothing is loaded, one script is allowed, and without it the page is whole. Text only; writes nothing.
import { createHash } from 'node:crypto'
import { VERSION } from '../../version.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { TaskBar, Timeline } from '../bars.ts'
import { failureCard } from '../failure-card.ts'
import { createStyle } from '../style.ts'
import { readTimeline } from '../timeline.ts'
import { endCause, endHeadline } from './bar-words.ts'
import { changesTable } from './changes-table.ts'
import { escapeMarkup } from './escape-markup.ts'
import type { EventRow } from './event-row.ts'
import { eventsTable } from './events-table.ts'
import { rowsKept } from './kept-rows.ts'
import { cell, columnHead, offsetText, preformatted } from './markup.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { PAGE_STYLE } from './page-style.ts'
import type { RunRecord } from './run-record.ts'
import { timelineTable } from './timeline-table.ts'
import { waitsTable } from './waits-table.ts'

/** By this a file is known to be a page of ours, which a newer one may be written over. */
export const PAGE_MARK = '<!-- kubectl-hooksync report -->'

/** The page, as text that ends with a line end. */
export function drawPage(record: RunRecord): string {
  const timeline = readTimeline(record.timeline)
  const title = endHeadline(timeline, record.tally)
  const { started } = timeline
  const where = started === undefined ? '' : ` · ${started.namespace}`
  return [
    '<!doctype html>',
    PAGE_MARK,
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeMarkup(`${title}${where}`)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...header(record, timeline, title),
    ...failures(timeline),
    ...timelineTable(timeline),
    ...waitsTable(timeline),
    ...changesTable(timeline, record.differences),
    ...notes(record, timeline),
    ...eventsTable(record, timeline.span),
    '</main>',
    `<footer>Written by kubectl-hooksync ${escapeMarkup(started?.version ?? VERSION)}. Secrets are masked; nothing on this page asks another computer for anything.</footer>`,
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** Only this style sheet and this script, and nothing from anywhere. */
function contentPolicy(): string {
  const allow = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return `default-src 'none'; style-src ${allow(PAGE_STYLE)}; script-src ${allow(PAGE_SCRIPT)}; base-uri 'none'; form-action 'none'`
}

function header({ summary, rehearsal, tally }: RunRecord, timeline: Timeline, title: string): readonly string[] {
  const { started, ended, span } = timeline
  const look = ended === undefined ? 'open' : ended.phase === 'Succeeded' ? 'good' : 'bad'
  const cause = endCause(timeline, tally)
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Namespace', started?.namespace],
    ['Context', started?.context],
    ['Server', started?.server],
    ['Revision', started?.revision],
    ['Began', momentText(span.start)],
  ]
  return [
    '<header>',
    `<h1 class="${look}">${escapeMarkup(title)}</h1>`,
    ...(cause === '' ? [] : [`<p class="lead">${escapeMarkup(cause)}</p>`]),
    ...(rehearsal ? ['<p>A rehearsal: a simulated cluster in virtual time.</p>'] : []),
    '<dl>',
    ...facts.flatMap(([name, value]) =>
      value === undefined ? [] : [`<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`],
    ),
    '</dl>',
    ...(summary.length === 0 ? [] : [preformatted(summary)]),
    '</header>',
  ]
}

/** A recording may have any number. */
function momentText(at: number): string | undefined {
  return Math.abs(at) > 8.64e15
    ? undefined
    : new Date(at)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
}

const PLAIN = createStyle('plain')

/** Why each thing failed, with its pods and the last lines of their logs; open, for it is what somebody looks for. */
function failures({ phases }: Timeline): readonly string[] {
  const bars = phases.flatMap(({ waves }) => waves.flatMap(({ tasks }) => tasks))
  const known = bars.filter((bar): bar is TaskBar & Required<Pick<TaskBar, 'diagnosis'>> => bar.diagnosis !== undefined)
  if (known.length === 0) return []
  return [
    '<section aria-labelledby="h-why">',
    '<h2 id="h-why">Why it failed</h2>',
    ...known.flatMap(({ ref, diagnosis, location }) => {
      const place = location === undefined ? '' : `, ${location.source}:${location.line}`
      const name = escapeMarkup(`${shortKey(ref.key)} (${ref.phase} wave ${ref.wave}${place})`)
      return [`<details open><summary>${name}</summary>`, preformatted(failureCard(diagnosis, PLAIN)), '</details>']
    }),
    '</section>',
  ]
}

/** What a person should know of, beside what failed. */
const NOTABLE: readonly EventRow['type'][] = ['warning', 'diagnostic', 'gate-failed', 'field-taken', 'prune-skipped']

const MOST_NOTES = 500

function notes({ events }: RunRecord, { span }: Timeline): readonly string[] {
  // That it is a rehearsal stands above.
  const rows = rowsKept(events).filter(({ type, text }) => NOTABLE.includes(type) && !text.startsWith('note REHEARSAL'))
  if (rows.length === 0) return []
  const left = rows.length - MOST_NOTES
  return [
    '<section aria-labelledby="h-notes">',
    '<h2 id="h-notes">Warnings, and fields taken from other managers</h2>',
    '<div class="scroll" tabindex="0" role="region" aria-labelledby="h-notes">',
    '<table id="notes">',
    `<thead><tr>${columnHead('num', 'When')}${columnHead('', 'What')}${columnHead('', 'Resource')}${columnHead('', 'Said')}</tr></thead>`,
    '<tbody>',
    ...rows
      .slice(0, MOST_NOTES)
      .map(
        ({ at, type, about, text }) =>
          `<tr>${cell('num', offsetText(span, at))}${cell('', type)}${cell('', about)}${cell('', text)}</tr>`,
      ),
    '</tbody>',
    '</table>',
    '</div>',
    ...(left > 0 ? [`<p class="dim">And ${left} more, which are among the events.</p>`] : []),
    '</section>',
  ]
}
