// What to do about what the server refuses, where its own words do not say. Asks nobody.
import { NAMESPACE_LEAVES } from '../../object/server-words.ts'
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
export function remedyFor(task: SyncTask, message: string): string | undefined {
  return (
    exportedHint(task.object, message) ??
    immutableHint(task, message) ??
    REMEDIES.find(({ says }) => says.test(message))?.hint
  )
}

/** Undefined also where what helps would delete more than the object. */
function immutableHint({ key, hook }: SyncTask, message: string): string | undefined {
  if (!/field is immutable|updates to statefulset spec for fields other than/.test(message)) return undefined
  if (takesAllWithIt(key)) return undefined
  if (hook !== undefined)
    return 'with the delete policy BeforeHookCreation each sync deletes the hook and creates it anew'
  if (key.kind === 'StatefulSet') {
    return `kubectl delete statefulset ${key.name} -n ${key.namespace} --cascade=orphan, then sync again: its pods and claims stay, and claims keep their size`
  }
  return 'delete it first; with argocd.argoproj.io/sync-options: Force=true a sync that meets this deletes it and creates it anew'
}

/** What an export of a live object leaves in a manifest, and the server sets itself. */
const OF_THE_SERVER = ['uid', 'resourceVersion', 'managedFields', 'creationTimestamp', 'generation'] as const

function exportedHint({ metadata, ...object }: KubeObject, message: string): string | undefined {
  if (
    !/\bmetadata\.(?:uid|resourceVersion|managedFields)\b|\bUID\b|resourceVersion|^\.status\b|the object has been modified/.test(
      message,
    )
  )
    return undefined
  const found = OF_THE_SERVER.filter((name) => metadata[name] !== undefined && metadata[name] !== null)
  const names = [...found.map((name) => `metadata.${name}`), ...(object['status'] === undefined ? [] : ['status'])]
  if (names.length === 0) return undefined
  return `remove ${names.join(', ')}: the server sets it, and it is of the object that this was exported from`
}

const REMEDIES: readonly { readonly says: RegExp; readonly hint: string }[] = [
  {
    says: /^\.sops: field not declared|unknown field "sops[".]/,
    hint: 'the file is encrypted with SOPS: sops --decrypt FILE | kubectl hooksync -f -',
  },
  {
    says: /expected string, got .*Value:(?:true|false)\}|cannot unmarshal bool into .* of type string/,
    hint: 'n, y, no, yes, on and off without quotes are booleans in YAML 1.1: quote it',
  },
  {
    says: /expected string, got .*Value:[-\d.]|cannot unmarshal number into .* of type string/,
    hint: 'a number without quotes is not text: quote it',
  },
  { says: new RegExp(NAMESPACE_LEAVES), hint: 'wait until the namespace is gone, then sync again' },
]
