// One explored fault as short texts for the cells of a table. No widths, no colours.
import type { Explored } from '../../rehearse/explore/explore.ts'
import type { LeftHook, LeftState } from '../../rehearse/explore/left-hooks.ts'
import type { Verdict } from '../../rehearse/explore/verdict.ts'
import { formatFault, formatTarget } from '../../rehearse/fault.ts'
import type { Fault } from '../../rehearse/fault.ts'
import type { EndReason } from '../../sync/events.ts'
import { formatDuration } from '../duration.ts'

/** The cells of a row beside the fault, in the order of the columns. */
export const CELLS = ['OUTCOME', 'AFTER', 'WRITTEN', 'SYNC', 'SYNCFAIL', 'HOOKS LEFT'] as const

/** The texts of the cells. */
export function cellsOf(verdict: Verdict): readonly string[] {
  const { written, left } = verdict
  return [
    outcomeText(verdict),
    formatDuration(verdict.durationMs),
    writtenText(written),
    left.sync.planned === 0 ? '-' : `${left.sync.applied}/${left.sync.planned}`,
    SYNC_FAIL[verdict.syncFail],
    leftText(left.hooks),
  ]
}

/** `--reject Deployment/api="denied"`: what rehearses it alone. */
export function faultText({ fault }: Pick<Explored, 'fault'>): string {
  return formatFault(fault)
}

/** The objects that a row stands for beside its own. */
export function alikeText(alike: readonly Fault[]): string {
  const names = alike.flatMap((fault) => ('target' in fault ? [formatTarget(fault.target)] : []))
  return `and alike: ${names.join(', ')}`
}

const ENDS: Readonly<Record<EndReason, string>> = {
  completed: 'failed',
  gate: 'refused',
  invalid: 'invalid',
  timeout: 'out of time',
  interrupted: 'interrupted',
  locked: 'locked',
  'lock-lost': 'lock lost',
  cluster: 'no server',
}

/** `failed (1)` */
export function outcomeText({ phase, reason, exitCode }: Verdict): string {
  return `${phase === 'Succeeded' ? 'succeeds' : ENDS[reason]} (${exitCode})`
}

/** `12 new, 1 changed` */
export function writtenText({ created, changed, deleted }: Verdict['written']): string {
  return numbersText({ new: created, changed, deleted }) ?? 'nothing'
}

/** Those that are not 0; undefined: all are. */
function numbersText(numbers: Readonly<Record<string, number>>): string | undefined {
  const told = Object.entries(numbers).flatMap(([word, number]) => (number > 0 ? `${number} ${word}` : []))
  return told.length === 0 ? undefined : told.join(', ')
}

const SYNC_FAIL: Readonly<Record<Verdict['syncFail'], string>> = {
  'none defined': 'none',
  'not needed': '-',
  'not run': 'not run',
  ran: 'ran',
  failed: 'failed',
  unfinished: 'unfinished',
}

/** In the order in which they are told. */
const LEFT: Readonly<Record<LeftState, string>> = {
  running: 'running',
  unready: 'not ready',
  failed: 'failed',
  done: 'done',
  going: 'on its way out',
}

function leftText(hooks: readonly LeftHook[]): string {
  const states = Object.entries(LEFT).map(
    ([state, word]) => [word, hooks.filter((hook) => hook.state === state).length] as const,
  )
  return numbersText(Object.fromEntries(states)) ?? 'none'
}
