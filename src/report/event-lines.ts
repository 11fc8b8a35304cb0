// Each event as lines of text, without time: a formatter for each type. What came before is in the tally.
import { isOfDeletion } from '../hook/hook.ts'
import { renderDiagnostic } from '../manifest/render-diagnostic.ts'
import { shortKey } from '../object/resource-key.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import { isAwaitedDeletion } from '../sync/awaited-deletion.ts'
import { formatDuration } from './duration.ts'
import { endSummary } from './end-summary.ts'
import { failureCard } from './failure-card.ts'
import { failureWords, lostWords } from './failure-facts.ts'
import { gateLines } from './gate-lines.ts'
import { logText } from './log-text.ts'
import type { EventOf, EventType } from './presenter.ts'
import type { Style } from './style.ts'
import type { Tally } from './tally.ts'
import { count, indented, indentMore, lineText, planWords, spoken, taskTextIn, tasksText } from './task-text.ts'
import { blockerLines } from './wait-lines.ts'
import { wrapChain, wrapLine } from './wrap-lines.ts'

/** What a formatter sees beside its event. */
export interface LineContext {
  readonly style: Style
  /** What came before, and the event itself. */
  readonly tally: Tally
  readonly detail: 'normal' | 'verbose'
  /** Tasks that were not healthy at once, so that it is news when they are. */
  readonly awaited: ReadonlySet<string>
  /** Tasks of whose object it is told that it is deleted, or why not. */
  readonly leaving: ReadonlySet<string>
  /** What a waiting line has said last of a task. */
  readonly toldOf?: (task: string) => string | undefined
  /** The columns that a line has behind its time; left out: no line is wrapped. */
  readonly columns?: number
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
  'sync-started': (event, context) => wrapped([startLine(event)], context),
  'plan-built': ({ tasks }) => [`Plan: ${planWords(tasks)}`],
  diagnostic: ({ diagnostic }, context) => {
    const mark = { error: context.style.red, warning: context.style.yellow, note: context.style.dim }
    // What points into a file keeps its columns.
    const [first = '', ...more] = renderDiagnostic(diagnostic).split('\n')
    const excerpt = diagnostic.hint === undefined ? more : more.slice(0, -1)
    const hint = wrapped(more.slice(excerpt.length), context)
    return [...wrapped([mark[diagnostic.severity](first)], context), ...excerpt, ...hint]
  },
  warning: (event, context) => {
    // The end says it, where it is read.
    if (event.lockTakenFrom !== undefined) return []
    const about = event.key === undefined ? '' : `${shortKey(event.key)}: `
    return wrapped(
      [
        ...`${context.style.yellow('warning:')} ${about}${indentMore(event.message, 4)}`.split('\n'),
        ...(event.hint === undefined ? [] : [`  ${event.hint}`]),
      ],
      context,
    )
  },
  'gate-passed': ({ checked, durationMs }) => [
    checked === 0
      ? 'Dry run: nothing to check'
      : `Dry run: ${count(checked, 'manifest')} accepted by the server in ${formatDuration(durationMs)}`,
  ],
  // A person who wants them asks for a plan, or looks at the page.
  'differences-found': () => [],
  'gate-failed': ({ failures }, { style, columns = Infinity }) => gateLines(failures, style, columns),
  'field-taken': (event, context) => {
    const values =
      event.from === undefined && event.to === undefined
        ? ''
        : `: ${event.from ?? '(unset)'} → ${event.to ?? '(unset)'}`
    const taken = `${context.style.yellow('took')} ${event.field} of ${shortKey(event.key)} from ${event.manager}`
    return wrapped(indented(`${taken}${values}`), context)
  },
  // The line of its first wave says the phase.
  'phase-started': () => [],
  'wave-started': (event, { style }) => [
    `${style.bold(event.phase)} wave ${event.wave}: ${tasksText(event.phase, event.tasks.length)}`,
  ],
  'resource-applied': (event, context) => {
    const { style, detail, tally } = context
    if (event.change === 'unchanged' && !event.hook && detail === 'normal') return []
    const paint = event.change === 'unchanged' ? style.dim : style.green
    const dryRun = event.dryRun === true ? ' (dry run)' : ''
    return [`  ${paint(event.change)} ${taskTextIn(tally.here, event)}${dryRun}`]
  },
  'apply-failed': (event, context) => {
    const place = event.location === undefined ? '' : ` [${lineText(event.location)}]`
    return [
      ...taskLines(context.style.red('refused'), event, context, `${place}: ${event.message}`),
      ...(event.hint === undefined
        ? []
        : wrapped(indented(`${context.style.bold('hint:')} ${event.hint}`, 4), context)),
    ]
  },
  'write-unanswered': (event, context) =>
    taskLines(context.style.red('not known'), event, context, `: ${event.message}`),
  'resource-deleted': (event, context) => {
    const { style, detail } = context
    const why = reasonText(event)
    if (event.outcome === 'absent') return detail === 'verbose' ? taskLines('gone already', event, context, why) : []
    // It is told when it is gone.
    if (isAwaitedDeletion(event)) return []
    if (event.outcome === 'requested') {
      const dryRun = event.dryRun === true ? ' (dry run)' : ''
      const { held = [] } = event
      if (held.length === 0) return taskLines(style.cyan('deleted'), event, context, `${why}${dryRun}`)
      return taskLines(style.cyan('deleting'), event, context, `${why}: held by the finalizer ${held.join(', ')}`)
    }
    const message = event.message ?? 'the server refused'
    return taskLines(style.red('not deleted'), event, context, `${why}: ${message}`)
  },
  'prune-skipped': (event, context) =>
    taskLines(`not ${isOfDeletion(event.phase) ? 'deleted' : 'pruned'}`, event, context, `: ${event.message}`),
  'health-changed': (event, context) => {
    const bad = isBadHealth(event)
    if (!bad && context.detail === 'normal') return []
    return taskLines(bad ? context.style.yellow(event.status) : event.status, event, context, `: ${event.message}`)
  },
  'task-completed': (event, context) => completionLines(event, context),
  'failure-diagnosed': (event, context) => {
    const { tally, style, toldOf } = context
    const said = failureWords(tally.failures.get(event.task) ?? { message: '' }, toldOf?.(event.task))
    const card = failureCard(event.diagnosis, style, said).map((line) => `    ${line}`)
    // Right below the line of the failure nothing has to name it again, and where nothing is to be said nothing is named.
    const head =
      card.length === 0 || tally.lastFailed === event.task ? [] : taskLines(style.red('why'), event, context, '')
    return [...head, ...card.flatMap((line) => (/^ +\u001b?.{0,4}\| /.test(line) ? [line] : wrapped([line], context)))]
  },
  'log-line': (event, { style }) => [`  ${indentMore(logText(event, style))}`],
  waiting: (event, { columns = Infinity }) =>
    event.blockers.length === 0
      ? [`  ${spoken(event.message)}`]
      : blockerLines(event.blockers, { columns, now: event.at }),
  'wave-delayed': (event) => [`  waiting ${formatDuration(event.milliseconds)} before the next wave`],
  // Why, and what still runs, the end says.
  interrupted: ({ signal, syncFail }, { style }) =>
    syncFail === 'over'
      ? []
      : [style.yellow(`${signal}: no further work is started${syncFail === 'ahead' ? ' but SyncFail hooks' : ''}`)],
  'lock-lost': (_, { style }) => [style.red('the lock was lost: no further work is started')],
  'cluster-lost': ({ message }, { style }) => [style.red(`${lostWords(message)}: no further work is started`)],
  'timed-out': (event, { style }) => [
    style.red(`out of time after ${formatDuration(event.milliseconds)}: no further work is started`),
  ],
  'operation-completed': (event, { tally, style, columns = Infinity }) => endSummary(event, tally, style, columns),
}

