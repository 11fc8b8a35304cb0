// The summary at the end of a run: what failed and why, what is left, what was done, and a last line that says it all. It is held
// within the last lines that a CI system or a small screen shows.
import { LOG_TELLS } from '../diagnose/cause-code.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import { formatDuration } from './duration.ts'
import { endLine, objectsText } from './end-line.ts'
import { failureDetails, logOfCause } from './failure-facts.ts'
import { grouped } from './grouped.ts'
import type { Some } from './grouped.ts'
import { untouchedByPhase } from './how-far.ts'
import { kubectlCommand } from './kubectl-command.ts'
import type { KubectlVerb } from './kubectl-command.ts'
import type { Blocker } from '../sync/events.ts'
import { withoutOwnName } from './own-name.ts'
import type { EventOf } from './presenter.ts'
import type { Style } from './style.ts'
import type { Tally, TaskFailure } from './tally.ts'
import { count, joinLines, lineText, spoken, taskText } from './task-text.ts'
import { rowsOf, wrapChain, wrapLine } from './wrap-lines.ts'

/** The rows of a screen of 24, but one for the prompt. */
const MOST_ROWS = 23

/** Of each sort of what is left only so many are named. */
const MOST_NAMED = 4

/** The lines of the summary, of so many columns; the last says how it ended. */
export function endSummary(
  completed: EventOf<'operation-completed'>,
  tally: Tally,
  style: Style,
  columns: number,
): readonly string[] {
  const event = tally.blockers.length === 0 ? completed : withoutWait(completed)
  const whole = endLine(event, tally, style)
  if (event.phase === 'Succeeded') {
    const left = leftLines(tally, columns).flatMap((line) => wrapLine(line, columns))
    return [...left, ...lockLines(tally, columns), ...prunableLines(tally), ...keptLines(tally), whole]
  }
  const { lines: why, last } = brokenOff(event, style, { whole, columns, tally })
  const left = [...leftLines(tally, columns, event.reason), ...lockLines(tally, columns)]
  const rest = [...why, ...left, ...factLines(event, tally)].flatMap((line) => wrapLine(line, columns))
  const room = MOST_ROWS - rest.length - rowsOf(last, columns)
  return [...failureLines(tally, style, { columns, rows: Math.max(room, 6) }), ...rest, last]
}

/** What was waited for when the server was lost stands below the cause (src/sync/tell/trouble.ts). */
function withoutWait(event: EventOf<'operation-completed'>): EventOf<'operation-completed'> {
  return { ...event, message: event.message.replace(/(?<=\S); waiting for [^;]*$/, '') }
}

const BREAKS_OFF: ReadonlySet<string> = new Set(['cluster', 'locked', 'lock-lost'])

/** What a run broke off for, with what to do, where the last line is too long to be read at a glance; that then says no more than it must. */
function brokenOff(
  event: EventOf<'operation-completed'>,
  style: Style,
  { whole, columns, tally }: { readonly whole: string; readonly columns: number; readonly tally: Tally },
): { readonly lines: readonly string[]; readonly last: string } {
  if (!BREAKS_OFF.has(event.reason) || rowsOf(whole, columns) === 1) return { lines: [], last: whole }
  const { hint, ...bare } = event
  return {
    lines: [
      `${style.bold('cause:')} ${joinLines(spoken(event.message))}`,
      ...(hint === undefined ? [] : [`  ${style.bold('hint:')} ${joinLines(hint)}`]),
    ],
    last: endLine(bare, tally, style),
  }
}

interface Room {
  readonly columns: number
  readonly rows: number
}

/** The failures that no line of the dry run has named: the first with all that is known, further ones as far as there is room. */
function failureLines(tally: Tally, style: Style, { columns, rows }: Room): readonly string[] {
  const failures = [...tally.failures.values()].filter(({ task }) => !tally.namedAtGate.has(task.task))
  const groups = byCause(failures)
  const lines: string[] = []
  for (const [index, group] of groups.entries()) {
    const following = groups.length - index - 1
    const room = rows - lines.length - (following > 0 ? 1 : 0)
    const drawn = (draw: typeof fullBlock, one: Group): readonly string[] =>
      draw(one, tally, style).flatMap((line) => wrapChain(line, columns))
    const next = groups.slice(index + 1, index + 1 + MOST_NAMED)
    // All that is known of one takes no other its cause.
    const causes = next.reduce((sum, one) => sum + drawn(shortBlock, one).length, 0)
    const block = [
      { lines: drawn(fullBlock, group), kept: causes },
      { lines: drawn(shortBlock, group), kept: next.length },
      { lines: drawn(nameBlock, group), kept: next.length },
    ].find((one) => index === 0 || one.lines.length <= room - one.kept)?.lines
    if (block === undefined) return [...lines, `and ${count(following + 1, 'more failure')}, told above`]
    lines.push(...block)
  }
  return lines
}

