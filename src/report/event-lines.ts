// Each event as lines of text, without time: a formatter for each type. What came before is in the tally.
import { isOfDeletion } from '../hook/hook.ts'
import { renderDiagnostic } from '../manifest/render-diagnostic.ts'
import { shortKey } from '../object/resource-key.ts'
import type { Blocker } from '../sync/events.ts'
import { formatDuration } from './duration.ts'
import { endSummary } from './end-summary.ts'
import { failureCard } from './failure-card.ts'
import { logText } from './log-text.ts'
import type { EventOf, EventType } from './presenter.ts'
import type { Style } from './style.ts'
import type { Tally } from './tally.ts'
import { count, lineText, spoken, taskText } from './task-text.ts'

/** What a formatter sees beside its event. */
export interface LineContext {
  readonly style: Style
  readonly tally: Tally
  readonly detail: 'normal' | 'verbose'
  /** Tasks that were not healthy at once, so that it is news when they are. */
  readonly awaited: ReadonlySet<string>
  /** Tasks of whose object it is told that it is deleted, or why not. */
  readonly leaving: ReadonlySet<string>
}

type Formatters = { readonly [T in EventType]: (event: EventOf<T>, context: LineContext) => readonly string[] }

/** The lines of an event; none when it is not news for a person. */
export function eventLines<T extends EventType>(
  event: EventOf<T> & { readonly type: T },
  context: LineContext,
): readonly string[] {
  return FORMATTERS[event.type](event, context)
}

const FORMATTERS: Formatters = {
  'sync-started': (event) => startLines(event),
  'plan-built': (event) => planLines(event),
  diagnostic: ({ diagnostic }, { style }) => {
    const mark = { error: style.red, warning: style.yellow, note: style.dim }[diagnostic.severity]
    const [first, ...more] = renderDiagnostic(diagnostic).split('\n')
    return [mark(first ?? ''), ...more]
  },
  warning: (event, { style }) => [
    `${style.yellow('warning:')} ${event.key === undefined ? '' : `${shortKey(event.key)}: `}${indentMore(event.message)}`,
    ...(event.hint === undefined ? [] : [`  ${event.hint}`]),
  ],
  'gate-passed': ({ checked, durationMs }) => [
    checked === 0
      ? 'Dry run: nothing to check'
      : `Dry run: ${count(checked, 'manifest')} accepted by the server in ${formatDuration(durationMs)}`,
  ],
  'gate-failed': (event, { style }) => [
    style.red(`Dry run: ${gateText(event.failures)}, nothing is written`),
    ...[...new Set(event.failures.map(({ message }) => message))].flatMap((text) => {
      const [first, ...others] = event.failures.filter(({ message }) => message === text)
      if (first === undefined) return []
      const place = first.location === undefined ? '' : `${lineText(first.location)} `
      const more = others.length === 0 ? '' : ` (and ${count(others.length, 'manifest')} more)`
      const hint = first.hint === undefined ? [] : indent(first.hint, 4)
      return [...indent(`${place}${taskText(first.task)}: ${text}${more}`), ...hint]
    }),
  ],
  'field-taken': (event, { style }) => {
    const values =
      event.from === undefined && event.to === undefined
        ? ''
        : `: ${event.from ?? '(unset)'} → ${event.to ?? '(unset)'}`
    return [
      `    ${style.yellow('took')} ${event.field} of ${shortKey(event.key)} from ${event.manager}${indentMore(values)}`,
    ]
  },
  'phase-started': (event, { style }) => [style.bold(event.phase)],
  'wave-started': (event) => [`  wave ${event.wave}: ${count(event.tasks.length, 'task')}`],
  'resource-applied': (event, { style, detail }) => {
    if (event.change === 'unchanged' && !event.hook && detail === 'normal') return []
    const paint = event.change === 'unchanged' ? style.dim : style.green
    return [`    ${paint(event.change)} ${taskText(event)}${event.dryRun === true ? ' (dry run)' : ''}`]
  },
  'apply-failed': (event, { style }) => {
    const place = event.location === undefined ? '' : ` [${lineText(event.location)}]`
    const hint = event.hint === undefined ? [] : indent(event.hint, 6)
    return [...indent(`${style.red('refused')} ${taskText(event)}${place}: ${event.message}`, 4), ...hint]
  },
  'write-unanswered': (event, { style }) => indent(`${style.red('not known')} ${taskText(event)}: ${event.message}`, 4),
  'resource-deleted': (event, { style, detail }) => {
    const why = `(${event.reason})`
    if (event.outcome === 'absent') return detail === 'verbose' ? [`    gone already ${taskText(event)} ${why}`] : []
    if (event.outcome === 'requested')
      return [`    ${style.cyan('deleted')} ${taskText(event)} ${why}${event.dryRun === true ? ' (dry run)' : ''}`]
    return indent(`${style.red('not deleted')} ${taskText(event)} ${why}: ${event.message ?? 'the server refused'}`, 4)
  },
  'prune-skipped': (event) =>
    indent(`not ${isOfDeletion(event.phase) ? 'deleted' : 'pruned'} ${taskText(event)}: ${event.message}`, 4),
  'health-changed': (event, { style, detail }) => {
    const bad = event.status === 'Degraded' || event.status === 'Unknown' || event.status === 'Suspended'
    if (!bad && detail === 'normal') return []
    return indent(`${bad ? style.yellow(event.status) : event.status} ${taskText(event)}: ${event.message}`, 4)
  },
  'task-completed': (event, { style, detail, awaited, leaving }) => {
    if (leaving.has(event.task) && (event.outcome !== 'Succeeded' || detail === 'normal')) return []
    if (event.outcome !== 'Succeeded') return indent(`${style.red('failed')} ${taskText(event)}: ${event.message}`, 4)
    if (!event.hook && detail === 'normal' && !awaited.has(event.task)) return []
    return indent(`${style.green('completed')} ${taskText(event)}: ${event.message}`, 4)
  },
  'failure-diagnosed': (event, { style }) => [
    `    ${style.red('why')} ${taskText(event)}`,
    ...failureCard(event.diagnosis, style).map((line) => `      ${line}`),
  ],
  'log-line': (event, { style }) => [`    ${indentMore(logText(event, style))}`],
  waiting: (event) => [`    ${spoken(event.message)}`, ...blockerLines(event.blockers, 6)],
  'wave-delayed': (event) => [`    waiting ${formatDuration(event.milliseconds)} before the next wave`],
  // Why, and what still runs, the end says.
  interrupted: (event, { style }) => [style.yellow(`${event.signal}: no further work is started`)],
  'lock-lost': (_, { style }) => [style.red('the lock was lost: no further work is started')],
  'cluster-lost': (_, { style }) => [style.red('the cluster cannot be used: no further work is started')],
  'timed-out': (event, { style }) => [
    style.red(`out of time after ${formatDuration(event.milliseconds)}: no further work is started`),
  ],
  'operation-completed': (event, { tally, style }) => endSummary(event, tally, style),
}

