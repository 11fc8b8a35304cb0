// Every event and log line as a table in the order of time, which the page's script searches. Pure.
import type { Span } from '../bars.ts'
import { count } from '../task-text.ts'
import type { EventRow } from './event-row.ts'
import { escapeMarkup } from './escape-markup.ts'
import { rowsKept } from './kept-rows.ts'
import { bigNumber, cell, columnHead, offsetText } from './markup.ts'
import type { RunRecord } from './run-record.ts'

/** The section. Without a script the table is behind a word that opens it; the search shows only with one. */
export function eventsTable({ events, logLines }: RunRecord, run: Span): readonly string[] {
  const rows = [...rowsKept(events), ...rowsKept(logLines)].toSorted((a, b) => a.seq - b.seq)
  const lines = rowsKept(logLines).length
  const what = `${bigNumber(rows.length - lines)} events${lines === 0 ? '' : ` and ${bigNumber(lines)} log lines`}`
  const left = leftOut(events.leftOut, 'event').concat(leftOut(logLines.leftOut, 'log line'))
  return [
    '<section aria-labelledby="h-events">',
    '<h2 id="h-events">Events and log lines</h2>',
    '<div id="search-bar" hidden><label for="search">Search</label><input id="search" type="search" autocomplete="off" spellcheck="false"><output id="found" for="search" aria-live="polite"></output></div>',
    ...(left.length === 0
      ? []
      : [
          `<p class="left-out">Left out, from between the first and the last ones: ${left.join(' and ')}. The lines of -o json have all.</p>`,
        ]),
    `<details><summary>${what}</summary>`,
    '<div class="scroll" tabindex="0" role="region" aria-labelledby="h-events">',
    '<table id="events">',
    `<thead><tr>${columnHead('time num', 'When')}${columnHead('type', 'What')}${columnHead('about', 'Resource')}${columnHead('', 'Said')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => eventLine(row, run)),
    '</tbody>',
    '</table>',
    '</div>',
    '</details>',
    '</section>',
  ]
}

function eventLine({ at, type, about, text }: EventRow, run: Span): string {
  return `<tr>${cell('time num', offsetText(run, at))}${cell('type', type)}${cell('about', about)}${cell(type === 'log-line' ? 'mono' : '', text)}</tr>`
}

function leftOut(number: number, noun: string): readonly string[] {
  return number === 0 ? [] : [escapeMarkup(count(number, noun))]
}