/** The lines of what was asked to go, and is gone now. */
export function goneLines(asked: EventOf<'resource-deleted'>, context: LineContext): readonly string[] {
  return taskLines(context.style.cyan('deleted'), asked, context, reasonText(asked))
}

/** The lines of what was asked to go, and is not known to be gone at the end. */
export function goingLines(asked: EventOf<'resource-deleted'>, context: LineContext): readonly string[] {
  return taskLines(context.style.yellow('not gone yet'), asked, context, reasonText(asked))
}

/** A deletion that was asked for needs no reason. */
function reasonText({ reason }: EventOf<'resource-deleted'>): string {
  return reason === 'Delete' ? '' : ` (${reason})`
}

/** Whether a health is one that a person should hear of. */
export function isBadHealth({ status }: Pick<EventOf<'health-changed'>, 'status'>): boolean {
  return status === 'Degraded' || status === 'Unknown' || status === 'Suspended'
}

function completionLines(event: EventOf<'task-completed'>, context: LineContext): readonly string[] {
  const { style, detail, awaited, leaving, tally, toldOf } = context
  if (leaving.has(event.task) && (event.outcome !== 'Succeeded' || detail === 'normal')) return []
  if (event.outcome !== 'Succeeded') {
    return taskLines(style.red('failed'), event, context, `: ${failureWords(event, toldOf?.(event.task))}`)
  }
  if (!event.hook && detail === 'normal' && !awaited.has(event.task)) return []
  const written = tally.writtenAt.get(event.task)
  const time = written === undefined ? '' : ` in ${formatDuration(event.at - written)}`
  // That a hook has run is all there is to say of it.
  const how = event.hook && detail === 'normal' ? '' : `: ${event.message}`
  return taskLines(style.green('completed'), event, context, `${time}${how}`)
}

function taskLines(word: string, task: TaskRef, context: LineContext, more: string): readonly string[] {
  const { columns = Infinity, tally } = context
  return indented(`${word} ${taskTextIn(tally.here, task)}${more}`).flatMap((line) => wrapChain(line, columns))
}

function wrapped(lines: readonly string[], { columns = Infinity }: LineContext): readonly string[] {
  return lines.flatMap((line) => wrapLine(line, columns))
}

function startLine(event: EventOf<'sync-started'>): string {
  const facts = [
    `${event.operation === undefined ? 'to' : 'in'} namespace ${event.namespace}`,
    ...(event.context === undefined ? [] : [`context ${event.context}`]),
    ...(event.server === undefined ? [] : [`server ${event.server}`]),
    ...(event.revision === '' ? [] : [`revision ${event.revision}`]),
  ]
  const work = event.operation ?? 'sync'
  const what = event.dryRun === 'none' ? work : `${event.dryRun} dry run of a ${work}`
  return `kubectl-hooksync ${event.version}: ${what} ${facts.join(', ')}`
}
