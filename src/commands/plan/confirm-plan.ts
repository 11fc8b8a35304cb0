// `--confirm`: shows what a sync would do and asks on the terminal; what is run then is that plan. Writes nothing to the cluster.
import { randomBytes } from 'node:crypto'
import { EXIT_CODES, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { Io } from '../../io.ts'
import { clusterId } from '../../preview/cluster-id.ts'
import type { SavedPlan } from '../../preview/plan-shape.ts'
import { preview } from '../../preview/preview.ts'
import type { Preview } from '../../preview/preview.ts'
import { savePlan } from '../../preview/saved-plan.ts'
import { changesSomething } from '../../preview/tally.ts'
import { planText } from '../../report/plan/plan-text.ts'
import { tellPlanStory } from '../../report/plan/plan-story.ts'
import { createStyle, styleKind } from '../../report/style.ts'
import { numberEvents } from '../../sync/number-events.ts'
import type { End } from '../../sync/end.ts'
import { endOf, exitCodeOf } from '../../sync/summary.ts'
import type { SyncOptions } from '../../sync/sync-options.ts'
import { ask, canAsk } from '../ask.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import type { SyncFlags } from '../flags/sync-flags.ts'
import { placingFields } from '../place-fields.ts'
import { confirmed, waitingForYes } from './confirm-prune.ts'
import type { Confirming } from './confirm-prune.ts'
import { untilAnswered } from '../with-connection.ts'

/** Whether it is asked for; refused where nobody could answer, and where there is nothing to answer to. */
export function asksFirst(values: FlagValues, io: Io, { source, operation }: SyncFlags): boolean {
  if (values.switch('confirm') !== true) return false
  if (values.value('plan') !== undefined) {
    throw new UsageError('--confirm cannot be used with --plan', 'a plan that is run was looked at before')
  }
  if (operation.dryRun !== 'none') throw new UsageError('--confirm cannot be used with --dry-run', 'write one of them')
  if (canAsk(io, source.files.includes('-'))) return true
  const hint =
    'write the plan with kubectl hooksync plan -o json > plan.json, look at it, and run it with --plan plan.json'
  throw new UsageError('--confirm needs a terminal on standard input', hint)
}

/** What came of the question: the plan that is to be run, or how the command ends. */
export type Answer = { readonly plan: SavedPlan } | { readonly end: End; readonly exitCode: ExitCode }

/** Shows the plan and asks. */
export async function confirmPlan(confirming: Confirming, given: SyncOptions): Promise<Answer> {
  const { flags, input, connection, clock, io } = confirming
  const options = confirmed(given)
  const style = createStyle(styleKind(flags.output.color, io.stderr, io.env))
  const redact = io.guard.mask
  const emit = numberEvents(tellPlanStory({ output: io.stderr, style, redact }))
  const where = { cluster: connection.cluster, clock }
  const { manifests, unselected } = input
  const made = await placingFields(input.sources, emit, async (placing) =>
    preview(manifests, where, options, { mode: 'live', unselected, emit: placing, limit: 'refuses' }),
  )
  if (made.preview === undefined) return { end: endOf(made.summary), exitCode: exitCodeOf(made.summary) }
  const { detail } = flags.output
  const { server, context } = options
  io.stderr.write(planText(made.preview, { style, detail, redact, server, context }))
  if (!changesSomething(made.preview)) return notRun('nothing to do: nothing would change', io)
  if (!(await ask(io, question(made.preview, options)))) return notRun('not run: nothing was touched', io)
  const id = await untilAnswered(clusterId(connection.cluster), io.signal, { connection, clock })
  const { revision } = flags.operation
  const salt = randomBytes(16).toString('base64')
  return { plan: savePlan(made.preview, { options, revision, cluster: { server: server ?? null, id }, salt }) }
}

function notRun(message: string, io: Io): Answer {
  tellPeople(io.stderr, io.guard, message)
  return { end: { phase: 'Succeeded', message, reason: 'completed' }, exitCode: EXIT_CODES.succeeded }
}

function question(made: Preview, options: SyncOptions): string {
  const waiting = waitingForYes(made, options)
  return waiting === undefined ? 'run it?' : `it prunes ${waiting}\nrun it?`
}
