// The command that runs when none is named: read → check → connect → sync → tell → exit code. Wiring only.
import type { Clock } from '../cluster/port.ts'
import { EXIT_CODES } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { holderName } from '../inventory/holder.ts'
import { createLock, lockNameOf, NO_LOCK } from '../inventory/lock.ts'
import { endOther } from '../inventory/lock-remedy.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { Lock } from '../inventory/lock.ts'
import { ownedSync } from '../inventory/owned-sync.ts'
import type { TellOfLock } from '../inventory/take-lease.ts'
import { appText } from '../plan/app-mark.ts'
import { formatDuration } from '../report/duration.ts'
import type { SavedPlan } from '../preview/plan-shape.ts'
import type { End } from '../sync/end.ts'
import type { TimedEvent } from '../sync/events.ts'
import type { Run } from '../sync/run.ts'
import { exitCodeOf } from '../sync/summary.ts'
import type { Summary } from '../sync/summary.ts'
import { syncPlanned } from '../preview/sync-planned.ts'
import { tellDifferences } from '../preview/tell-differences.ts'
import { completeOptions } from '../sync/complete-options.ts'
import { operate } from '../sync/sync.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { withApp } from './app-options.ts'
import { checkFiles } from './check-files.ts'
import { noteInvalid, tellInvalid } from './invalid-input.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { isError, readInput } from './read-input.ts'
import type { Input } from './read-input.ts'
import { placingFields } from './place-fields.ts'
import { asksFirst, confirmPlan } from './plan/confirm-plan.ts'
import type { Answer } from './plan/confirm-plan.ts'
import { confirmed, confirmPrune, mayConfirmPrune } from './plan/confirm-prune.ts'
import { readPlan } from './plan/read-plan.ts'
import type { Connection, CommandWorld, TellingOptions } from './run-context.ts'
import { REAL_WORLD, telling } from './run-context.ts'
import { judgingBy, oddBeside, ownHealthOn, readOwnHealth } from './own-health/own-health.ts'
import { keepingLogs } from './logs/keeping-logs.ts'
import { withSettings } from './settings/with-settings.ts'
import { untilAnswered, withConnection } from './with-connection.ts'
import type { SyncFlags } from './flags/sync-flags.ts'
import { readCiFlags } from './flags/ci-flags.ts'
import { readSyncFlags } from './flags/sync-flags.ts'

/** Syncs; ends with the exit code of the README's table. Throws what is wrong with the flags or the connection. */
export async function runSyncCommand(values: FlagValues, io: Io, world: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  return withSettings(values, { io, world, ci: readCiFlags(values) }, (settled) => runSync(settled.values, io, world))
}

async function runSync(values: FlagValues, io: Io, world: CommandWorld): Promise<ExitCode> {
  const said = readSyncFlags(values)
  const asks = asksFirst(values, io, said)
  const { operation, connection: connectionFlags } = said
  const output = { ...said.output, ci: readCiFlags(values) }
  await checkFiles(values, io, { report: output.report, dir: said.logs.dir })
  const startedAt = world.clock.now()
  // A plan says itself what has to be there.
  const source = values.value('plan') === undefined ? said.source : { ...said.source, empty: 'allowed' as const }
  const shown = shownBeside(said, startedAt)
  return telling({ output, io, world, ...shown, traces: 'where asked' }, (teller) =>
    keepingLogs(said, { io, teller }, async (limited, logs) => {
      const flags = { ...said, operation: { ...operation, logs } }
      const rules = await readOwnHealth(said.ownHealth, limited)
      const read = await readInput(source, operation.policy, limited)
      const odd = await oddBeside(rules, read, { files: source.files, cwd: io.cwd })
      const input = { ...read, diagnostics: [...read.diagnostics, ...rules.diagnostics, ...odd] }
      const plan = await readPlan(values.value('plan'), limited)
      if (input.diagnostics.some(isError)) {
        noteInvalid(input, teller)
        return tellInvalid(input, output, io, world)
      }
      const { manifests } = input
      for (const diagnostic of input.diagnostics) teller.tell({ type: 'diagnostic', diagnostic })
      if (manifests.length === 0 && plan === undefined && flags.app === undefined) {
        const why = source.selector.length === 0 ? 'no objects were found' : 'no object matches the selector'
        const message = `nothing to do: ${why}`
        tellPeople(io.stderr, io.guard, message)
        teller.end({ phase: 'Succeeded', message, reason: 'completed' })
        return EXIT_CODES.succeeded
      }
      const tell: TellOfLock = (message, more) => teller.tell({ type: 'warning', message, ...more })
      const request = { world, flags: connectionFlags, io: limited, readsStdin: source.files.includes('-'), tell }
      return withConnection(request, async (connection) => {
        const given = {
          flags: judgingBy(flags, await ownHealthOn(rules, { connection, world, io: limited })),
          input,
          connection,
          world,
          io: limited,
          startedAt,
        }
        const agreed = asks ? await confirm(given, io.signal) : { plan }
        if ('end' in agreed) {
          teller.end(agreed.end)
          return agreed.exitCode
        }
        const confirms = asks || (plan === undefined && (await confirmRest(given, io.signal)))
        const running = { ...given, ...agreed, confirms }
        return runLocked({ ...running, interrupt: io.signal, again: io.again, tell }, (own) =>
          placingFields(input.sources, teller.forward, async (emit) => runOwned({ ...running, ...own }, emit)),
        )
      })
    }),
  )
}

/** What people are shown of a run beside its events: when its time is over, how long hooks have after a signal, which cluster is meant. */
export function shownBeside(
  { operation, retold }: SyncFlags,
  startedAt: number,
): Pick<TellingOptions, 'deadline' | 'graceMs' | 'connection'> {
  return { deadline: startedAt + operation.timeoutMs, graceMs: operation.graceMs, connection: retold.connection }
}

