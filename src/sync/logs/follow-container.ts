// Follows the log of one container through lost connections and restarts until its pod is over. Tells lines, decides nothing of the run.
import type { Clock, Cluster, LogOptions, ObjectRef } from '../../cluster/port.ts'
import { onAbort } from '../../cluster/on-abort.ts'
import { ClusterError } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import { createLogPosition } from './log-position.ts'
import type { LogPosition, TimedLine } from './log-position.ts'
import type { ContainerView } from './pod-view.ts'

/** A container, as a watch of its pod shows it. */
export interface ContainerSource {
  readonly ref: ObjectRef
  readonly container: string
  /** As it is now; undefined: its pod is gone. */
  readonly now: () => (ContainerView & { readonly isOver: boolean }) | undefined
  /** Resolves when its pod changes, or at the abort. */
  readonly changed: (signal: AbortSignal) => Promise<void>
  /** Only what it says from so many seconds before now on; undefined: all. */
  readonly sinceSeconds: () => number | undefined
}

/** What a follower works with. */
export interface FollowWorld {
  readonly cluster: Pick<Cluster, 'logs'>
  readonly clock: Clock
  /** Ends it. */
  readonly signal: AbortSignal
  /** Runs when it is its turn to read; undefined, and nothing was run, after the abort. */
  readonly turn: <T>(run: () => Promise<T>) => Promise<T | undefined>
  /** Hears how far it is read. */
  readonly note: (state: ReadState) => void
  /** Takes one line; the log is read on when the promise resolves. */
  readonly take: (line: TimedLine, restart: number) => Promise<void> | undefined
}

/** A stream that says nothing for so long may be a dead connection: it is opened again, in milliseconds. */
const SILENCE_MS = 60_000

/** So long a stream may go on after its container has ended. */
const AFTER_END_MS = 2_000

/** How often that is looked at. */
const LOOK_MS = 1_000

/** The first and the longest pause before a log is opened again. */
const PAUSES_MS = { first: 100, longest: 5_000 }

/** How far a log is read: as far as it goes; it is open, and lines come; there is something, and it is not open. */
export type ReadState = 'read' | 'reading' | 'unread'

/** Which run of the container is read, how far, whether to its end, and how often in a row it could not be. */
interface Progress {
  readonly position: LogPosition
  restart: number | undefined
  isRead: boolean
  failures: number
}

/** Follows it to its end or to the abort. Throws a ClusterError where the log may not be read. */
export async function followContainer(source: ContainerSource, world: FollowWorld): Promise<void> {
  const { signal } = world
  const progress: Progress = {
    position: createLogPosition(),
    restart: undefined,
    isRead: false,
    failures: 0,
  }
  while (!signal.aborted) {
    const now = source.now()
    if (now === undefined) return
    if (!isSilent(now, progress)) {
      world.note('unread')
      // What waits for a change needs no turn: it would only be one less for those who speak.
      if ((await world.turn(() => readOn(source, world, progress))) === 'gone') return
    } else if (now.isOver) return
    else await source.changed(signal)
  }
}

/** It has not started, or is read until it is started again. */
function isSilent({ state, restarts }: ContainerView, { isRead, restart }: Progress): boolean {
  return state === 'waiting' || (isRead && restart === restarts)
}

/** Reads as long as there is something to read. `gone`: there is no such pod any more. */
async function readOn(source: ContainerSource, world: FollowWorld, progress: Progress): Promise<'gone' | undefined> {
  const { position } = progress
  for (let now = source.now(); now !== undefined && !world.signal.aborted; now = source.now()) {
    if (isSilent(now, progress)) return undefined
    const { restart, isRead } = progress
    if (
      now.restarts !== (restart ?? 0) &&
      (restart !== undefined || source.sinceSeconds() === undefined) &&
      !(isRead && now.restarts - 1 === restart)
    ) {
      await readOnce(source, world, { position, restart: now.restarts - 1, options: { previous: true } })
    }
    progress.restart = now.restarts
    const follow = now.state === 'running' && !now.isOver
    const before = position.taken()
    const outcome = await readOnce(source, world, { position, restart: now.restarts, options: { follow } })
    if (outcome === 'ended' || (outcome === 'gone' && position.taken() > 0)) world.note('read')
    if (outcome === 'gone') return 'gone'
    if (outcome === 'failed') world.note('unread')
    progress.isRead = outcome === 'ended' && !follow
    progress.failures = position.taken() === before ? progress.failures + 1 : 0
    if (progress.isRead || world.signal.aborted) continue
    // Its end is seen in a moment; a server that ends every stream at once is not asked again at once.
    const longer = PAUSES_MS.first * 2 ** Math.min(progress.failures, 10)
    await pause(source, world, Math.min(longer, PAUSES_MS.longest))
  }
  return undefined
}

interface Reading {
  readonly position: LogPosition
  readonly restart: number
  readonly options: Pick<LogOptions, 'follow' | 'previous'>
}

/** Opens the log where it was left, and reads it to its end. `gone`: there is no such pod. */
async function readOnce(
  source: ContainerSource,
  world: FollowWorld,
  { position, restart, options }: Reading,
): Promise<'ended' | 'failed' | 'gone'> {
  const { ref, container } = source
  const sinceTime = position.since()
  const sinceSeconds = sinceTime === undefined ? source.sinceSeconds() : undefined
  const reading = new AbortController()
  const forget = onAbort(world.signal, () => reading.abort())
  const { signal } = reading
  const heard = { at: world.clock.now() }
  if (options.follow === true) void closeWhenDead(source, world, { reading, restart, heard })
  position.reopened()
  try {
    const asked = { container, timestamps: true, brokenOff: 'error', signal, ...options } as const
    for await (const line of world.cluster.logs(ref, { ...asked, ...defined({ sinceTime, sinceSeconds }) })) {
      if (world.signal.aborted) break
      heard.at = world.clock.now()
      world.note('reading')
      const fresh = position.take(line)
      if (fresh !== undefined) await world.take(fresh, restart)
    }
    return signal.aborted ? 'failed' : 'ended'
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    if (error.reason === 'Forbidden') throw error
    return error.reason === 'NotFound' ? 'gone' : 'failed'
  } finally {
    forget()
    reading.abort('read')
  }
}

/** Closes a stream that goes on although its container has ended, or that has been silent for long. */
async function closeWhenDead(
  source: ContainerSource,
  { clock }: FollowWorld,
  stream: { readonly reading: AbortController; readonly restart: number; readonly heard: { readonly at: number } },
): Promise<void> {
  const { reading, restart, heard } = stream
  while (!reading.signal.aborted) {
    await clock.sleep(LOOK_MS, reading.signal)
    const now = source.now()
    const isEnded = now === undefined || now.state !== 'running' || now.restarts !== restart
    if (clock.now() - heard.at >= (isEnded ? AFTER_END_MS : SILENCE_MS)) reading.abort('dead')
  }
}

/** Until the pod changes, or so long. */
async function pause(source: ContainerSource, { clock, signal }: FollowWorld, milliseconds: number): Promise<void> {
  const over = new AbortController()
  const forget = onAbort(signal, () => over.abort())
  await Promise.race([source.changed(over.signal), clock.sleep(milliseconds, over.signal)])
  forget()
  over.abort('over')
}
