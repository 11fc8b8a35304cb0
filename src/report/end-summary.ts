// The summary at the end of a run: how it ended, what failed and why, what was done, how long each phase took.
import type { TaskRef } from '../plan/task-ref.ts'
import { formatDuration } from './duration.ts'
import type { EventOf } from './presenter.ts'
import type { Style } from './style.ts'
import type { Tally } from './tally.ts'
import { untouchedByPhase } from './tally.ts'
import { count, lineText, joinLines, spoken, taskText } from './task-text.ts'

/** The lines of the summary; the first says how it ended. */
export function endSummary(event: EventOf<'operation-completed'>, tally: Tally, style: Style): readonly string[] {
  const succeeded = event.phase === 'Succeeded'
  const phases = event.phases.map(({ phase, durationMs }) => `${phase} ${formatDuration(durationMs)}`)
  return [
    headline(event, tally, style),
    ...(succeeded ? [] : failureLines(tally, style)),
    ...[...tally.unanswered.values()].map(({ task, message }) => `  not known: ${about(task, message)}`),
    ...[...tally.left.values()].map(({ task, message }) => `  left in the cluster: ${about(task, message)}`),
    ...tally.blockers.map((blocker) => `  waited for ${blocker.what} of ${about(blocker, blocker.message)}`),
    ...runningLines(tally.stillRunning),
    ...(succeeded ? [] : untouchedLines(tally)),
    `  ${tally.dryRun === 'none' ? 'done' : 'would be done'}: ${doneText(tally)}`,
    ...(succeeded ? leftLines(tally) : []),
    ...(event.phases.length === 0 ? [] : [`  time: ${phases.join(', ')}`]),
  ]
}

const UNWRITTEN = 'nothing was written'

const WHY_ENDED: Readonly<Record<EventOf<'operation-completed'>['reason'], string>> = {
  completed: '',
  gate: `stopped by the dry run, ${UNWRITTEN}`,
  invalid: UNWRITTEN,
  timeout: 'out of time',
  interrupted: 'interrupted',
  locked: 'another run has the lock',
  'lock-lost': 'the lock was lost',
  cluster: 'the cluster could not be used',
}

function headline(event: EventOf<'operation-completed'>, tally: Tally, style: Style): string {
  const why = WHY_ENDED[event.reason]
  const unwritten = why.includes(UNWRITTEN) ? '' : `, ${UNWRITTEN}`
  const dryRun = tally.dryRun === 'none' ? '' : ` (${tally.dryRun} dry run${unwritten})`
  const signal = event.signal === undefined ? '' : ` by ${event.signal}`
  const ended = why === '' ? '' : `, ${why}${signal}`
  const mark = event.phase === 'Succeeded' ? style.green : style.red
  const head = style.bold(mark(`${tally.operation} ${event.phase}`))
  return `${head} after ${formatDuration(event.durationMs)}${ended}${dryRun}: ${joinLines(spoken(event.message))}`
}

function failureLines(tally: Tally, style: Style): readonly string[] {
  const unnamed = [...tally.failures].filter(([id]) => !tally.namedAtGate.has(id))
  return unnamed.flatMap(([, { task, message, location }]) => {
    const place = location === undefined ? '' : `${lineText(location)} `
    const [first, ...more] = message.split('\n')
    return [`  ${style.red('failed:')} ${place}${taskText(task)}: ${first}`, ...more.map((line) => `          ${line}`)]
  })
}

function about(task: TaskRef, message: string): string {
  return `${taskText(task)}: ${joinLines(message)}`
}

function runningLines(tasks: readonly TaskRef[]): readonly string[] {
  return tasks.map((task) => `  still running in the cluster: ${taskText(task)}`)
}

/** That there is more to do, for who does not know yet that it is asked for. */
function leftLines({ unpruned, forPruning }: Tally): readonly string[] {
  if (forPruning === 0) return []
  const which = forPruning < unpruned ? `${forPruning} of them` : forPruning === 1 ? 'it' : 'them'
  return [`  ${count(unpruned, 'object')} left the manifests: --prune deletes ${which}`]
}

function untouchedLines(tally: Tally): readonly string[] {
  const phases = [...untouchedByPhase(tally)]
  if (phases.length === 0) return []
  const total = phases.reduce((sum, [, number]) => sum + number, 0)
  return [`  not run: ${count(total, 'task')} (${phases.map(([phase, number]) => `${phase} ${number}`).join(', ')})`]
}

function doneText(tally: Tally): string {
  const parts = [...tally.counts].map(([word, number]) => `${number} ${word}`)
  if (tally.leaving.size > 0) parts.push(`${tally.leaving.size} asked to go, and still there`)
  if (tally.fieldsTaken > 0) parts.push(`${count(tally.fieldsTaken, 'field')} taken from other managers`)
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
