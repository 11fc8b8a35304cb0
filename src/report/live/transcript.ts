// What the live view leaves in the scrollback: each resource once, when it is done. Knows nothing of what is drawn below.
import { isAwaitedDeletion } from '../../sync/awaited-deletion.ts'
import type { SyncEvent } from '../../sync/events.ts'
import { formatTaken } from '../duration.ts'
import { TERMINATED } from '../failure-facts.ts'
import type { EventOf } from '../presenter.ts'
import type { Style } from '../style.ts'
import { joinLines, lineText, tasksText } from '../task-text.ts'
import type { LiveTask, LiveView } from './live-view.ts'
import { liveName } from './live-view.ts'

/** How it is told. */
export interface TranscriptOptions {
  readonly style: Style
  readonly detail: 'normal' | 'verbose'
}

/** What an event adds: lines of the transcript's own, and whether the plain lines of the event are told, too. */
export interface TranscriptNews {
  readonly lines: readonly string[]
  readonly plain: 'told' | 'left out'
}

/** The news of an event; `view` is as it was before the event. */
export function transcriptOf(view: LiveView, event: SyncEvent, options: TranscriptOptions): TranscriptNews {
  switch (event.type) {
    case 'phase-started':
    case 'health-changed':
    case 'waiting':
      return NOTHING
    case 'wave-started':
      return ours([
        options.style.bold(`${event.phase} wave ${event.wave}: ${tasksText(event.phase, event.tasks.length)}`),
      ])
    case 'resource-applied':
      return event.dryRun === true ? AS_PLAIN : NOTHING
    case 'resource-deleted':
      return isOwnEnd(event) ? NOTHING : AS_PLAIN
    case 'apply-failed':
      return ours(refusalLines(view, event, options.style))
    case 'task-completed':
      return ours(view.failed.has(event.task) && event.outcome !== 'Succeeded' ? [] : endLines(view, event, options))
    case 'log-line':
      // They have a place of their own below.
      return options.detail === 'verbose' ? AS_PLAIN : NOTHING
    case 'operation-completed':
      return { lines: leftLines(view, event, options.style), plain: 'told' }
    default:
      return AS_PLAIN
  }
}

const NOTHING: TranscriptNews = { lines: [], plain: 'left out' }
const AS_PLAIN: TranscriptNews = { lines: [], plain: 'told' }

function ours(lines: readonly string[]): TranscriptNews {
  return { lines, plain: 'left out' }
}

/** What goes is told when it is gone, a hook that is made anew when it is done, and one that is ended as what failed. */
function isOwnEnd(event: EventOf<'resource-deleted'>): boolean {
  return (
    isAwaitedDeletion(event) ||
    (event.reason === 'Terminated' && event.outcome === 'requested' && event.dryRun !== true)
  )
}

function endLines(
  view: LiveView,
  event: EventOf<'task-completed'>,
  { style, detail }: TranscriptOptions,
): readonly string[] {
  const known = view.tasks.get(event.task)
  const name = liveName(view, event)
  const took = known?.since === undefined ? undefined : event.at - known.since
  if (event.outcome !== 'Succeeded') {
    const after = took === undefined ? '' : ` after ${formatTaken(took)}`
    if (event.message === TERMINATED) return [`  ${style.cyan('-')} ${name} ended by this run${after}`]
    return textLines(`  ${style.red('✗')} ${name} ${style.red('failed')}${after}: `, event.message)
  }
  const what = endWords(event, known, took)
  const isNews = event.hook || known?.awaited === true || known?.state === 'deleting' || isChange(known)
  if (!isNews && detail === 'normal') return []
  const more = detail === 'verbose' ? style.dim(` (${joinLines(event.message)})`) : ''
  return [`  ${style.green('✓')} ${name} ${what}${more}`]
}

function isChange(known: LiveTask | undefined): boolean {
  return known?.change !== undefined && known.change !== 'unchanged'
}

function endWords(event: EventOf<'task-completed'>, known: LiveTask | undefined, took: number | undefined): string {
  const time = took === undefined ? '' : ` in ${formatTaken(took)}`
  if (known?.state === 'deleting') return `${known.word === 'pruning' ? 'pruned' : 'deleted'}${time}`
  if (event.hook) return `done${time}`
  const change = known?.change ?? 'left as it was'
  return known?.awaited === true ? `${change}, healthy${time}` : change
}

function refusalLines(view: LiveView, event: EventOf<'apply-failed'>, style: Style): readonly string[] {
  const place = event.location === undefined ? '' : ` [${lineText(event.location)}]`
  const hint = event.hint === undefined ? [] : textLines(`    ${style.bold('hint:')} `, event.hint)
  return [
    ...textLines(`  ${style.red('✗')} ${liveName(view, event)} ${style.red('refused')}${place}: `, event.message),
    ...hint,
  ]
}

/** What was begun and is not done when the run ends; why something was waited for the end says itself. */
function leftLines(view: LiveView, event: EventOf<'operation-completed'>, style: Style): readonly string[] {
  return [...view.tasks.values()].flatMap(({ task, since, change, word, message, awaited }) => {
    if (since === undefined) return []
    const name = liveName(view, task)
    const did = change === undefined ? '' : ` ${change},`
    if (event.phase === 'Succeeded') return [`  ${style.cyan('·')} ${name}${did} not waited for`]
    const why = awaited && message !== '' && event.reason !== 'timeout' ? `: ${joinLines(message)}` : ''
    const state = word === change ? 'not done' : word
    return [`  ${style.cyan('…')} ${name}${did} ${state} after ${formatTaken(event.at - since)}${why}`]
  })
}

/** Further lines of a text stand deeper than the first, so that they never look like lines of ours. */
function textLines(begin: string, text: string): readonly string[] {
  return `${begin}${text.replace(/(?<!\n)\n+$/, '')}`
    .split('\n')
    .map((line, index) => (index === 0 ? line : `      ${line}`))
}
