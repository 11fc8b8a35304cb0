// The command that runs when none is named: read → check → connect → sync → tell → exit code. Wiring only.
import type { Clock } from '../cluster/port.ts'
import { EXIT_CODES } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { recordedSync } from '../inventory/recorded-sync.ts'
import type { End } from '../sync/end.ts'
import { runSync } from '../sync/run-sync.ts'
import type { Run } from '../sync/run.ts'
import { exitCodeOf } from '../sync/summary.ts'
import { syncPlanned } from '../preview/sync-planned.ts'
import { completeOptions } from '../sync/complete-options.ts'
import { operate } from '../sync/sync.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { withApp } from './app-options.ts'
import { untilSignal } from './interruption.ts'
import { tellInvalid } from './invalid-input.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { isError, readInput } from './read-input.ts'
import type { Input } from './read-input.ts'
import { placingFields } from './place-fields.ts'
import { readPlan } from './plan/read-plan.ts'
import type { Connection, CommandWorld } from './run-context.ts'
import { REAL_WORLD, telling } from './run-context.ts'
import { withinTime } from './time-limit.ts'
import { withConnection } from './with-connection.ts'
import type { SyncFlags } from './flags/sync-flags.ts'
import { readSyncFlags } from './flags/sync-flags.ts'

/** Syncs; ends with the exit code of the README's table. Throws what is wrong with the flags or the connection. */
export async function runSyncCommand(values: FlagValues, io: Io, world: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  const flags = readSyncFlags(values)
  const { output, operation, connection: connectionFlags } = flags
  const startedAt = world.clock.now()
  // A plan says itself what has to be there.
  const source = values.value('plan') === undefined ? flags.source : { ...flags.source, empty: 'allowed' as const }
  return withinTime(io, operation.timeoutMs, async (limited) => {
    const input = await readInput(source, operation.policy, limited)
    const plan = await readPlan(values.value('plan'), limited)
    if (input.diagnostics.some(isError)) return tellInvalid(input, output, io, world)
    const { manifests } = input
    return telling({ output, io, world }, async (teller) => {
      for (const diagnostic of input.diagnostics) teller.tell({ type: 'diagnostic', diagnostic })
      if (manifests.length === 0 && plan === undefined && flags.app === undefined) {
        const why = source.selector.length === 0 ? 'no objects were found' : 'no object matches the selector'
        tellPeople(io.stderr, io.guard, `nothing to do: ${why}`)
        return EXIT_CODES.succeeded
      }
      const tell = (message: string): void => teller.tell({ type: 'warning', message })
      const request = { world, flags: connectionFlags, io: limited, readsStdin: source.files.includes('-'), tell }
      return withConnection(request, async (connection) => {
        const plain = syncOptions(flags, input, { connection, clock: world.clock, startedAt, signal: io.signal })
        const reading = withApp(plain, flags, { cluster: connection.cluster, io: limited })
        const { options, inventory } = await untilSignal(reading, limited.signal, connection.awaits)
        const work = inventory === undefined ? runSync : (run: Run): Promise<End> => recordedSync(run, inventory)
        const where = { cluster: connection.cluster, clock: world.clock, trouble: () => connection.trouble?.() }
        const { revision } = operation
        const summary = await placingFields(input.sources, teller.forward, async (emit) =>
          plan === undefined
            ? operate(manifests, where, options, { emit, work })
            : syncPlanned(manifests, where, options, { plan, revision, emit, work }),
        )
        return exitCodeOf(summary)
      })
    })
  })
}

/** What is asked of a sync, as its options. */
export function syncOptions(
  { operation }: SyncFlags,
  { digest, manifests }: Input,
  run: {
    readonly connection: Connection
    readonly clock: Clock
    readonly startedAt: number
    readonly signal: AbortSignal
  },
): SyncOptions {
  const { connection, clock, startedAt, signal } = run
  const settings = { ...operation, revision: operation.revision ?? digest, startedAt, signal }
  return completeOptions(settings, { ...connection, clock }, manifests)
}
