// The last line of a run: how it ended, where, why, how far it came. One line, however long.
import { neutralizeCommands } from '../guard/escape.ts'
import type { Phase } from '../hook/hook.ts'
import type { Output } from '../io.ts'
import type { TaskRef } from '../plan/task-ref.ts'
import type { SyncEvent } from '../sync/events.ts'
import { formatDuration } from './duration.ts'
import { failureInShort, lacksRight } from './failure-facts.ts'
import { doneText, isUntouched, untouchedByPhase } from './how-far.ts'
import type { EventOf } from './presenter.ts'
import { createStyle } from './style.ts'
import type { Style } from './style.ts'
import type { Tally, TaskFailure } from './tally.ts'
import { count, endedText, joinLines, phasesText, spoken } from './task-text.ts'
import { lastLink } from './wrap-lines.ts'

type Completed = EventOf<'operation-completed'>

/** Gives an output the last line of a run that did not succeed, for where it cannot be written there any more. */
export function giveEnding(output: Pick<Output, 'ending'>, event: SyncEvent, tally: Tally): void {
  if (event.type !== 'operation-completed' || event.phase === 'Succeeded') return
  output.ending?.(neutralizeCommands(endLine(event, tally, createStyle('plain'))))
}

const UNWRITTEN = 'nothing was written'

/** `Failed in 1m42s at PreSync/migrate: exit code 3 "no such column" · 2 of 31 done · nothing of Sync was touched` */
export function endLine(event: Completed, tally: Tally, style: Style): string {
  const succeeded = event.phase === 'Succeeded'
  const mark = succeeded ? style.green : style.red
  const dryRun = tally.dryRun === 'none' || wroteNothing(event) ? '' : ` (${tally.dryRun} dry run, ${UNWRITTEN})`
  const head = `${style.bold(mark(word(event, tally)))} ${howLong(event, tally)}${succeeded ? '' : placeText(event, tally)}${dryRun}`
  const [first, ...facts] = succeeded ? successFacts(event, tally) : failureFacts(event, tally)
  return [`${head}${first === '' || first === undefined ? '' : `: ${first}`}`, ...facts].join(' · ')
}

const WORDS: Readonly<Record<Completed['reason'], string>> = {
  completed: 'Failed',
  gate: 'Refused',
  invalid: 'Refused',
  timeout: 'Out of time',
  interrupted: 'Interrupted',
  locked: 'Locked',
  'lock-lost': 'Lost the lock',
  cluster: 'Lost the cluster',
}

function word(event: Completed, { operation, planned }: Tally): string {
  const deletion = operation === 'Delete'
  if (event.phase === 'Succeeded') return deletion ? 'Deletion succeeded' : 'Succeeded'
  // Without a plan it was never had.
  if (event.reason === 'cluster' && planned.length === 0 && !hasFailed(event)) return 'Cluster not usable'
  const said = hasFailed(event) ? WORDS.completed : WORDS[event.reason]
  return deletion ? `Deletion ${said.toLowerCase()}` : said
}

/** Whether it went on to its end and failed, or at what the API server does not allow: nothing went away then. */
function hasFailed({ reason, message }: Completed): boolean {
  return reason === 'completed' || (reason === 'cluster' && lacksRight(message))
}

function howLong(event: Completed, { brokenOff }: Tally): string {
  const { reason, signal, durationMs, at } = event
  const time = formatDuration(durationMs)
  if (reason === 'interrupted') {
    // The signal is told with its own moment: what came after it took its time, too.
    const after = formatDuration(Math.max(0, durationMs - (at - (brokenOff?.at ?? at))))
    return `by ${signal ?? 'a signal'} after ${after}`
  }
  if (reason === 'gate') return `by the dry run in ${time}`
  return hasFailed(event) || reason === 'invalid' ? `in ${time}` : `after ${time}`
}

/** Where it ended: at its failure; what ended it for another reason, at what was waited for or in the wave that ran. */
function placeText(event: Completed, tally: Tally): string {
  const { reason } = event
  if (reason === 'gate' || reason === 'invalid' || reason === 'locked') return ''
  const [first] = ownFailures(tally)
  const task = reason === 'completed' ? first?.task : reason === 'timeout' ? tally.blockers[0] : undefined
  if (task !== undefined) return ` at ${placeOf(task)}`
  const here = tally.brokenOff === undefined ? tally.here : tally.brokenOff.here
  return here === undefined ? '' : ` ${hasFailed(event) ? 'at' : 'in'} ${here.phase} wave ${here.wave}`
}

