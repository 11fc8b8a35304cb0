// What a run adds to the cause of a wait or a failure: what its own plan knows of it; and what it may not look at, told once.
import type { Note } from '../../diagnose/attempt.ts'
import type { CauseCode } from '../../diagnose/cause-code.ts'
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
const OF_PATIENCE: ReadonlySet<CauseCode> = new Set(['Health', 'NotReady', 'Running', 'Starting', 'Unknown'])

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
