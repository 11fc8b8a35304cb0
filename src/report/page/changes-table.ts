// What a run created, changed and took away, with the fields that differ, as a plan shows them. Pure.
import { readJson } from '../../object/json.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { FieldChange } from '../../preview/field-changes.ts'
import { sanitizeText } from '../../guard/escape.ts'
import type { TaskBar, Timeline } from '../bars.ts'
import { fieldLines } from '../plan/field-text.ts'
import type { EventOf } from '../presenter.ts'
import { createStyle } from '../style.ts'
import { count } from '../task-text.ts'
import { escapeMarkup } from './escape-markup.ts'
import { preformatted } from './markup.ts'

type Differences = EventOf<'differences-found'>
type Different = Differences['objects'][number]

/** What the run told of differences; undefined: nothing, for it kept no record. */
export type KnownDifferences = Differences | undefined

/** The differences of more objects are closed at first: a page is looked over before it is read. */
const MOST_OPEN = 20

/** Names of one kind of change that are listed. */
const MOST_NAMES = 500

/** The section; empty where the run wrote nothing and nothing would be written. */
export function changesTable(timeline: Timeline, known: KnownDifferences): readonly string[] {
  const bars = timeline.phases.flatMap(({ waves }) => waves.flatMap(({ tasks }) => tasks))
  const lists = LISTS.flatMap(([title, isOf]) => {
    const names = bars.filter(({ did }) => did.some(isOf)).map(({ ref }) => shortKey(ref.key))
    return names.length === 0 ? [] : namesList(title, [...new Set(names)])
  })
  if (lists.length === 0 && (known?.objects.length ?? 0) === 0) return []
  return [
    '<section aria-labelledby="h-changes">',
    `<h2 id="h-changes">${(timeline.started?.dryRun ?? 'none') === 'none' ? 'What changed' : 'What would change'}</h2>`,
    ...lists,
    ...(known === undefined ? unknownPart(bars) : knownParts(known)),
    '</section>',
  ]
}

const LISTS: readonly (readonly [string, (did: string) => boolean])[] = [
  ['created', (did) => did === 'created'],
  ['made anew', (did) => did === 'recreated'],
  ['configured', (did) => did === 'configured' || did === 'replaced'],
  ['pruned', (did) => did === 'deleted (Prune)'],
  ['deleted', (did) => did === 'deleted (Delete)'],
]

function namesList(title: string, names: readonly string[]): readonly string[] {
  const left = names.length - MOST_NAMES
  const lines = [...names.slice(0, MOST_NAMES), ...(left > 0 ? [`and ${left} more`] : [])]
  return [`<details><summary>${escapeMarkup(`${names.length} ${title}`)}</summary>`, preformatted(lines), '</details>']
}

/** A run that changed nothing that was there has nothing to tell of. */
function unknownPart(bars: readonly TaskBar[]): readonly string[] {
  if (!bars.some(({ did }) => did.includes('configured') || did.includes('replaced'))) return []
  return [
    '<p class="dim">Which fields differed was not told: a run tells it with --report, where its server was asked for a dry run.</p>',
  ]
}

function knownParts({ objects, leftOut }: Differences): readonly string[] {
  return [
    ...(objects.length === 0 ? ['<p>Of what was there before no field differed.</p>'] : []),
    ...objects.map((object) => objectPart(object, objects.length > MOST_OPEN ? '' : ' open')),
    ...(leftOut === undefined ? [] : [`<p class="dim">And ${escapeMarkup(count(leftOut, 'object'))} more.</p>`]),
  ]
}

const PLAIN = { style: createStyle('plain'), clean: sanitizeText }

function objectPart({ key, action, reason, fields, leftOut }: Different, open: '' | ' open'): string {
  const why = reason === undefined ? '' : `: ${reason}`
  const title = escapeMarkup(`${action} ${shortKey(key)}${why}`)
  const lines = fields.map(changeOf).flatMap((change) => fieldLines(change, PLAIN).map((line) => line.slice(14)))
  if (lines.length === 0) return `<p class="mono">${title}</p>`
  const more = leftOut === undefined ? [] : [`and ${count(leftOut, 'field')} more`]
  return [`<details${open}>`, `<summary>${title}</summary>`, preformatted([...lines, ...more]), '</details>'].join('\n')
}

function changeOf({ field, from, to, hidden, managers, taken, ignored }: Different['fields'][number]): FieldChange {
  const values = hidden === true ? 'hidden' : { from: valueOf(from), to: valueOf(to) }
  return { field, values, managers, taken: taken === true, ...(ignored === true ? { ignored } : {}) }
}

/** What was cut is no JSON any more, and stays a text. */
function valueOf(text: string | undefined): Extract<FieldChange['values'], object>['from'] {
  return text === undefined ? undefined : (readJson(text) ?? text)
}