function placeOf({ phase, key }: TaskRef): string {
  return `${phase}/${key.name}`
}

/** What ends a run by a signal is no failure of its own. */
function ownFailures(tally: Tally): readonly TaskFailure[] {
  return [...tally.failures.values()].filter(({ task }) => !tally.ended.has(task.task))
}

function causeText(event: Completed, tally: Tally): string {
  const { reason } = event
  const failures = ownFailures(tally)
  const [first] = failures
  // Why each is refused stands right above.
  if (reason === 'gate' && first !== undefined) {
    return `${failures.length} of ${count(Math.max(tally.planned.length, failures.length), 'manifest')}`
  }
  if (reason === 'completed' && first !== undefined) return `${failureInShort(first)}${moreFailures(failures)}`
  const [blocker] = tally.blockers
  if (reason === 'timeout' && blocker !== undefined) {
    const more = tally.blockers.length > 1 ? ` · ${tally.blockers.length - 1} more not ready` : ''
    return `${joinLines(lastLink(blocker.message))}${more}`
  }
  return reason === 'interrupted' ? '' : endedText(event)
}

/** What had failed already when the run ended for another reason. */
function earlierFailure({ reason, message }: Completed, tally: Tally): readonly string[] {
  const failures = ownFailures(tally)
  const [first] = failures
  if (first === undefined || reason === 'completed' || message.includes(first.message)) return []
  return [`before it failed ${placeOf(first.task)}: ${failureInShort(first)}${moreFailures(failures)}`]
}

function moreFailures({ length }: readonly TaskFailure[]): string {
  return length > 1 ? ` · ${count(length - 1, 'more failure')}` : ''
}

function successFacts({ message, phases }: Completed, tally: Tally): readonly string[] {
  // What a deletion says of its inventory is known to its message alone.
  if (tally.operation === 'Delete' || tally.planned.length === 0) return [joinLines(spoken(message))]
  const times = phases.map(({ phase, durationMs }) => `${phase} ${formatDuration(durationMs)}`)
  return [objectsText(tally), ...(tally.dryRun === 'none' && times.length > 1 ? [times.join(', ')] : [])]
}

/** The cause first, or '' where there is none to tell. */
function failureFacts(event: Completed, tally: Tally): readonly string[] {
  const cause = causeText(event, tally)
  const said = endedText(event)
  // What a deletion says of its inventory is known to its message alone.
  const isTold = said === cause || event.reason === 'timeout' || event.reason === 'interrupted'
  const deletion = tally.operation === 'Delete' && !isTold ? [said] : []
  if (isUntouched(tally) || wroteNothing(event)) {
    const isSaid = cause.includes(UNWRITTEN) || deletion.length > 0 || (tally.dryRun !== 'none' && !wroteNothing(event))
    return [cause, ...deletion, ...(isSaid ? [] : [UNWRITTEN])]
  }
  const planned = new Map<Phase, number>()
  for (const { phase } of tally.planned) planned.set(phase, (planned.get(phase) ?? 0) + 1)
  const far = doneText(tally)
  const whole = [...untouchedByPhase(tally)].filter(([phase, number]) => planned.get(phase) === number)
  return [
    cause,
    ...earlierFailure(event, tally),
    ...(far === '' ? [] : [far]),
    ...(whole.length === 0 ? [] : [`nothing of ${phasesText(whole.map(([phase]) => phase))} was touched`]),
    ...deletion,
  ]
}

/** Whether it ended before its first write, whatever was planned. */
function wroteNothing({ reason }: Completed): boolean {
  return reason === 'gate' || reason === 'invalid'
}

/** `12 created, 1 deleted`: what became of the objects; of a dry run what would. */
export function objectsText(tally: Tally): string {
  const parts = [...tally.counts].map(([named, number]) => `${number} ${named}`)
  if (tally.leaving.size > 0) parts.push(`${tally.leaving.size} asked to go, and still there`)
  if (tally.fieldsTaken > 0) parts.push(`${count(tally.fieldsTaken, 'field')} taken from other managers`)
  if (parts.length === 0) return 'nothing to do'
  return `${tally.dryRun === 'none' ? '' : 'would be '}${parts.join(', ')}`
}