const MOST_BLOCKERS = 10

/** Why each of them is not there yet; of very many only the first. */
export function blockerLines(blockers: readonly Blocker[], columns: number): readonly string[] {
  const rest = blockers.length - MOST_BLOCKERS
  return [
    ...blockers.slice(0, MOST_BLOCKERS).flatMap(({ key, message }) => indent(`${shortKey(key)}: ${message}`, columns)),
    ...(rest > 0 ? [`${' '.repeat(columns)}and ${rest} more`] : []),
  ]
}

function startLines(event: EventOf<'sync-started'>): readonly string[] {
  const facts = [
    `${event.operation === undefined ? 'to' : 'in'} namespace ${event.namespace}`,
    ...(event.context === undefined ? [] : [`context ${event.context}`]),
    ...(event.server === undefined ? [] : [`server ${event.server}`]),
    `revision ${event.revision}`,
  ]
  const work = event.operation ?? 'sync'
  const what = event.dryRun === 'none' ? work : `${event.dryRun} dry run of a ${work}`
  return [`kubectl-hooksync ${event.version}: ${what} ${facts.join(', ')}`]
}

function planLines(event: EventOf<'plan-built'>): readonly string[] {
  const phases = new Map<string, number>()
  for (const { phase } of event.tasks) phases.set(phase, (phases.get(phase) ?? 0) + 1)
  const parts = [...phases].map(([phase, number]) => `${phase} ${number}`)
  return [`Plan: ${count(event.tasks.length, 'task')}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`]
}

/** A server that did not answer has refused nothing. */
function gateText(failures: EventOf<'gate-failed'>['failures']): string {
  const silent = failures.filter(({ reason }) => reason === 'Timeout').length
  const refused = failures.length - silent
  return [
    ...(refused > 0 ? [`${count(refused, 'manifest')} refused`] : []),
    ...(silent > 0 ? [`no answer about ${count(silent, 'manifest')}`] : []),
  ].join(', ')
}

function indent(text: string, columns = 2): readonly string[] {
  return indentMore(text, columns + 2)
    .split('\n')
    .map((line, index) => (index === 0 ? ' '.repeat(columns) + line : line))
}

/** Further lines of a text stand deeper than the first, so that they never look like lines of ours. */
function indentMore(text: string, columns = 6): string {
  return text.replace(/\n+$/, '').replaceAll('\n', `\n${' '.repeat(columns)}`)
}
