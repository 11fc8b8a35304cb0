// What to do about what the server refuses, where its own words do not say. Asks nobody.
import { hintFor } from '../../diagnose/hints/index.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { takesAllWithIt } from '../../plan/task-order.ts'

/** A longer value tells a person nothing: of a Job's template the server quotes every field of the struct. */
const LONGEST_VALUE = 80

/** The server's message without the long values that it quotes, and without the names of its own types. */
export function withoutLongValues(message: string): string {
  return message
    .replace(/Invalid value: (.*?): (?=field is immutable)/gs, (whole, value: string) =>
      value.length > LONGEST_VALUE ? '' : whole,
    )
    .replace(/&value\.valueUnstructured\{Value:([^{}]*)\}/g, '$1')
}

/** What helps against a refusal; undefined: its own words are all there is to say. */
export function remedyFor({ key, hook, object }: SyncTask, message: string): string | undefined {
  return hintFor('Refused', message, {
    kind: key.kind,
    name: key.name,
    namespace: key.namespace,
    hook: hook === undefined ? 'no' : 'yes',
    // What helps would delete more than the object.
    takesAll: takesAllWithIt(key) ? 'yes' : 'no',
    exported: exportedFields(object),
  })
}

/** What an export of a live object leaves in a manifest, and the server sets itself. */
const OF_THE_SERVER = ['uid', 'resourceVersion', 'managedFields', 'creationTimestamp', 'generation'] as const

function exportedFields({ metadata, ...object }: KubeObject): string | undefined {
  const found = OF_THE_SERVER.filter((name) => metadata[name] !== undefined && metadata[name] !== null)
  const names = [...found.map((name) => `metadata.${name}`), ...(object['status'] === undefined ? [] : ['status'])]
  return names.length === 0 ? undefined : names.join(', ')
}
