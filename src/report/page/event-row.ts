// An event as a row of the page's table: when, what, about which resource, and its texts. Nothing of it is left out but what is very long.
import { sanitizeText } from '../../guard/escape.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncEvent } from '../../sync/events.ts'
import { formatDuration } from '../duration.ts'
import { failureCard } from '../failure-card.ts'
import { logSource } from '../log-text.ts'
import type { EventOf, EventType } from '../presenter.ts'
import { createStyle } from '../style.ts'
import { count, lineText, planWords, taskText, tasksText } from '../task-text.ts'

/** A row. */
export interface EventRow {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly seq: number
  readonly type: EventType
  /** The resource it is about; empty: the run. */
  readonly about: string
  readonly text: string
}

/** Characters of a text that are kept. */
const LONGEST = 4000

/** The row of an event that is masked and sanitized. */
export function eventRow(event: SyncEvent): EventRow {
  const { at, seq, type } = event
  const text = textOf(event).trimEnd()
  const cut =
    text.length > LONGEST
      ? `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}… (${text.length - LONGEST} more characters)`
      : text
  return { at, seq, type, about: aboutOf(event), text: cut }
}

function aboutOf(event: SyncEvent): string {
  if ('task' in event) return taskText(event)
  if ('key' in event && event.key !== undefined) return shortKey(event.key)
  return ''
}

function textOf<T extends EventType>(event: EventOf<T> & { readonly type: T }): string {
  return TEXTS[event.type]?.(event) ?? fieldsText(event)
}

type Texts = { readonly [T in EventType]?: (event: EventOf<T>) => string }

const PLAIN = createStyle('plain')

const TEXTS: Texts = {
  'sync-started': (event) =>
    [
      `${event.operation ?? 'sync'} in namespace ${event.namespace}`,
      ...(event.context === undefined ? [] : [`context ${event.context}`]),
      ...(event.server === undefined ? [] : [`server ${event.server}`]),
      ...(event.revision === '' ? [] : [`revision ${event.revision}`]),
    ].join(', '),
  'plan-built': ({ tasks }) => planWords(tasks),
  diagnostic: ({ diagnostic }) => renderDiagnostic(diagnostic),
  warning: ({ message, hint }) => (hint === undefined ? message : `${message}\n${hint}`),
  'gate-passed': ({ checked, durationMs }) =>
    `${count(checked, 'manifest')} accepted by the server in ${formatDuration(durationMs)}`,
  'differences-found': ({ objects, leftOut }) => `${count(objects.length + (leftOut ?? 0), 'object')} to write over`,
  'gate-failed': ({ failures }) =>
    failures
      .map(({ task, message, location, hint }) => {
        const place = location === undefined ? '' : `${lineText(location)} `
        return `${place}${taskText(task)}: ${message}${hint === undefined ? '' : `\n${hint}`}`
      })
      .join('\n'),
  'field-taken': ({ field, manager, from, to }) =>
    `took ${field} from ${manager}${from === undefined && to === undefined ? '' : `: ${from ?? '(unset)'} → ${to ?? '(unset)'}`}`,
  'phase-started': ({ phase }) => phase,
  'wave-started': ({ phase, wave, tasks }) => `${phase} wave ${wave}: ${tasksText(phase, tasks.length)}`,
  'resource-applied': ({ change, dryRun }) => `${change}${dryRun === true ? ' (dry run)' : ''}`,
  'apply-failed': ({ message, location }) => `${location === undefined ? '' : `${lineText(location)} `}${message}`,
  'write-unanswered': ({ what, message }) => `${what}: ${message}`,
  'resource-deleted': ({ reason, outcome, message }) =>
    `${outcome} (${reason})${message === undefined ? '' : `: ${message}`}`,
  'prune-skipped': ({ message }) => message,
  'health-changed': ({ status, message }) => `${status}: ${message}`,
  'task-completed': ({ outcome, message }) => `${outcome}: ${message}`,
  'failure-diagnosed': ({ diagnosis }) => failureCard(diagnosis, PLAIN).join('\n'),
  'log-line': (event) => `${logSource(event)} | ${event.line}`,
  waiting: ({ message, blockers }) =>
    [message, ...blockers.map((blocker) => `${shortKey(blocker.key)}: ${blocker.message}`)].join('\n'),
  'wave-delayed': ({ milliseconds }) => `${formatDuration(milliseconds)} before the next wave`,
  interrupted: (event) => [event.signal, ...runningLines(event)].join('\n'),
  'lock-lost': (event) => [event.message, ...runningLines(event)].join('\n'),
  'cluster-lost': (event) => [event.message, ...runningLines(event)].join('\n'),
  'timed-out': ({ milliseconds, blockers }) =>
    [`after ${formatDuration(milliseconds)}`, ...blockers.map((one) => `${taskText(one)}: ${one.message}`)].join('\n'),
  'operation-completed': ({ phase, message, hint, reason, durationMs }) =>
    `${phase} (${reason}) after ${formatDuration(durationMs)}: ${message}${hint === undefined ? '' : `\n${hint}`}`,
}

function runningLines(event: EventOf<'interrupted' | 'lock-lost' | 'cluster-lost'>) {
  const { stillRunning, blockers = [], leaving = [] } = event
  const unsaid = stillRunning.filter(({ task }) => blockers.every((one) => one.task !== task))
  return [
    ...blockers.map((one) => `waited for ${one.what} of ${taskText(one)}: ${one.message}`),
    ...unsaid.map((task) => `still running: ${taskText(task)}`),
    ...leaving.map((task) => `not gone yet: ${taskText(task)}: ${task.message}`),
  ]
}

const COMMON = new Set(['v', 'seq', 'at', 'type', 'task', 'key', 'phase', 'wave', 'hook'])

/** What has no text of its own is told field by field. */
function fieldsText(event: SyncEvent): string {
  const fields = Object.entries(event).filter(([name]) => !COMMON.has(name))
  const lines = fields.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return sanitizeText(lines.join('\n'))
}
