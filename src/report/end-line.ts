// The last line of a run: how it ended, where, why, how far it came. One line, however long.
import { neutralizeCommands } from '../guard/escape.ts'
import type { Phase } from '../hook/hook.ts'
import type { Output } from '../io.ts'
import type { SyncEvent } from '../sync/events.ts'
import { formatDuration } from './duration.ts'
import { doneText, isUntouched, untouchedByPhase } from './how-far.ts'
import type { EventOf } from './presenter.ts'
import { createStyle } from './style.ts'
import type { Style } from './style.ts'
import { endHead, runEnd } from './run-end.ts'
import type { RunEnd } from './run-end.ts'
import type { Tally } from './tally.ts'
import { count, endedText, phasesText } from './task-text.ts'

type Completed = EventOf<'operation-completed'>

/** Gives an output the last line of a run that did not succeed, for where it cannot be written there any more. */
export function giveEnding(output: Pick<Output, 'ending'>, event: SyncEvent, tally: Tally): void {
  if (event.type !== 'operation-completed' || event.phase === 'Succeeded') return
  output.ending?.(neutralizeCommands(endLine(event, tally, createStyle('plain'))))
}

const UNWRITTEN = 'nothing was written'

/** `Failed in 1m42s at PreSync/migrate: exit code 3 "no such column" · 2 of 31 done · nothing of Sync was touched` */
export function endLine(event: Completed, tally: Tally, style: Style): string {
  const end = runEnd(event, tally)
  const { word, ...rest } = end
  const succeeded = event.phase === 'Succeeded'
  const mark = succeeded ? style.green : style.red
  const dryRun = tally.dryRun === 'none' || wroteNothing(event) ? '' : ` (${tally.dryRun} dry run, ${UNWRITTEN})`
  const head = `${endHead({ ...rest, word: style.bold(mark(word)) })}${dryRun}`
  const [first, ...facts] = succeeded ? successFacts(event, tally, end) : failureFacts(event, tally, end)
  return [`${head}${first === '' || first === undefined ? '' : `: ${first}`}`, ...facts].join(' · ')
}

function successFacts({ phases }: Completed, tally: Tally, { cause }: RunEnd): readonly string[] {
  if (cause !== '') return [cause]
  const times = phases.map(({ phase, durationMs }) => `${phase} ${formatDuration(durationMs)}`)
  return [objectsText(tally), ...(tally.dryRun === 'none' && times.length > 1 ? [times.join(', ')] : [])]
}

/** The cause first, or '' where there is none to tell. */
function failureFacts(event: Completed, tally: Tally, { cause, before }: RunEnd): readonly string[] {
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
  const saysSo = deletion.length > 0 && whole.some(([phase]) => phase === 'Delete')
  return [
    cause,
    ...(before === '' ? [] : [before]),
    ...(far === '' ? [] : [far]),
    ...(whole.length === 0 || saysSo ? [] : [`nothing of ${phasesText(whole.map(([phase]) => phase))} was touched`]),
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
