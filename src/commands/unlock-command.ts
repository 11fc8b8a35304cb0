// `kubectl hooksync unlock`: read → check → connect → give the lock up → tell. Wiring only.
import { EXIT_CODES, UsageError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import { unlockerName } from '../inventory/holder.ts'
import { appOf } from '../inventory/inventory.ts'
import type { App } from '../inventory/inventory.ts'
import { lockNameOf } from '../inventory/lock.ts'
import type { LockName } from '../inventory/lock.ts'
import { absenceOf } from '../inventory/record-fate.ts'
import { unlock } from '../inventory/unlock.ts'
import type { Unlocked, Unlocking } from '../inventory/unlock.ts'
import type { Io } from '../io.ts'
import { oneLine } from '../object/one-line.ts'
import { readAppFlags } from './flags/app-flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { readConnectionFlags, readOperationFlags, readOutputFlags, readSourceFlags } from './flags/sync-flags.ts'
import { tellInvalid } from './invalid-input.ts'
import { isError, readInput } from './read-input.ts'
import { REAL_WORLD } from './run-context.ts'
import type { CommandWorld, Connection } from './run-context.ts'
import { withSettings } from './settings/with-settings.ts'
import { withinTime } from './time-limit.ts'
import { untilAnswered, withConnection } from './with-connection.ts'

/** Gives up the lock that a run of this app, or of these hooks, has; that nobody has it is no fault. */
export async function runUnlock(values: FlagValues, io: Io, world: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  return withSettings(values, { io, world }, (settled) => unlockSettled(settled.values, io, world))
}

async function unlockSettled(values: FlagValues, io: Io, world: CommandWorld): Promise<ExitCode> {
  const app = readAppFlags(values)
  const reason = readReason(values)
  const source = app === undefined ? readSourceFlags(values) : undefined
  const { policy, timeoutMs, fieldManager } = readOperationFlags(values)
  return withinTime(io, timeoutMs, async (limited) => {
    const input = source === undefined ? undefined : await readInput(source, policy, limited)
    if (input?.diagnostics.some(isError) === true) return tellInvalid(input, readOutputFlags(values), io, world)
    const readsStdin = source?.files.includes('-') ?? false
    const request = { world, flags: readConnectionFlags(values), io: limited, readsStdin }
    return withConnection(request, async (connection) => {
      const name = lockNameOf(app?.name, input?.manifests ?? [], connection.namespace)
      const own = app && appOf(app.name, connection.namespace, app.parent)
      const unlocking = { by: unlockerName(io.env), reason, fieldManager }
      const giving = giveUp(name, { connection, world, app: own, signal: limited.signal, ...unlocking })
      tellPeople(io.stdout, io.guard, await untilAnswered(giving, limited.signal, { connection, clock: world.clock }))
      return EXIT_CODES.succeeded
    })
  })
}

function readReason(values: FlagValues): string {
  const reason = oneLine(values.value('reason') ?? '')
  if (reason !== '') return reason
  throw new UsageError('unlock needs --reason', 'whoever loses the lock is told why: --reason="the runner is gone"')
}

async function giveUp(
  name: LockName | undefined,
  { connection, world, app, signal, ...unlocking }: Giving,
): Promise<string> {
  if (name === undefined) return 'nothing to unlock: without an app only hooks have a lock, and there are none'
  const unlocked = await unlock({ cluster: connection.cluster, clock: world.clock }, name, unlocking)
  if (unlocked !== undefined) return unlockedText(unlocked)
  const absence = app && (await absenceOf(connection.cluster, app, signal))
  const nobody = `nothing to unlock: nobody holds Lease ${name.namespaces[0] ?? ''}/${name.name}`
  return absence === undefined ? nobody : `${nobody}; ${absence}`
}

interface Giving extends Unlocking {
  readonly connection: Connection
  readonly world: CommandWorld
  readonly app: App | undefined
  readonly signal: AbortSignal
}

function unlockedText({ lease, holder, since, isAlive }: Unlocked): string {
  const held = `it was held by ${oneLine(holder)}${since === undefined ? '' : `, since ${since}`}`
  const then = isAlive
    ? 'that run still renews it: it stops when it next does, within 5 seconds, and says why'
    : 'nobody has renewed it of late: that run is gone'
  return `Lease ${lease} is free: ${held}\n  ${then}`
}
