// Sends a write that may make an object so that it never makes two: when its answer is lost, it looks before it sends again.
import type { WriteResult } from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import type { FieldConflict } from '../../errors.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncTask, TaskId } from '../../plan/sync-plan.ts'
import { subjectRef } from '../see/observer.ts'
import { taskRef } from '../../plan/task-ref.ts'
import type { Run } from '../run.ts'
import { isAsWritten, lookBack, noteSending } from './look-back.ts'
import type { Sending, WriteTarget } from './look-back.ts'
import { writersOf } from '../writers.ts'
import type { Written } from '../whose.ts'

/** How often a write is sent when it is certain each time that nothing was made. */
const TRIES = 4

/** Before the first repetition, in milliseconds; then twice as long each time. */
const PAUSE_MS = 500

/** What a write did, in the words of events. */
export type WriteChange = WriteResult['change'] | 'recreated' | 'replaced'

/** What a write did, and what the server said beside. */
export interface SentWrite {
  readonly object: KubeObject
  readonly change: WriteChange
  readonly warnings?: readonly string[]
  /** Fields that it took from others, where these are not the ones that the gate saw in their hands. */
  readonly taken?: readonly FieldConflict[]
}

/** A run that writes. */
export interface WritingRun extends Run {
  /** Tasks whose write is under way: nobody knows yet what it has done. */
  readonly unanswered: Set<TaskId>
  readonly written: Written
}

/** Thrown when the cluster is not as it was seen: the view knows more now, and what is to be done is decided anew. */
export class SeenOtherwise extends Error {}

/** Sends a write once, and again only where that cannot make a second object. */
export async function sendOnce(
  run: WritingRun,
  task: SyncTask,
  target: WriteTarget,
  send: () => Promise<SentWrite>,
): Promise<SentWrite> {
  const before = noteSending(run, task, target)
  let lost = false
  for (let attempt = 1; ; attempt += 1) {
    run.unanswered.add(task.id)
    try {
      const written = await send()
      if (target.before === undefined && written.change !== 'created') throw seenOtherwise(run, task, written.object)
      return written
    } catch (error) {
      if (!(error instanceof ClusterError) || run.stop.aborted) throw error
      lost ||= error.unsure
      if (error.unsure) tellLost(run, task, error)
      const done = await (target.before === undefined ? creation : change)(run, task, {
        sending: { ...before, lost },
        error,
      })
      if (done !== undefined) return done
      if (attempt === TRIES) throw error
      if (error.unsure) tellAgain(run, task, target)
    } finally {
      run.unanswered.delete(task.id)
    }
    await run.clock.sleep(PAUSE_MS * 2 ** (attempt - 1), run.stop)
    if (run.stop.aborted) throw new ClusterError('interrupted', { reason: 'Aborted' })
  }
}

interface Failure {
  readonly sending: Sending
  readonly error: ClusterError
}

/** What came of making an object; undefined: nothing, and it may be sent again. */
async function creation(run: Run, task: SyncTask, { sending, error }: Failure): Promise<SentWrite | undefined> {
  const taken = error.reason === 'AlreadyExists' || (error.reason === 'Conflict' && error.conflicts.length === 0)
  if (!taken && !error.unsure) throw error
  const { conclusion, object } = await lookBack(run, task, sending)
  if (conclusion === 'unsure') throw unsure(run, task, error, object)
  if (conclusion === 'other') throw seenOtherwise(run, task, object)
  if (object === undefined) return undefined
  if (conclusion === 'went') run.observer.noteGone(task.key, object)
  return { object, change: 'created' }
}

/** What came of changing the object that was seen; undefined: nothing, and it may be sent again. */
async function change(run: Run, task: SyncTask, { sending, error }: Failure): Promise<SentWrite | undefined> {
  const { type, before } = sending
  if (!error.unsure && !isOfAnother(error)) throw error
  const object = await run.cluster.get(subjectRef({ type, key: task.key })).catch((cause: unknown) => {
    throw cause instanceof ClusterError ? unsure(run, task, error, undefined) : cause
  })
  if (object === undefined) run.observer.noteAbsent(task.key, before?.metadata.uid ?? '')
  if (object?.metadata.uid !== before?.metadata.uid) throw seenOtherwise(run, task, object)
  return object !== undefined && (await isAsWritten(run, task, { type, object }))
    ? { object, change: 'configured' }
    : undefined
}

/** The server's words where the object of an apply's uid is gone, or another has its name. */
function isOfAnother({ message }: ClusterError): boolean {
  return /uid mismatch|metadata\.uid: Invalid value/.test(message)
}

function tellLost(run: Run, task: SyncTask, { message }: ClusterError): void {
  run.emit({
    type: 'warning',
    key: task.key,
    message: `sent, and no answer came (${message}): looking what became of it`,
  })
}

function tellAgain(run: Run, task: SyncTask, { before }: WriteTarget): void {
  const message = before === undefined ? 'it is not there, and never was: sent again' : 'it is as it was: sent again'
  run.emit({ type: 'warning', key: task.key, message })
}

function seenOtherwise(run: Run, task: SyncTask, object: KubeObject | undefined): SeenOtherwise {
  if (object === undefined) return new SeenOtherwise()
  run.observer.note(task.key, object)
  const { creationTimestamp } = object.metadata
  const message = `there is one that was not seen before, made ${creationTimestamp ?? 'some time ago'} by ${writersOf(object)}`
  run.emit({ type: 'warning', key: task.key, message })
  return new SeenOtherwise()
}

/** Nobody knows whether it was made. That ends the sync: whatever came next might meet it while it runs. */
function unsure(run: Run, task: SyncTask, error: ClusterError, found: KubeObject | undefined): ClusterError {
  const there =
    found === undefined ? 'it may be there' : `there is one, made by ${writersOf(found)}, maybe not by this run`
  run.emit({ type: 'write-unanswered', ...taskRef(task), what: 'apply', message: `sent, and no answer came: ${there}` })
  return new ClusterError(`${shortKey(task.key)} was sent, and no answer came: ${there}: ${error.message}`, {
    reason: 'Unreachable',
    hint: 'look at it before the next run; running the same command again deletes a hook that still runs',
    cause: error,
  })
}