type Group = Some<TaskFailure>

/** Failures for one and the same reason are told together. */
function byCause(failures: readonly TaskFailure[]): readonly Group[] {
  return grouped(failures, (failure) => withoutOwnName(failureDetails(failure).join('\n'), failure.task.key))
}

/** What waits for one and the same thing is told together: the last link of a chain is where it begins. */
function byFirstCause(blockers: readonly Blocker[]): readonly Some<Blocker>[] {
  return grouped(blockers, ({ task, what, code, chain = [], hint }) => {
    const { what: named, state, reason } = chain.at(-1) ?? { what: '' }
    // That one is not ready is no cause of another's.
    const isCause = reason !== undefined || chain.length > 1
    return isCause ? JSON.stringify([what, code, reason ?? [named, state], hint]) : task
  })
}

function fullBlock([first, ...others]: Group, tally: Tally, style: Style): readonly string[] {
  return [
    failedLine(first, tally, style),
    ...failureDetails(first).map((line) => `  ${line.replace(/^(\w+):/, (label) => style.bold(label))}`),
    ...(others.length === 0 ? [] : [`  likewise: ${names(others.map(({ task }) => task))}`]),
    ...lookLine(first, tally),
    ...[first, ...others].flatMap((one) => endCommand(one, tally)),
  ]
}

/** A hook that was given up has not ended, and nobody ends it. */
function endCommand({ task, givenUp }: TaskFailure, tally: Tally): readonly string[] {
  const goesOn = givenUp !== undefined && task.hook && tally.present.has(task.task)
  return goesOn ? commandLine('delete', task, tally, { before: GOES_ON }) : []
}

function shortBlock([first, ...others]: Group, tally: Tally, style: Style): readonly string[] {
  const [cause = ''] = failureDetails(first)
  return [failedLine(first, tally, style), `  ${cause}${others.length === 0 ? '' : ` (and ${others.length} more)`}`]
}

function nameBlock([first, ...others]: Group, tally: Tally, style: Style): readonly string[] {
  return [`${failedLine(first, tally, style)}${others.length === 0 ? '' : ` (and ${others.length} more)`}: told above`]
}

function failedLine({ task, location }: TaskFailure, tally: Tally, style: Style): string {
  const place = location === undefined ? '' : ` [${lineText(location)}]`
  const word = tally.ended.has(task.task) ? 'ended by this run:' : 'failed:'
  return `${style.red(word)} ${taskText(task)}${place}`
}

function lookLine({ task, diagnosis }: TaskFailure, tally: Tally): readonly string[] {
  if (!tally.present.has(task.task)) return []
  const log = LOGGED.has(task.key.kind) ? logOfCause(diagnosis) : undefined
  if (log === undefined) return commandLine('describe', task, tally)
  const { key } = task
  const pod = log.pod === undefined ? key : { ...key, group: '', kind: 'Pod', name: log.pod }
  return commandLine('logs', { key: pod }, tally, log)
}

const GOES_ON = 'it goes on; '

