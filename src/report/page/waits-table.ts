// What waited for what: for each reason that a wave was held up by, how long, and what stood behind it. Pure.
import { shortKey } from '../../object/resource-key.ts'
import type { TaskBar, Timeline, WaitSpan } from '../bars.ts'
import { formatDuration } from '../duration.ts'
import { lengthOf } from './bar-words.ts'
import { bigNumber, cell, columnHead, offsetText } from './markup.ts'

/** A reason, and what it held up. */
interface Held {
  readonly bar: TaskBar
  readonly wait: WaitSpan
  readonly waiting: string
}

/** Reasons that are shown at most: the longest. */
const MOST = 300

/** A reason that lasted a smaller part of the run is left out. */
const LEAST_PART = 0.002

/** The section; empty where nothing waited. */
export function waitsTable(timeline: Timeline): readonly string[] {
  const { span: run } = timeline
  const all = heldBy(timeline)
  if (all.length === 0) return []
  const long = all.filter(({ wait }) => lengthOf(wait) >= lengthOf(run) * LEAST_PART)
  const longest = new Set(long.toSorted((a, b) => lengthOf(b.wait) - lengthOf(a.wait)).slice(0, MOST))
  const shown = all.filter((held) => longest.has(held)).toSorted((a, b) => a.wait.start - b.wait.start)
  const left = all.length - shown.length
  return [
    '<section aria-labelledby="h-waits">',
    '<h2 id="h-waits">What waited for what</h2>',
    '<div class="scroll" tabindex="0" role="region" aria-labelledby="h-waits">',
    '<table id="waits">',
    `<thead><tr>${columnHead('num', 'From')}${columnHead('num', 'For')}${columnHead('', 'Waited')}${columnHead('', 'For what')}${columnHead('', 'Why')}</tr></thead>`,
    '<tbody>',
    ...shown.map(({ bar, wait, waiting }) =>
      [
        '<tr>',
        cell('num', offsetText(run, wait.start)),
        cell('num', formatDuration(lengthOf(wait))),
        cell('', waiting),
        cell('', `${WORDS[wait.what]} of ${shortKey(bar.ref.key)}`),
        cell('', wait.message),
        '</tr>',
      ].join(''),
    ),
    '</tbody>',
    '</table>',
    '</div>',
    ...(left === 0
      ? []
      : [`<p class="dim">Left out: ${bigNumber(left)} shorter reasons; they are among the events.</p>`]),
    '</section>',
  ]
}

const WORDS: Readonly<Record<WaitSpan['what'], string>> = {
  completion: 'completion',
  health: 'health',
  deletion: 'deletion',
  confirmation: 'confirmation',
  admission: 'admission',
}

/** What comes after a wave waits for it: the next one of the plan, or the end. */
function heldBy({ phases }: Timeline): readonly Held[] {
  const waves = phases
    .filter(({ phase }) => phase !== 'SyncFail')
    .flatMap(({ phase, waves: own }) => own.map(({ wave, tasks }) => ({ name: `${phase} wave ${wave}`, tasks })))
  const failing = phases
    .filter(({ phase }) => phase === 'SyncFail')
    .flatMap(({ waves: own }) => own.map(({ tasks }) => ({ name: '', tasks })))
  return [...waves, ...failing].flatMap(({ tasks }, index) => {
    const waiting = waves[index + 1]?.name ?? 'the end of the run'
    return tasks.flatMap((bar) => bar.waits.map((wait) => ({ bar, wait, waiting })))
  })
}
