// What a task waits for and what waits for it, in words. No colours.
import type { ClearedHook, RunExplanation } from '../../plan/explain/explanation.ts'
import { count } from '../task-text.ts'
import { batchLines, namesOf } from './name-tasks.ts'

/** What has to be before it is written. */
export function waitLines({
  task,
  earlier,
  groups,
  own,
  clearedFirst,
  definitions,
}: RunExplanation): readonly string[] {
  if (task.phase === 'SyncFail') {
    return [
      'a failure: a hook or an awaited resource failed, or the server refused a write',
      'after a failed hook or resource: the end of everything that still runs; after a refused write it starts at once',
      'it never runs when the dry run is refused, on --timeout, or on Ctrl-C',
    ]
  }
  const written = groups.slice(0, own)
  return [
    earlier.length === 0
      ? 'the dry run of all manifests, and nothing else: its wave is the first'
      : `${count(earlier.length, 'earlier wave')} to be done, not only written`,
    ...batchLines(earlier, 'last').map((line) => `  ${line}`),
    ...clearedLines(clearedFirst),
    ...(written.length === 0
      ? []
      : [`in its wave: ${namesOf(written.flatMap(({ tasks }) => tasks))} to be written, not to be done`]),
    ...(definitions.length === 0 ? [] : [`in its wave: ${namesOf(definitions)} to be Established`]),
  ]
}

function clearedLines(hooks: readonly ClearedHook[]): readonly string[] {
  const leavers = [...new Set(hooks.map(({ leftBy }) => leftBy))]
  return leavers.map((leaver) => {
    const who = leaver === undefined ? 'the last sync' : `${leaver} of this sync`
    const names = namesOf(hooks.filter(({ leftBy }) => leftBy === leaver))
    return `in its wave: what ${who} left of ${names} to be gone (BeforeHookCreation)`
  })
}

/** What cannot start before it is done. `wait` is whether the last wave is awaited. */
export function waitedByLines(
  { task, later, groups, own }: RunExplanation,
  wait: 'last wave too' | 'hooks only',
): readonly string[] {
  if (task.phase === 'SyncFail') return ['the end of the sync, which has failed whatever comes of it']
  const after = groups.slice(own + 1).flatMap(({ tasks }) => tasks)
  const hooks = groups.some(({ tasks }) => tasks.some(({ hook }) => hook))
  const end = wait === 'last wave too' || hooks ? 'the end of the sync' : 'nothing: the last wave is not awaited'
  return [
    ...(after.length === 0 ? [] : [`in its wave, until it is written: ${namesOf(after)}`]),
    later.length === 0 ? `${end}: its wave is the last` : `until it is done: ${count(later.length, 'later wave')}`,
    ...batchLines(later, 'first').map((line) => `  ${line}`),
  ]
}