/** Kinds whose log kubectl shows. */
const LOGGED: ReadonlySet<string> = new Set(['Job', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet'])

function lookAt({ key, code }: Blocker): KubectlVerb {
  return code !== undefined && LOG_TELLS.has(code) && LOGGED.has(key.kind) ? 'logs' : 'describe'
}

/** What is there although it should not be, and what still goes on, each with what ends or shows it. */
function leftLines(
  tally: Tally,
  columns: number,
  reason?: EventOf<'operation-completed'>['reason'],
): readonly string[] {
  const goesOn = reason === 'cluster' ? 'it may go on; ' : GOES_ON
  return [
    ...some(
      [...tally.unanswered.values()].map(({ task, message }) => [
        `not known: ${about(task, message)}`,
        ...commandLine('describe', task, tally),
      ]),
    ),
    ...some(
      [...tally.left.values()].map(({ task, message }) => [
        `left in the cluster: ${about(task, message)}`,
        ...commandLine('delete', task, tally),
      ]),
    ),
    ...some(
      byFirstCause(tally.blockers).map(([blocker, ...others]) => [
        ...waitedLines(blocker, columns),
        ...(others.length === 0 ? [] : [`  likewise: ${names(others)}`]),
        ...commandLine(lookAt(blocker), blocker, tally),
        ...[blocker, ...others].flatMap((one) =>
          one.hook && one.what === 'completion' ? commandLine('delete', one, tally, { before: goesOn }) : [],
        ),
      ]),
    ),
    ...some(
      tally.stillRunning.map((task) => [
        `still running in the cluster: ${taskText(task)}`,
        ...commandLine(task.hook ? 'delete' : 'describe', task, tally),
      ]),
    ),
  ]
}

function waitedLines(blocker: Blocker, columns: number): readonly string[] {
  const head = `waited for ${blocker.what} of ${taskText(blocker)}:`
  const why = wrapChain(`  ${joinLines(blocker.message)}`, columns).map((line) => line.replace(/^ +←/, '  ←'))
  return [head, ...why, ...(blocker.hint === undefined ? [] : [`  hint: ${joinLines(blocker.hint)}`])]
}

function some(blocks: readonly (readonly string[])[]): readonly string[] {
  const rest = blocks.length - MOST_NAMED
  return [...blocks.slice(0, MOST_NAMED).flat(), ...(rest > 0 ? [`and ${rest} more`] : [])]
}

const WHY_CALLED: Readonly<Record<KubectlVerb, string>> = { logs: 'see', describe: 'see', delete: 'to end it' }

/** A simulated cluster has nothing to look at afterwards. */
function commandLine(
  verb: KubectlVerb,
  { key }: Pick<TaskRef, 'key'>,
  { server, context, connection }: Tally,
  { before = '', container }: { readonly before?: string; readonly container?: string } = {},
): readonly string[] {
  return server === 'simulated'
    ? []
    : [`  ${before}${WHY_CALLED[verb]}: ${kubectlCommand(verb, key, { context, connection, container })}`]
}

function factLines(event: EventOf<'operation-completed'>, tally: Tally): readonly string[] {
  if (event.reason === 'gate' || event.reason === 'invalid') return []
  const phases = event.phases.map(({ phase, durationMs }) => `${phase} ${formatDuration(durationMs)}`)
  return [
    ...untouchedLines(tally),
    ...(tally.counts.size === 0 && tally.leaving.size === 0 ? [] : [`objects: ${objectsText(tally)}`]),
    ...(phases.length === 0 ? [] : [`time: ${phases.join(', ')}`]),
  ]
}

function untouchedLines(tally: Tally): readonly string[] {
  const phases = [...untouchedByPhase(tally)]
  if (phases.length === 0) return []
  const total = phases.reduce((sum, [, number]) => sum + number, 0)
  return [`not run: ${count(total, 'task')} (${phases.map(([phase, number]) => `${phase} ${number}`).join(', ')})`]
}

/** That a run before this one went without giving its lock back: it may have left its work half done. */
function lockLines({ lockTakenFrom }: Tally, columns: number): readonly string[] {
  if (lockTakenFrom === undefined) return []
  return wrapLine(`lock: taken from ${lockTakenFrom}, which did not renew it any more`, columns)
}

/** What a deletion has not deleted: its last line tells of its inventory instead. */
function keptLines(tally: Tally): readonly string[] {
  const isAll = [...tally.counts.keys()].every((word) => word === 'deleted')
  return tally.operation === 'Sync' || isAll ? [] : [`objects: ${objectsText(tally)}`]
}

/** That there is more to do, for who does not know yet that it is asked for. */
function prunableLines({ unpruned, forPruning }: Tally): readonly string[] {
  if (forPruning === 0) return []
  const which = forPruning < unpruned ? `${forPruning} of them` : forPruning === 1 ? 'it' : 'them'
  return [`${count(unpruned, 'object')} left the manifests: --prune deletes ${which}`]
}

function about(task: TaskRef, message: string): string {
  return `${taskText(task)}: ${joinLines(spoken(message))}`
}

function names(tasks: readonly TaskRef[]): string {
  const named = tasks.slice(0, MOST_NAMED).map(taskText)
  const rest = tasks.length - named.length
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
