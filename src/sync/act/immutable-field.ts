// What to say where the server refuses to change a field that cannot be changed. Asks nobody.
import type { SyncTask } from '../../plan/sync-plan.ts'
import { takesAllWithIt } from './write-method.ts'

/** A longer value tells a person nothing: of a Job's template the server quotes every field of the struct. */
const LONGEST_VALUE = 80

/** The server's message without the long values that it quotes. */
export function withoutLongValues(message: string): string {
  return message.replace(/Invalid value: (.*?): (?=field is immutable)/gs, (whole, value: string) =>
    value.length > LONGEST_VALUE ? '' : whole,
  )
}

/** What helps against such a refusal; undefined: it is none, or what helps would delete more than the object. */
export function immutableHint({ key, hook }: SyncTask, message: string): string | undefined {
  if (!/field is immutable|updates to statefulset spec for fields other than/.test(message)) return undefined
  if (takesAllWithIt(key)) return undefined
  if (hook !== undefined)
    return 'with the delete policy BeforeHookCreation each sync deletes the hook and creates it anew'
  return 'delete it first; with argocd.argoproj.io/sync-options: Replace=true,Force=true each sync deletes it and creates it anew'
}
