// `kubectl hooksync plan`: read → check → connect → preview → tell → exit code. Wiring only.
import { randomBytes } from 'node:crypto'
import { EXIT_CODES } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { Io } from '../../io.ts'
import { clusterId } from '../../preview/cluster-id.ts'
import { mapTree } from '../../plan/plan-tree.ts'
import { preview } from '../../preview/preview.ts'
import type { Preview, Previewed } from '../../preview/preview.ts'
import { previewDeletion } from '../../preview/preview-deletion.ts'
import { savePlan } from '../../preview/saved-plan.ts'
import { changesSomething } from '../../preview/tally.ts'
import { NO_DELETE_HOOKS } from '../../report/deletion-text.ts'
import { drawDot } from '../../report/graph/dot.ts'
import { drawMermaid } from '../../report/graph/mermaid.ts'
import { planJson } from '../../report/plan/plan-json.ts'
import { planText } from '../../report/plan/plan-text.ts'
import { tellPlanStory } from '../../report/plan/plan-story.ts'
import { createStyle, styleKind } from '../../report/style.ts'
import { numberEvents } from '../../sync/number-events.ts'
import { plannedTask } from '../../sync/prepare.ts'
import { exitCodeOf } from '../../sync/summary.ts'
import type { SyncOptions } from '../../sync/sync-options.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { readPlanFlags } from '../flags/plan-flags.ts'
import type { PlanFlags } from '../flags/plan-flags.ts'
import { withApp } from '../app-options.ts'
import { makeDeletion } from '../make-deletion.ts'
import { refuseSyncFlags } from '../flags/delete-flags.ts'
import { tellInvalid } from '../invalid-input.ts'
import { judgingBy, NO_RULES, oddBeside, ownHealthOn, readOwnHealth, withoutCluster } from '../own-health/own-health.ts'
import type { FoundHealth } from '../own-health/own-health.ts'
import { offlineWorld } from '../offline-world.ts'
import { placingFields } from '../place-fields.ts'
import { isError, readInput } from '../read-input.ts'
import type { Input } from '../read-input.ts'
import { REAL_WORLD } from '../run-context.ts'
import type { Connection, CommandWorld } from '../run-context.ts'
import { syncOptions } from '../sync-command.ts'
import { withSettings } from '../settings/with-settings.ts'
import { withinTime } from '../time-limit.ts'
import { untilAnswered, withConnection } from '../with-connection.ts'

/** Tells what a sync would do, and writes nothing; with --detailed-exitcode 2 says that there is something. */
export async function runPlan(values: FlagValues, io: Io, outside: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  refuseSyncFlags(values)
  return withSettings(values, { io, world: outside }, (settled) => planSettled(settled.values, io, outside))
}

async function planSettled(values: FlagValues, io: Io, outside: CommandWorld): Promise<ExitCode> {
  const flags = readPlanFlags(values)
  const { operation } = flags.sync
  const startedAt = outside.clock.now()
  return withinTime(io, operation.timeoutMs, async (limited) => {
    const found = flags.deletion === undefined ? await readOwnHealth(flags.sync.ownHealth, limited) : NO_RULES
    const own = flags.mode === 'offline' ? withoutCluster(found, OFFLINE) : found
    const read = await readInput(flags.sync.source, operation.policy, limited)
    const odd = await oddBeside(own, read, { files: flags.sync.source.files, cwd: io.cwd })
    const input = { ...read, diagnostics: [...read.diagnostics, ...own.diagnostics, ...odd] }
    if (input.diagnostics.some(isError)) return tellInvalid(input, flags.sync.output, io, outside)
    return planInput({ flags, input, own, io, limited, startedAt }, outside)
  })
}

const OFFLINE = { why: '--offline asks no cluster', hint: 'write --health-from FILE, or leave --offline out' }

interface Request {
  readonly flags: PlanFlags
  readonly input: Input
  readonly own: FoundHealth
  readonly io: Io
  /** Ends with --timeout, too. */
  readonly limited: Io
  readonly startedAt: number
}

