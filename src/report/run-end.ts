// How a run ended and why: word, time, place and cause, the one answer for the last line, CI's reports, the page and traces. Pure.
import type { TaskRef } from '../plan/task-ref.ts'
import type { Blocker } from '../sync/events.ts'
import { formatDuration } from './duration.ts'
import { failureInShort, lacksRight } from './failure-facts.ts'
import type { EventOf } from './presenter.ts'
import type { Tally, TaskFailure } from './tally.ts'
import { count, endedText, joinLines, spoken } from './task-text.ts'
import { lastLink } from './wrap-lines.ts'

type Completed = EventOf<'operation-completed'>

/** How a run ended. What there is nothing to say of is ''. */
export interface RunEnd {
  /** `Failed`, `Out of time`, `Deletion succeeded`. */
  readonly word: string
  /** `by SIGINT`, `by the dry run`. */
  readonly by: string
  /** `in 1m42s`, `after 3.0s`. */
  readonly time: string
  /** `at PreSync/migrate`, `in Sync wave 0`. */
  readonly place: string
  /** The task that it is; left out: it is none. */
  readonly task?: TaskRef
  /** Why, in one line; of a success only what its message alone knows. */
  readonly cause: string
  /** What had failed before it ended for another reason. */
  readonly before: string
}

/** How the run ended, from its last event and all that was counted up to it. */
export function runEnd(event: Completed, tally: Tally): RunEnd {
  const head = { word: word(event, tally), by: endedBy(event), time: howLong(event, tally) }
  if (event.phase === 'Succeeded') return { ...head, place: '', cause: successText(event, tally), before: '' }
  const task = placeTask(event, tally)
  return {
    ...head,
    place: task === undefined ? waveText(event, tally) : `at ${placeOf(task)}`,
    ...(task === undefined ? {} : { task }),
    cause: causeText(event, tally),
    before: earlierFailure(event, tally),
  }
}

/** The end in one sentence, the same however long it took: `Failed at PreSync/migrate: exit code 3 "no such column"`. */
export function endSentence(end: RunEnd): string {
  const why = whyText(end)
  return `${endHead({ ...end, time: '' })}${why === '' ? '' : `: ${why}`}`
}

/** The end without its cause: `Failed in 1m42s at PreSync/migrate`. */
export function endHead({ word: said, by, time, place }: Omit<RunEnd, 'cause' | 'before'>): string {
  return [said, by, time, place].filter((part) => part !== '').join(' ')
}

/** The cause of an end, and what had failed before. */
export function whyText({ cause, before }: RunEnd): string {
  return [cause, before].filter((part) => part !== '').join(' · ')
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

function endedBy({ phase, reason, signal }: Completed): string {
  if (phase === 'Succeeded') return ''
  if (reason === 'interrupted') return `by ${signal ?? 'a signal'}`
  return reason === 'gate' ? 'by the dry run' : ''
}

function howLong(event: Completed, { brokenOff, limitMs = 0 }: Tally): string {
  const { reason, durationMs, at } = event
  const time = formatDuration(durationMs)
  if (reason === 'interrupted') {
    // The signal is told with its own moment; what was ended after it took its time, too.
    const since = at - (brokenOff?.at ?? at)
    const after = `after ${formatDuration(Math.max(0, durationMs - since))}`
    return since < MOMENT_MS ? after : `${after} (ended after ${time})`
  }
  // The limit counts from before the first event on, by which the whole is measured.
  if (reason === 'timeout') return `after ${formatDuration(Math.max(durationMs, limitMs))}`
  return hasFailed(event) || reason === 'gate' || reason === 'invalid' ? `in ${time}` : `after ${time}`
}

/** So soon after a signal it is told as the end, in milliseconds. */
const MOMENT_MS = 1000

/** Where it ended: at its failure; what ended it for another reason, at what was waited for. */
function placeTask({ reason }: Completed, tally: Tally): TaskRef | undefined {
  if (reason === 'completed') return ownFailures(tally)[0]?.task
  return reason === 'timeout' || reason === 'interrupted' ? waitedFor(reason, tally)[0] : undefined
}

/** The wave that ran, where no task says more. */
function waveText(event: Completed, tally: Tally): string {
  const { reason } = event
  if (reason === 'gate' || reason === 'invalid' || reason === 'locked') return ''
  const here = tally.brokenOff === undefined ? tally.here : tally.brokenOff.here
  return here === undefined ? '' : `${hasFailed(event) ? 'at' : 'in'} ${here.phase} wave ${here.wave}`
}

/** What a run that was ended from outside waited for. */
function waitedFor(reason: 'timeout' | 'interrupted', tally: Tally): readonly Blocker[] {
  return reason === 'timeout' ? tally.blockers : (tally.brokenOff?.waited ?? [])
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
  if (reason !== 'timeout' && reason !== 'interrupted') return endedText(event)
  const waited = waitedFor(reason, tally)
  const [blocker] = waited
  if (blocker === undefined) return reason === 'timeout' ? endedText(event) : ''
  const more = waited.length > 1 ? ` · ${waited.length - 1} more not ready` : ''
  return `${joinLines(lastLink(blocker.message))}${more}`
}

/** What had failed already when the run ended for another reason. */
function earlierFailure({ reason, message }: Completed, tally: Tally): string {
  const failures = ownFailures(tally)
  const [first] = failures
  if (first === undefined || reason === 'completed' || reason === 'gate' || message.includes(first.message)) return ''
  return `before that, ${placeOf(first.task)} failed: ${failureInShort(first)}${moreFailures(failures)}`
}

function moreFailures({ length }: readonly TaskFailure[]): string {
  return length > 1 ? ` · ${count(length - 1, 'more failure')}` : ''
}

/** What a deletion says of its inventory, and a run without a plan, is known to its message alone. */
function successText({ message }: Completed, { operation, planned }: Tally): string {
  return operation === 'Delete' || planned.length === 0 ? joinLines(spoken(message)) : ''
}
