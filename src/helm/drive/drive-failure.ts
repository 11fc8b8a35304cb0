// The end of a drive that failed: what Helm is told and records, and what is left behind where it records nothing.
import { ClusterError } from '../../errors.ts'
import { groupVersionKind, shortKey } from '../../manifest/resource-key.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { areTypesKnown } from './await-types.ts'
import type { EventReading } from '../stream/document-fate.ts'
import type { Drive, DriveAnswer } from './drive-request.ts'
import type { Creation } from './drive-story.ts'
import { mayRecord, renderFailure } from '../stream/failure-output.ts'
import { drivenManifests, leftAloneManifests, renderDriven } from '../stream/render-output.ts'

/** Why it failed, and how the stream is read. */
export interface DriveFailure {
  readonly reading: EventReading
  /** The cause; the first line most of all. */
  readonly lines: readonly string[]
}

/** Makes the answer, and tells it where the drive was told. */
export async function failDrive(drive: Drive, { reading, lines }: DriveFailure): Promise<DriveAnswer> {
  const { request, world, guard, teller } = drive
  const { stream, orders, major, release } = request
  const cause = lines.map((line) => teller.redact(line))
  const log = `log ${world.progress.logName}`
  const kept = [...drivenManifests(stream, reading), ...leftAloneManifests(stream, reading)]
  const wroteSomething = guard.wrote()
  const typesKnown = wroteSomething && (await areTypesKnown(kept, world.cluster))
  const record = mayRecord({ major, wroteSomething, noHooks: orders.noHooks, typesKnown })
  const leftovers = record || !wroteSomething ? [] : await clearUp(drive, kept)
  for (const line of [...cause, ...leftovers, log]) teller.say(line)
  if (!record) {
    const changed = wroteSomething ? leftovers : ['nothing was changed']
    return renderFailure({ major, message: [...cause, ...changed, log].join('\n'), record: undefined })
  }
  const output = renderDriven(stream, { major, reading })
  return renderFailure({ major, message: recorded(cause.join('; '), log), record: { release, output } })
}

/** What failureTitle leaves of a text. */
const TITLE_ROOM = 184

/** A cause of fewer characters says too little: then the log's path has to give way. */
const CAUSE_ROOM = 100

/** The cause, cut so that there is room for the log's path. */
function recorded(cause: string, log: string): string {
  const text = cause.replaceAll(/\s+/g, ' ')
  const room = TITLE_ROOM - log.length - 2
  if (text.length <= room) return `${text}; ${log}`
  return room < CAUSE_ROOM ? text : `${text.slice(0, room - 1)}…; ${log}`
}

/** Without a record Helm knows nothing of what was made: it is named, and deleted where a rollback was asked for. */
async function clearUp(drive: Drive, manifests: readonly Manifest[]): Promise<readonly string[]> {
  const { request, story } = drive
  const creations = story.creations()
  if (creations.length === 0) return []
  if (!request.orders.rollbackOnFailure) {
    const names = creations.map(({ key }) => shortKey(key)).join(', ')
    return [`created and left, in no release: ${names}`]
  }
  const lines: string[] = []
  for (const creation of creations.toReversed()) lines.push(await remove(drive, creation, manifests))
  return lines
}

async function remove({ world }: Drive, creation: Creation, manifests: readonly Manifest[]): Promise<string> {
  const { key, uid } = creation
  const kind = manifests
    .map(({ object }) => groupVersionKind(object))
    .find((candidate) => candidate.group === key.group && candidate.kind === key.kind)
  try {
    const type = kind === undefined ? undefined : await world.cluster.resolve(kind)
    if (type === undefined) return `created and left, in no release: ${shortKey(key)}`
    const ref = { type, namespace: key.namespace, name: key.name }
    await world.cluster.delete(ref, { propagation: 'Background', uid })
    return `deleted what this run had created: ${shortKey(key)}`
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    return `created and left, in no release: ${shortKey(key)} (${error.message})`
  }
}