async function planInput(request: Request, outside: CommandWorld): Promise<ExitCode> {
  const { flags, input, limited } = request
  const world = flags.mode === 'offline' ? offlineWorld(input.manifests, outside) : outside
  const { connection: connectionFlags, source } = flags.sync
  const readsStdin = source.files.includes('-')
  return withConnection({ world, flags: connectionFlags, io: limited, readsStdin }, async (connection) => {
    const sync = judgingBy(flags.sync, await ownHealthOn(request.own, { connection, world, io: limited }))
    return planOn({ ...request, flags: { ...flags, sync }, world, connection })
  })
}

interface Planning extends Request {
  readonly world: CommandWorld
  readonly connection: Connection
}

async function planOn(planning: Planning): Promise<ExitCode> {
  const { flags, input, io, world, startedAt, connection } = planning
  const { color } = flags.sync.output
  const story = { output: io.stderr, style: createStyle(styleKind(color, io.stderr, io.env)), redact: io.guard.mask }
  const { manifests, unselected } = input
  const where = { cluster: connection.cluster, clock: world.clock, trouble: () => connection.trouble?.() }
  const emit = numberEvents(tellPlanStory(story))
  for (const diagnostic of input.diagnostics) emit({ type: 'diagnostic', diagnostic, at: world.clock.now() })
  if (flags.deletion !== undefined) {
    const request = { ...planning, flags: { sync: flags.sync, choices: flags.deletion } }
    const making = makeDeletion(connection, request)
    const { options, prepared } = await untilAnswered(making, planning.limited.signal, {
      connection,
      clock: world.clock,
    })
    if (prepared.isDue && manifests.length === 0) tellPeople(io.stderr, io.guard, NO_DELETE_HOOKS)
    const made = await placingFields(input.sources, emit, async (placing) =>
      previewDeletion(manifests, where, options, { prepared, unselected, emit: placing }),
    )
    return tellPlan(made, options, planning)
  }
  const plain = syncOptions(flags.sync, input, { connection, clock: where.clock, startedAt, signal: io.signal })
  const options = flags.mode === 'offline' ? plain : await withInventory(plain, planning)
  const made = await placingFields(input.sources, emit, async (placing) =>
    preview(manifests, where, options, { mode: flags.mode, unselected, emit: placing }),
  )
  return tellPlan(made, options, planning)
}

async function tellPlan(
  { summary, preview: made }: Previewed,
  options: SyncOptions,
  planning: Planning,
): Promise<ExitCode> {
  const { flags, io } = planning
  if (made === undefined) return exitCodeOf(summary)
  io.stdout.write(await drawn(made, options, planning))
  return flags.exitCode === 'detailed' && changesSomething(made) ? EXIT_CODES.changed : EXIT_CODES.succeeded
}

/** The options with what the application owns, which only a cluster knows. */
async function withInventory(plain: SyncOptions, planning: Planning): Promise<SyncOptions> {
  const { flags, limited, connection } = planning
  const reading = withApp(plain, flags.sync, { cluster: connection.cluster, io: limited })
  return (await untilAnswered(reading, limited.signal, { connection, clock: planning.world.clock })).options
}

async function drawn(made: Preview, options: SyncOptions, planning: Planning): Promise<string> {
  const { flags, io, limited, connection } = planning
  const redact = io.guard.mask
  const { color, detail } = flags.sync.output
  const { server, context } = options
  if (flags.format === 'json') {
    const { revision } = flags.sync.operation
    const salt = randomBytes(16).toString('base64')
    const id = (): ReturnType<typeof clusterId> =>
      untilAnswered(clusterId(connection.cluster), limited.signal, { connection, clock: planning.world.clock })
    const cluster = flags.mode === 'offline' ? null : { server: server ?? null, id: await id() }
    return planJson(savePlan(made, { options, revision, cluster, salt }), redact)
  }
  if (flags.format === 'mermaid' || flags.format === 'dot') {
    const plan = mapTree(made.phases, ({ task, name }) => plannedTask({ ...task, key: { ...task.key, name } }))
    const changes = new Map(made.tasks.map(({ task, action }) => [task.id, action]))
    return (flags.format === 'dot' ? drawDot : drawMermaid)(plan, flags.mode === 'offline' ? undefined : changes)
  }
  const style = createStyle(styleKind(color, io.stdout, io.env))
  return planText(made, { style, detail, redact, server, context })
}
