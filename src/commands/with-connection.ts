// A connection for as long as something uses it: whatever happens meanwhile, it is closed.
import { tellPeople } from '../guard/tell.ts'
import type { Clock } from '../cluster/port.ts'
import { ClusterError } from '../errors.ts'
import type { Io } from '../io.ts'
import { tellTrouble, troubleText } from '../sync/tell/trouble.ts'
import { hearingSecrets } from './seen-secrets.ts'
import type { ConnectionFlags } from './flags/sync-flags.ts'
import { TimeUp, untilSignal } from './interruption.ts'
import type { Connecting, Connection, CommandWorld } from './run-context.ts'

/** Where to connect, and who hears of it: left out, people do, on standard error. */
export interface ConnectionRequest extends Partial<Pick<Connecting, 'tell'>> {
  readonly world: CommandWorld
  readonly flags: ConnectionFlags
  readonly io: Io
  /** The command reads its standard input. */
  readonly readsStdin: boolean
}

/** The promise's value, unless the signal comes first. A server that is out of reach meanwhile is told of; when time is up then, that is why. */
export async function untilAnswered<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  { connection, clock }: { readonly connection: Connection; readonly clock: Clock },
): Promise<T> {
  const over = new AbortController()
  const { tell = () => undefined, trouble: troubleNow } = connection
  void tellTrouble({ clock, trouble: troubleNow }, tell, { over: over.signal, goesOn: false })
  try {
    return await untilSignal(promise, signal, connection.awaits)
  } catch (error) {
    const trouble = signal.reason instanceof TimeUp ? connection.trouble?.() : undefined
    if (trouble === undefined) throw error
    throw new ClusterError(`out of time: ${troubleText(trouble, clock.now())}`, { reason: 'Unreachable', cause: error })
  } finally {
    over.abort('over')
  }
}

/** Connects, uses and closes. */
export async function withConnection<T>(
  { world, flags, io, readsStdin, ...heard }: ConnectionRequest,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const tell = heard.tell ?? ((message) => tellPeople(io.stderr, io.guard, `warning: ${message}`))
  if (flags.token !== undefined) io.guard.hide([{ value: flags.token, key: 'token' }])
  const opening = world.connect(flags, io, { tell, terminal: () => !readsStdin && io.stdin.isTTY === true })
  let connection: Connection
  try {
    connection = await untilSignal(opening, io.signal, () => 'the kubeconfig has not been read')
  } catch (error) {
    // It may still be made, when nobody waits for it any more.
    opening.then((late) => late.close()).catch(() => undefined)
    throw error
  }
  try {
    io.guard.publish([connection.namespace])
    return await use({ ...connection, tell, cluster: hearingSecrets(connection.cluster, io.guard) })
  } finally {
    await connection.close()
  }
}
