// What a run adds to the cause of a wait or a failure: what its own plan knows of it; and what it may not look at, told once.
import type { Note } from '../../diagnose/attempt.ts'
import type { CauseCode } from '../../diagnose/cause-code.ts'
import type { Diagnosis } from '../../diagnose/diagnosis.ts'
import { hintFor } from '../../diagnose/hints/index.ts'
import { bringersOf, lateNeedHint, lateNeedsOf } from '../../diagnose/late-needs.ts'
import { numberField } from '../../object/kube-object.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import type { Run } from '../run.ts'
import { liveObject } from '../view.ts'

/** Causes that something is missing which the plan may bring later. */
const OF_ABSENCE: ReadonlySet<CauseCode> = new Set([
  'ContainerConfig',
  'Missing',
  'Mount',
  'ServiceAccount',
  'Starting',
])

/** Causes that only say that it takes its time. */
export const OF_PATIENCE: ReadonlySet<CauseCode> = new Set(['Health', 'NotReady', 'Running', 'Starting', 'Unknown'])

/** What to do: by the plan, where that brings what is missing too late; else what diagnosis knows. `bringers` are those of the plan, where they are at hand. */
export function hintOf(
  run: Pick<Run, 'plan' | 'observer'>,
  task: SyncTask,
  { code, hint }: { readonly code: CauseCode; readonly hint?: string },
  bringers = OF_ABSENCE.has(code) ? bringersOf(run.plan.tasks) : undefined,
): string | undefined {
  if (bringers === undefined || !OF_ABSENCE.has(code)) return hint
  const late = lateNeedsOf(task, bringers).find(({ key }) => liveObject(run.observer.view, key) === undefined)
  if (late === undefined) return hint
  const { phase, wave } = late.bringer
  return `${shortKey(late.key)} comes only in ${phase} wave ${wave}: ${lateNeedHint(task)}`
}

/** What to do about a hook whose own time was too short, where nothing else is wrong. */
export function patienceHint(message: string, code: CauseCode): string | undefined {
  return OF_PATIENCE.has(code) ? hintFor('HookTimeout', message) : undefined
}

/** The API server's words for a right that is missing. */
const MISSING_RIGHT = /cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/

/** Which right would let more be told of a failure, where its pods or their logs may not be read; undefined: none is missing. */
export function rightHint(notes: readonly Note[], { pods }: Pick<Diagnosis, 'pods'>): string | undefined {
  const logErrors = pods.flatMap((pod) => pod.containers.flatMap(({ logError }) => logError ?? []))
  for (const text of [...notes.flatMap(({ denied }) => denied ?? []), ...logErrors]) {
    const [, verb, resource = '', group = '', namespace] = MISSING_RIGHT.exec(text) ?? []
    if (verb === undefined || !OF_PODS.has(resource)) continue
    const what = resource === 'pods/log' ? 'the log of its pods' : 'what its pods and their logs say'
    const right = `${verb} ${group === '' ? resource : `${resource}.${group}`}`
    const where = namespace === undefined ? 'in the cluster' : `in namespace ${namespace}`
    return `${what} could not be read: the right to ${right} ${where} is missing`
  }
  return undefined
}

/** What leads to pods and their logs. */
const OF_PODS: ReadonlySet<string> = new Set(['pods', 'pods/log', 'replicasets'])

/** Why a Job may be gone before anybody saw how it ended; undefined: not by itself. */
export function ttlCause({ object }: SyncTask): string | undefined {
  const seconds = object.kind === 'Job' ? numberField(object, 'spec', 'ttlSecondsAfterFinished') : undefined
  if (seconds === undefined) return undefined
  return `its TTL of ${seconds}s (ttlSecondsAfterFinished) may have removed it before anybody saw how it ended`
}

/** Tells what may not be looked at, each right once in a run, however often it is missed. */
export function tellDenied(run: Run, notes: readonly Note[]): void {
  for (const { denied } of notes) {
    if (denied === undefined || run.unseen.has(denied)) continue
    run.unseen.add(denied)
    const message = `why something waits or fails cannot be told in full: ${denied}`
    run.emit({ type: 'warning', message, hint: 'nothing else needs this right: the run goes the same way without it' })
  }
}
