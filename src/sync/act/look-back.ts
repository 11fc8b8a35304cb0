// Looks what became of a write whose answer was lost. Writes nothing: what it asks the server to apply is a dry run.
import type { ResourceType } from '../../cluster/port.ts'
import { ClusterError, onClusterError } from '../../errors.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { subjectRef } from '../see/observer.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'
import { isWrittenBy } from '../writers.ts'
import { conclude, firstMade } from './lost-answer.ts'
import type { Conclusion, Evidence, Made } from './lost-answer.ts'
import { aimedAt } from '../compare/target.ts'
import { isUnchanged } from '../compare/unchanged.ts'
import { fieldValidation, writeMethod, writerOf } from './write-method.ts'

/** One write to be sent: onto what was seen, or of what has to be new. */
export interface WriteTarget {
  readonly type: ResourceType
  readonly before: KubeObject | undefined
}

/** A write that is sent, with what was known before. */
export interface Sending extends WriteTarget {
  /** The version up to which the name was looked at, so that history can be read from there; undefined: it was not. */
  readonly since: string | undefined
  readonly known: Evidence['known']
  /** By the clock of other machines, in milliseconds since 1970. */
  readonly at: number
  /** An answer to it was lost. */
  readonly lost: boolean
}

const NOTHING: Evidence['known'] = new Set()

/** Notes what is known before a write is sent; of a change only the object that it meets is needed. */
export function noteSending(run: Run, task: SyncTask, target: WriteTarget): Omit<Sending, 'lost'> {
  const at = run.clock.wall?.() ?? run.clock.now()
  if (target.before !== undefined) return { ...target, since: undefined, known: NOTHING, at }
  const { view } = run.observer
  const live = liveObject(view, task.key)?.metadata.uid
  // What its dry run met was there before, whatever the list has shown; a uid that it would have given nobody ever gets.
  const met = run.gate.findings.get(task.id)?.object?.metadata.uid
  const known = new Set([...view.gone.keys(), ...[live, met].flatMap((uid) => uid ?? [])])
  const since = run.observer.seenUntil({ type: target.type, key: task.key })
  return { ...target, since, known, at }
}

/** What became of the making of an object; throws what keeps it from looking where nothing can have been made. */
export async function lookBack(
  run: Run,
  task: SyncTask,
  sending: Sending,
): Promise<{ readonly conclusion: Conclusion; readonly object?: KubeObject }> {
  const { type, known, lost } = sending
  const before = timeBefore(run, sending)
  try {
    const ref = subjectRef({ type, key: task.key })
    const first = await run.cluster.get(ref)
    if (!lost) return first === undefined ? { conclusion: 'absent' } : { conclusion: 'other', object: first }
    const coming = whatCame(run, task, { sending, before, found: first })
    const made = await coming.catch(onClusterError(() => undefined))
    // What was under way when the connection broke may be carried out after the first look.
    const isLate = first === undefined && firstMade({ made, known, before })?.gone === false
    const found = isLate ? await run.cluster.get(ref) : first
    const asWritten = found !== undefined && (await isAsWritten(run, task, { type, object: found }))
    const conclusion = conclude({ found, asWritten, made, known, before })
    const object = conclusion === 'went' ? firstMade({ made, known, before })?.object : found
    return { conclusion, object }
  } catch (error) {
    if (!(error instanceof ClusterError) || !lost) throw error
    return { conclusion: 'unsure' }
  }
}

/** Whether we wrote it, and applying the manifest again would change nothing; where a webhook changes objects only the server can tell. */
export async function isAsWritten(
  run: Run,
  task: SyncTask,
  { type, object }: { readonly type: ResourceType; readonly object: KubeObject },
): Promise<boolean> {
  if (!isWrittenBy(object, run.options.fieldManager)) return false
  // One that is on its way out already, as a Job that deletes itself, was made all the same.
  const { deletionTimestamp: _, ...metadata } = object.metadata
  if (isUnchanged(run, task, { ...object, metadata })) return true
  const method = writeMethod(task, run.options, run.gate.findings.get(task.id))
  if (method === 'replace' || method === 'recreate') return true
  const how = { ...writerOf(run.options), fieldValidation: fieldValidation(task, method), dryRun: true }
  const ref = subjectRef({ type, key: task.key })
  const { object: wanted } = aimedAt(run, task, { live: object, method })
  const asking = run.cluster.apply(ref, wanted, { ...how, method, force: true, live: object })
  const result = await asking.catch(onClusterError(() => undefined))
  return result?.change === 'unchanged'
}

/**
 * What has come under the name since it was looked at, and may be this run's: it was added since, by our field manager.
 * It is known at once when that is what is found there now.
 */
async function whatCame(
  run: Run,
  task: SyncTask,
  look: { readonly sending: Sending; readonly before: Evidence['before']; readonly found: KubeObject | undefined },
): Promise<Evidence['made']> {
  const { type, since, known } = look.sending
  if (since === undefined) return undefined
  const { namespace, name } = task.key
  const place = type.namespaced ? { namespace } : {}
  const options = { ...place, fieldSelector: `metadata.name=${name}`, resourceVersion: since, signal: run.stop }
  const made = new Map<string, Made>()
  const others = new Set<string>()
  for await (const event of run.cluster.watch(type, { ...options, until: 'now' })) {
    if (!('object' in event)) continue
    const { uid = '' } = event.object.metadata
    const isOurs = event.type === 'added' && isWrittenBy(event.object, run.options.fieldManager)
    if (!made.has(uid) && !isOurs) others.add(uid)
    if (others.has(uid)) continue
    made.set(uid, { object: event.object, gone: event.type === 'deleted' })
    const first = firstMade({ made: [...made.values()], known, before: look.before })
    if (first !== undefined && first.object.metadata.uid === look.found?.metadata.uid) break
  }
  return run.stop.aborted ? undefined : [...made.values()]
}

/** The newest time that the server has told in the gate's dry runs; where there was none, ours at the write. */
function timeBefore(run: Run, { at }: Sending): Evidence['before'] {
  const told = [...run.gate.findings.values()].flatMap(({ change, object }) => {
    const time = change === 'created' ? Date.parse(object?.metadata.creationTimestamp ?? '') : Number.NaN
    return Number.isNaN(time) ? [] : [time]
  })
  return told.length === 0 ? { at, by: 'us' } : { at: Math.max(...told), by: 'server' }
}
