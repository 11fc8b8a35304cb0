// How the bars of a timeline are named and judged in words, the same on the page and in a drawing. Pure.
import { formatDuration } from '../duration.ts'
import { shortKey } from '../../object/resource-key.ts'
import { endHead, runEnd, whyText } from '../run-end.ts'
import type { Tally } from '../tally.ts'
import { count } from '../task-text.ts'
import type { BarOutcome, Span, TaskBar, Timeline } from '../bars.ts'

/** How an outcome is called, and the class by which it is coloured. */
export const OUTCOME_WORDS: Readonly<Record<BarOutcome, { readonly word: string; readonly look: string }>> = {
  Succeeded: { word: 'done', look: 'good' },
  Failed: { word: 'failed', look: 'bad' },
  Error: { word: 'error', look: 'bad' },
  written: { word: 'written', look: 'good' },
  skipped: { word: 'skipped', look: 'none' },
  unfinished: { word: 'not finished', look: 'open' },
  'not run': { word: 'not run', look: 'none' },
}

/** What was said last of a task; of one that never got there what it waited for, for that says why. */
export function lastSaid({ outcome, message, waits }: TaskBar): string {
  return outcome === 'unfinished' ? (waits.at(-1)?.message ?? message) : message
}

/** How long it took, in milliseconds. */
export function lengthOf({ start, end }: Span): number {
  return end - start
}

/** How a run ended, as the head of its page: `Failed in 1m42s at PreSync/migrate`. */
export function endHeadline({ started, ended, span }: Timeline, tally: Tally): string {
  if (ended === undefined) {
    const operation = started?.operation === 'delete' ? 'Delete' : 'Sync'
    return `${operation}: how it ended is not known, last seen after ${formatDuration(lengthOf(span))}`
  }
  const dryRun = started === undefined || started.dryRun === 'none' ? '' : ` (${started.dryRun} dry run)`
  return `${endHead(runEnd(ended, tally))}${dryRun}`
}

/** Why it did not succeed, in one line; empty when it did. */
export function endCause({ ended }: Timeline, tally: Tally): string {
  return ended === undefined || ended.phase === 'Succeeded' ? '' : whyText(runEnd(ended, tally))
}

/** What the run was long for: `Job shop/migrate 1m20s (71 %), Deployment shop/api 5.0s (4 %)`; of very many the longest. */
export function criticalText({ critical, span }: Timeline, most: number): string {
  const total = lengthOf(span)
  const worth = critical.filter(({ span: own }) => Math.round((lengthOf(own) / total) * 100) > 0)
  if (worth.length === 0) return 'nothing held the run up'
  const longest = worth.toSorted((a, b) => lengthOf(b.span) - lengthOf(a.span)).slice(0, most)
  const shown = critical
    .filter((bar) => longest.includes(bar))
    .map((bar) => {
      const share = Math.round((lengthOf(bar.span) / total) * 100)
      return `${shortKey(bar.ref.key)} ${formatDuration(lengthOf(bar.span))} (${share} %)`
    })
  const rest = critical.length - longest.length
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')}, and ${count(rest, 'shorter one')}`
}

/** How a bar is told beside it: `failed after 12s`. */
export function barText({ span, outcome }: Pick<TaskBar, 'span' | 'outcome'>): string {
  const { word } = OUTCOME_WORDS[outcome]
  return span === undefined ? word : `${formatDuration(lengthOf(span))} ${word}`
}
