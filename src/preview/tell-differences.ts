// Tells of a run whose gate has passed what it changes in objects that are there, as a plan shows it: for whoever keeps a record. Asks nobody, the gate has.
import { defined } from '../object/defined.ts'
import { toJson } from '../object/json.ts'
import { taskRef } from '../plan/task-ref.ts'
import type { SyncEventBody } from '../sync/events.ts'
import { runSync } from '../sync/run-sync.ts'
import type { Run } from '../sync/run.ts'
import type { Work } from '../sync/sync.ts'
import type { FieldChange, FieldValues } from './field-changes.ts'
import type { PreviewTask } from './preview-task.ts'
import { previewOf } from './preview.ts'

type Told = Extract<SyncEventBody, { readonly type: 'differences-found' }>
type ToldObject = Told['objects'][number]

/** So many objects and fields of each are told, and of each value so many characters: a record of more is read by nobody. */
const MOST_OBJECTS = 300
const MOST_FIELDS = 100
const LONGEST = 2000

/** All values together have at most so many characters. */
const MOST_CHARACTERS = 500_000

/** Emits one `differences-found`; nothing where the server was not asked, for then nobody knows. */
export function tellDifferences(run: Run): void {
  const { dryRun, policy } = run.options
  if (dryRun === 'client' || (dryRun === 'none' && !policy.gatesAtServer)) return
  const all = previewOf(run, 'live').tasks.flatMap(toldObject)
  let characters = 0
  const objects = all.slice(0, MOST_OBJECTS).filter((object) => {
    characters += toJson(object.fields).length
    return characters <= MOST_CHARACTERS
  })
  const left = all.length - objects.length
  run.emit({ type: 'differences-found', objects, ...defined({ leftOut: left === 0 ? undefined : left }) })
}

/** A sync that tells its differences. */
export const syncTellingDifferences: Work = (run) => runSync(run, { afterGate: tellDifferences })

function toldObject({ task, action, reason, fields }: PreviewTask): readonly ToldObject[] {
  if (action !== 'update' && action !== 'replace' && action !== 'recreate') return []
  const left = fields.length - MOST_FIELDS
  const more = defined({ reason, leftOut: left > 0 ? left : undefined })
  return [{ ...taskRef(task), action, fields: fields.slice(0, MOST_FIELDS).map(toldField), ...more }]
}

function toldField({ field, values, managers, taken, ignored }: FieldChange): ToldObject['fields'][number] {
  const told = { field, managers, ...defined({ taken: taken || undefined, ignored }) }
  if (values === 'hidden') return { ...told, hidden: true }
  const { from, to } = differing(values)
  return {
    ...told,
    ...defined({ from: from === undefined ? from : cut(toJson(from)), to: to === undefined ? to : cut(toJson(to)) }),
  }
}

/** Of two long texts the lines between the first and the last that differ. */
function differing({ from, to }: FieldValues): FieldValues {
  if (typeof from !== 'string' || typeof to !== 'string' || from.length + to.length < LONGEST) return { from, to }
  const [old, fresh] = [from.split('\n'), to.split('\n')]
  const most = Math.min(old.length, fresh.length)
  let before = 0
  while (before < most && old[before] === fresh[before]) before += 1
  let behind = 0
  while (behind < most - before && old.at(-1 - behind) === fresh.at(-1 - behind)) behind += 1
  const between = (lines: readonly string[]): string => lines.slice(before, lines.length - behind).join('\n')
  return { from: between(old), to: between(fresh) }
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…`
}
