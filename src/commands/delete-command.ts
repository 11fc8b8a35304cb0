// `kubectl hooksync delete`: read → connect → plan → ask → delete → tell → exit code. Wiring only.
import { EXIT_CODES, HooksyncError, UsageError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import { expectingLeave } from '../inventory/leaving-kinds.ts'
import { lockNameOf } from '../inventory/lock.ts'
import type { Lock } from '../inventory/lock.ts'
import type { TellOfLock } from '../inventory/take-lease.ts'
import { nothingToDelete, ownedDelete } from '../inventory/owned-delete.ts'
import type { PreparedDeletion } from '../inventory/owned-delete.ts'
import type { Io } from '../io.ts'
import { deletionText, NO_DELETE_HOOKS, nothingText } from '../report/deletion-text.ts'
import { defined } from '../object/defined.ts'
import { firstOf } from '../object/one-line.ts'
import { keyOf, shortKey } from '../object/resource-key.ts'
import { appText } from '../plan/app-mark.ts'
import type { DeletionPlan } from '../plan/plan-delete.ts'
import type { End } from '../sync/end.ts'
import type { Run } from '../sync/run.ts'
import { exitCodeOf } from '../sync/summary.ts'
import { orStopped } from '../sync/stop.ts'
import { operate } from '../sync/sync.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { ask, canAsk } from './ask.ts'
import { checkFiles } from './check-files.ts'
import { readDeleteFlags, refuseSyncOptions } from './flags/delete-flags.ts'
import type { DeleteFlags } from './flags/delete-flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { readCiFlags } from './flags/ci-flags.ts'
import { noteInvalid, tellInvalid } from './invalid-input.ts'
import { makeDeletion } from './make-deletion.ts'
import type { DeletionRequest, MadeDeletion } from './make-deletion.ts'
import { placingFields } from './place-fields.ts'
import { isError, readInput } from './read-input.ts'
import { REAL_WORLD, telling } from './run-context.ts'
import type { CommandWorld, Connection, Teller } from './run-context.ts'
import { keepingLogs } from './logs/keeping-logs.ts'
import { withSettings } from './settings/with-settings.ts'
import { runLocked, shownBeside, syncOptions } from './sync-command.ts'
import { untilAnswered, withConnection } from './with-connection.ts'

/** Deletes; ends with the exit code of the README's table. Throws what is wrong with the flags or the connection. */
export async function runDelete(values: FlagValues, io: Io, world: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  refuseSyncOptions(values)
  return withSettings(values, { io, world, ci: readCiFlags(values) }, (settled) =>
    runSettled(settled.values, io, world),
  )
}

async function runSettled(values: FlagValues, io: Io, world: CommandWorld): Promise<ExitCode> {
  const said = readDeleteFlags(values)
  const { operation, source, connection: connectionFlags } = said.sync
  const output = { ...said.sync.output, ci: readCiFlags(values) }
  await checkFiles(values, io, { report: output.report, dir: said.sync.logs.dir })
  const startedAt = world.clock.now()
  const shown = shownBeside(said.sync, startedAt)
  return telling({ output, io, world, ...shown, traces: 'where asked' }, (teller) =>
    keepingLogs(said.sync, { io, teller }, async (limited, logs) => {
      const flags = { ...said, sync: { ...said.sync, operation: { ...operation, logs } } }
      const input = await readInput(source, operation.policy, limited)
      if (input.diagnostics.some(isError)) {
        noteInvalid(input, teller)
        return tellInvalid(input, output, io, world)
      }
      const reading = { world, flags: connectionFlags, io: limited, readsStdin: readsStdin(flags) }
      return withConnection(reading, (connection) =>
        deleteFrom(connection, { flags, input, io, limited, world, startedAt, teller }),
      )
    }),
  )
}

async function deleteFrom(connection: Connection, request: Request): Promise<ExitCode> {
  const { flags, input, io, limited, world, teller } = request
  const asks = flags.sync.operation.dryRun === 'none' && !flags.yes
  // Who is asked can confirm what waits for it, too: the question names it.
  const confirmed = flags.choices.confirmed || (asks && canAsk(limited, readsStdin(flags)))
  const wanted = { ...request, flags: { ...flags, choices: { ...flags.choices, confirmed } } }
  const making = untilAnswered(makeDeletion(connection, wanted), limited.signal, { connection, clock: world.clock })
  const made = await making.catch((error: unknown) => tellUnplanned(error, connection, request))
  if (typeof made === 'number') return made
  const { prepared, options } = made
  const app = flags.sync.app && appText(flags.sync.app.name)
  const { fate, refused, taken } = prepared
  const isAsked = asks && prepared.isDue
  // Of what stands against it the run tells, and deletes nothing.
  const isRefused = refused.length > 0 || prepared.plan.diagnostics.some(isError)
  if (isAsked && !isRefused) {
    const facts = { namespace: options.namespace, app, manifests: input.manifests.length, fate, taken }
    tellPeople(io.stderr, io.guard, deletionText(prepared.plan, facts))
    if (!(await isAgreed(request, prepared.plan))) {
      const message = 'nothing is deleted'
      tellPeople(io.stderr, io.guard, message)
      teller.end({ phase: 'Failed', message, reason: 'completed' })
      return EXIT_CODES.failed
    }
  }
  const { sync } = flags
  for (const diagnostic of input.diagnostics) teller.tell({ type: 'diagnostic', diagnostic })
  const tell: TellOfLock = (message, more) => teller.tell({ type: 'warning', message, ...more })
  // Who was asked has read it.
  if (prepared.isDue && !asks && input.manifests.length === 0) tell(NO_DELETE_HOOKS)
  const isFree = sync.operation.dryRun !== 'none'
  const locking = { flags: sync, input, connection, world, io: limited, interrupt: io.signal, again: io.again, tell }
  return runLocked(locking, ({ lock, signal, leave }) =>
    placingFields(input.sources, teller.forward, async (emit) => {
      const cluster = expectingLeave(connection.cluster, prepared.plan)
      const where = { cluster, clock: world.clock, trouble: () => connection.trouble?.() }
      const lockNamespaces = lockNameOf(sync.app?.name, input.manifests, options.namespace)?.namespaces ?? []
      const work = async (run: Run): Promise<End | undefined> => {
        if (!prepared.isDue) return nothingToDelete(run, nothingText(app, fate))
        // The question has named what asked to be confirmed then; what does so since was in none.
        const choices = { ...flags.choices, confirmed: flags.choices.confirmed || confirmedIn(prepared.plan) }
        const again = { ...request, flags: { ...flags, choices }, limited: { ...limited, signal: run.stop } }
        const now = isFree ? made : await orStopped(makeDeletion(connection, again), run.stop)
        if (now === undefined) return undefined
        return underLock(run, { now, agreed: isAsked ? prepared : undefined, lock, lockNamespaces, app })
      }
      const begin = async (asked: SyncOptions, stop: AbortSignal): Promise<SyncOptions> => {
        if (prepared.isDue) await lock.take(stop)
        return asked
      }
      const running = { ...options, signal, leave, awaits: () => connection.awaits?.() ?? lock.awaits() }
      return operate(input.manifests, where, running, { emit, begin, work, prepared, operation: 'delete' })
    }),
  )
}

/** A deletion as it is planned when nobody else runs any more; where somebody was asked, it deletes nothing that he has not agreed to. */
async function underLock(run: Run, { now, agreed, app, ...own }: Locked): Promise<End | undefined> {
  const { prepared, inventory } = now
  const { signal, leave, awaits } = run.options
  const fresh = { ...run, ...prepared, options: { ...now.options, signal, ...defined({ leave, awaits }) } }
  if (!prepared.isDue) return nothingToDelete(fresh, nothingText(app, prepared.fate))
  const refused = [...(agreed?.refused ?? []), ...prepared.refused]
  // What is refused has to be told, and nobody was asked about it.
  const fresher = agreed === undefined || refused.length > 0 ? [] : unseen(prepared.plan, agreed.plan)
  if (fresher.length > 0) {
    const names = firstOf(fresher, 8)
    const message = `since it was asked, more is there to delete: ${names}`
    const hint = 'run it again, and look at the list'
    run.emit({ type: 'diagnostic', diagnostic: { code: 'MORE_TO_DELETE', severity: 'error', message, hint } })
    return { phase: 'Failed', message: `nothing is deleted: ${message}`, reason: 'invalid' }
  }
  return ownedDelete(fresh, { ...own, inventory, refused })
}

/** What the question has named of what asks to be confirmed: uids. */
function confirmedIn({ confirmed }: DeletionPlan): ReadonlySet<string> {
  return new Set(confirmed.flatMap(({ metadata: { uid } }) => uid ?? []))
}

/** What goes by a plan, and not by an earlier one. */
function unseen(plan: DeletionPlan, earlier: DeletionPlan): readonly string[] {
  const uids = new Set(earlier.tasks.map(({ object }) => object.metadata.uid))
  const going = plan.tasks.filter(({ action, object }) => action === 'prune' && !uids.has(object.metadata.uid))
  return going.map(({ key }) => shortKey(key))
}

interface Locked {
  readonly now: MadeDeletion
  /** What somebody has said yes to; undefined: nobody was asked. */
  readonly agreed: PreparedDeletion | undefined
  readonly lock: Lock
  readonly lockNamespaces: readonly string[]
  readonly app: string | undefined
}

/** What stands against a deletion, told as in a run: whoever reads events is told how it ended. */
async function tellUnplanned(error: unknown, connection: Connection, request: Request): Promise<ExitCode> {
  const { flags, input, io, world, teller } = request
  const isEnd = error instanceof HooksyncError && ENDS.includes(error.exitCode)
  if (!isEnd) throw error
  // The time may be over: how it came to that has still to be told.
  const run = { connection, clock: world.clock, startedAt: world.clock.now(), signal: io.signal }
  const options = syncOptions(flags.sync, input, run)
  const where = { cluster: connection.cluster, clock: world.clock }
  const begin = async (): Promise<never> => {
    throw error
  }
  return exitCodeOf(
    await operate(input.manifests, where, options, { emit: teller.forward, begin, operation: 'delete' }),
  )
}

const ENDS: readonly ExitCode[] = [EXIT_CODES.invalid, EXIT_CODES.cluster]

interface Request extends DeletionRequest {
  readonly flags: DeleteFlags
  readonly teller: Teller
}

async function isAgreed({ flags, limited }: Request, plan: DeletionPlan): Promise<boolean> {
  if (canAsk(limited, readsStdin(flags))) return ask(limited, question(flags, plan))
  throw new UsageError(
    'nothing is deleted: delete asks first, and standard input is no terminal',
    '--yes deletes what is listed above without asking; --dry-run=server lets the server check it',
  )
}

function question({ choices }: DeleteFlags, { confirmed }: DeletionPlan): string {
  if (choices.confirmed || confirmed.length === 0) return 'delete this?'
  const names = confirmed.map((object) => shortKey(keyOf(object)))
  return `it deletes what asks to be confirmed (Delete=confirm, Prune=confirm): ${firstOf(names, 8)}\ndelete this?`
}

function readsStdin({ sync }: DeleteFlags): boolean {
  return sync.source.files.includes('-')
}
