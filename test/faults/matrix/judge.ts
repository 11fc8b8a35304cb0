// Whether a run under a fault was good. Pure: what was seen goes in, what is wrong with it comes out.
import { EXIT_CODES } from '../../../src/errors.ts'
import type { SyncEvent } from '../../../src/sync/events.ts'
import { present } from '../../report/present-plain.ts'
import type { SeenJob } from './eyes.ts'
import type { Cell } from './rows.ts'
import { ALARM, DELETE_HOOKS, HOOKS } from './workload.ts'

/** What was seen of one run. */
export interface Seen {
  readonly cell: Cell
  readonly exitCode: number | undefined
  readonly events: readonly SyncEvent[]
  readonly stderr: string
  /** From the first event to the process's end. */
  readonly milliseconds: number
  readonly timeoutMs: number
  /** The names of the Jobs that the API server has created for it, by its audit log. */
  readonly created: readonly string[]
  /** The Jobs that came into being meanwhile, as they were when it ended. */
  readonly jobs: readonly SeenJob[]
  /** Whether the relay has misbehaved at all. */
  readonly struck: boolean
  /** How the state after it differs from the undisturbed one. */
  readonly left: readonly string[]
  /** The exit code of a plain run after it, and how the state differs then. */
  readonly after: { readonly exitCode: number | undefined; readonly left: readonly string[]; readonly text: string }
}

/** What is wrong with a cell whose moment never came. */
export const NEVER_HAPPENED = 'the fault never happened'

/** How long a run may live beyond its `--timeout`, in milliseconds. */
const BEYOND_MS = 2000

// The witness hears of a Job's end over a connection of its own.
const WITNESS_LAG_MS = 300

/** What is wrong; empty: the cell is good. */
export function judge(seen: Seen): readonly string[] {
  const end = endOf(seen)
  return [
    ...(seen.struck ? [] : [NEVER_HAPPENED]),
    ...endFaults(seen, end),
    ...hookFaults(seen),
    ...earlyFaults(seen),
    ...(seen.exitCode === 0 ? [] : unnamed(seen, end)),
    ...(seen.milliseconds <= seen.timeoutMs + BEYOND_MS
      ? []
      : [`lived for ${seen.milliseconds} ms with --timeout ${seen.timeoutMs} ms`]),
    ...(seen.after.exitCode === 0 ? [] : [`a plain re-run ends with ${seen.after.exitCode}: ${seen.after.text}`]),
    ...seen.after.left.map((text) => `after a plain re-run ${text}`),
  ]
}

/** The end of what a person reads: from where no more is begun. */
function endOf({ cell, events, stderr }: Seen): string {
  // What is deleted is looked for before the deletion begins.
  if (cell.run === 'delete' && events.length === 0) return stderr
  const text = present(events)
  const from = text.search(
    // What the gate refuses is said where it refuses, and not once more below.
    /^.*(?:no further work is started|Dry run: .* nothing is written| failed: )/m,
  )
  return from === -1 ? text : text.slice(from)
}

function endFaults({ cell, exitCode, left, stderr }: Seen, end: string): readonly string[] {
  const { says } = cell.trouble
  const exits = (isStart(cell) ? cell.trouble.startExits : undefined) ?? cell.trouble.exits ?? []
  if (exitCode === 0) {
    // What a policy could not delete stays, and is told.
    const isTold = cell.moment.name === 'policy delete' && exits.length > 0 && end.includes('notify')
    const wrong = isTold ? left.filter((text) => !text.startsWith('jobs notify')) : left
    return wrong.map((text) => `exit 0, but ${text}`)
  }
  if (exitCode === undefined || !exits.includes(exitCode)) return [`exit ${exitCode}: ${headline(end)}${stderr}`]
  const said = exitCode === EXIT_CODES.timeout ? /out of time/ : says
  return said === undefined || said.test(end) ? [] : [`exit ${exitCode}, and the message is: ${headline(end)}`]
}

/** Nothing has been answered yet. */
function isStart({ moment, run }: Cell): boolean {
  return moment.name === 'discovery' || (moment.name === 'members' && run === 'delete')
}

function hooksOf({ run }: Cell): readonly string[] {
  return run === 'delete' ? DELETE_HOOKS : HOOKS
}

function hookFaults({ cell, exitCode, created, jobs }: Seen): readonly string[] {
  return [...hooksOf(cell), ALARM].flatMap((name) => {
    const creates = created.filter((one) => one === name).length
    const made = jobs.filter((job) => job.name === name).length
    const most = Math.max(creates, made)
    if (most > 1) return [`${name} was created ${most} times`]
    if (name === ALARM) return exitCode === 0 && most === 1 ? ['alarm ran although the sync succeeded'] : []
    return exitCode === 0 && most === 0 ? [`exit 0, but ${name} was never created`] : []
  })
}

/** What was told or begun before the Jobs that it depends on were complete. */
function earlyFaults({ cell, events, jobs, exitCode }: Seen): readonly string[] {
  const told = events.flatMap((event) => {
    if (event.type !== 'task-completed' || event.outcome !== 'Succeeded' || event.key.kind !== 'Job') return []
    if (event.phase === 'Delete' || event.task.startsWith('prune ')) return []
    const completeAt = jobs.find(({ name }) => name === event.key.name)?.completeAt
    if (completeAt !== undefined && completeAt - WITNESS_LAG_MS <= event.at) return []
    return [`${event.key.name} was called a success ${completeAt === undefined ? 'and never was one' : 'too early'}`]
  })
  const unfinished = jobs.filter(({ name, completeAt }) => hooksOf(cell).includes(name) && completeAt === undefined)
  const names = unfinished.map(({ name }) => name).join(', ')
  return [
    ...told,
    ...(exitCode === 0 && unfinished.length > 0 ? [`exit 0 before ${names} was complete`] : []),
    ...(jobs.some(({ name }) => name === ALARM) && unfinished.length > 0 ? [`SyncFail ran beside ${names}`] : []),
  ]
}

/** Jobs of this run that may still run, and are not told of at its end. */
function unnamed({ jobs }: Seen, end: string): readonly string[] {
  return jobs
    .filter(({ name, completeAt, gone }) => name !== ALARM && completeAt === undefined && !gone)
    .filter(({ name }) => !end.includes(`/${name}`))
    .map(({ name }) => `at the end nothing says that ${name} may still run`)
}

function headline(end: string): string {
  return (end.split('\n').find((line) => /(?:Sync|Delete) /.test(line)) ?? end.slice(0, 200)).trim()
}