interface Running {
  readonly flags: SyncFlags
  readonly input: Input
  readonly plan: SavedPlan | undefined
  readonly connection: Connection
  readonly world: CommandWorld
  /** Ends with --timeout, too. */
  readonly io: Io
  readonly startedAt: number
  /** What somebody who was asked first has confirmed of what asks for it: all, nothing, or these uids. */
  readonly confirms: boolean | ReadonlySet<string>
}

/** What somebody at the terminal says to the plan. Nobody is locked out while he thinks. */
async function confirm(given: Given, interrupt: AbortSignal): Promise<Answer> {
  return confirmPlan({ ...given, clock: given.world.clock }, await optionsNow(given, interrupt))
}

/** What somebody at the terminal has confirmed where only that is asked about. */
async function confirmRest(given: Given, interrupt: AbortSignal): Promise<false | ReadonlySet<string>> {
  if (!mayConfirmPrune(given.flags, given.io)) return false
  return confirmPrune({ ...given, clock: given.world.clock }, await optionsNow(given, interrupt))
}

async function optionsNow(
  { flags, input, connection, world, io, startedAt }: Given,
  interrupt: AbortSignal,
): Promise<SyncOptions> {
  const plain = syncOptions(flags, input, { connection, clock: world.clock, startedAt, signal: interrupt })
  const reading = withApp(plain, flags, { cluster: connection.cluster, io })
  return (await untilAnswered(reading, io.signal, { connection, clock: world.clock })).options
}

type Given = Omit<Running, 'plan' | 'confirms'>

/** What a run has for itself: its lock, and a signal that ends it also when that is lost. */
export interface Own {
  readonly lock: Lock
  readonly signal: AbortSignal
  /** Ends what it still does after that: a second signal, and the loss of its lock. */
  readonly leave: AbortSignal
}

/** Who may end a run, and who hears of its lock. */
interface Outside {
  readonly interrupt: AbortSignal
  readonly again?: AbortSignal | undefined
  readonly tell: TellOfLock
}

/** Runs what has to take its lock first, and lets go of that. */
export async function runLocked(
  running: Omit<Running, 'plan' | 'startedAt' | 'confirms'> & Outside,
  run: (own: Own) => Promise<Summary>,
): Promise<ExitCode> {
  const { flags, input, connection, world, io, interrupt, again, tell } = running
  const { app } = flags
  const { dryRun, hooks, fieldManager } = flags.operation
  const isFree = dryRun !== 'none' || (app === undefined && !hooks)
  const name = isFree ? undefined : lockNameOf(app?.name, input.manifests, connection.namespace)
  if (dryRun === 'none' && name === undefined && flags.lock.mode === 'required') {
    tell('--lock=required locks nothing: without --app only hooks have a lock, and none run')
  }
  const { cluster } = connection
  const remedy = (waitedMs: number): string => lockRemedy(flags, connection, waitedMs)
  const options = { ...flags.lock, holder: holderName(io.env), fieldManager, remedy, tell }
  const where = { cluster, clock: world.clock, trouble: () => connection.trouble?.() }
  const lock = name === undefined ? NO_LOCK : createLock(where, name, options)
  try {
    const leave = AbortSignal.any([lock.lost, ...(again === undefined ? [] : [again])])
    return exitCodeOf(await run({ lock, signal: AbortSignal.any([interrupt, lock.lost]), leave }))
  } finally {
    await lock.release(connection.trouble?.() && 'in trouble')
  }
}

/** What to do when another run has the lock. */
function lockRemedy({ app, retold }: SyncFlags, { namespace }: Connection, waitedMs: number): string {
  const waiting = waitedMs === 0 ? '--wait-lock=5m waits for it' : `waited for ${formatDuration(waitedMs)}`
  return `${waiting}; ${endOther({ ...retold, app: app && appText(app.name), namespace })}`
}

async function runOwned(
  { flags, input, plan, connection, world, io, startedAt, confirms, lock, signal, leave }: Running & Own,
  emit: (event: TimedEvent) => void,
): Promise<Summary> {
  const { cluster } = connection
  let inventory: Inventory | undefined
  const begin = async (asked: SyncOptions, stop: AbortSignal): Promise<SyncOptions> => {
    await lock.take(stop)
    const found = await withApp(asked, flags, { cluster, io, signal: stop })
    inventory = found.inventory
    return confirms === false ? found.options : confirmed(found.options, confirms)
  }
  // What a record is to hold is told to those who keep one: it is long.
  const afterGate = flags.output.report === undefined ? undefined : tellDifferences
  const work = (run: Run): Promise<End> => ownedSync(run, { lock, inventory, afterGate })
  const where = { cluster, clock: world.clock, trouble: () => connection.trouble?.() }
  const plain = syncOptions(flags, input, { connection, clock: world.clock, startedAt, signal })
  const options = { ...plain, leave, awaits: () => connection.awaits?.() ?? lock.awaits() }
  const { revision } = flags.operation
  return plan === undefined
    ? operate(input.manifests, where, options, { emit, begin, work })
    : syncPlanned(input.manifests, where, options, { plan, revision, emit, begin, work })
}

/** What is asked of a sync, as its options. */
export function syncOptions(
  { operation }: SyncFlags,
  { digest, manifests }: Input,
  run: Pick<Running, 'connection' | 'startedAt'> & { readonly clock: Clock; readonly signal: AbortSignal },
): SyncOptions {
  const { connection, clock, startedAt, signal } = run
  const settings = { ...operation, revision: operation.revision ?? digest, startedAt, signal }
  return completeOptions(settings, { ...connection, clock }, manifests)
}
