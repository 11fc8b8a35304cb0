// The text of a plan file → the plan; anything else is refused with the place where it goes wrong.
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import { parseShaped } from '../object/json-shape.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'
import { parseJson } from '../object/json.ts'
import { planDigest } from './plan-digest.ts'
import { PLAN_FILE, PLAN_VERSION } from './plan-shape.ts'
import type { SavedPlan } from './plan-shape.ts'

/** Reads a plan; `name` is what messages call it. */
export function parseSavedPlan(text: string, name: string): SavedPlan {
  const value = parseText(text, name)
  const kind = isJsonObject(value) ? value['kind'] : undefined
  if (!isJsonObject(value) || kind !== 'SyncPlan') {
    if (kind === 'DeletionPlan') throw refusal(`${name} is the plan of a deletion, and only that of a sync can be run`)
    const what = typeof kind === 'string' ? `it is of kind ${kind}` : 'it has no "kind": "SyncPlan"'
    throw refusal(`${name} is not a plan: ${what}`)
  }
  if (value['version'] !== PLAN_VERSION) {
    const version = JSON.stringify(value['version'] ?? null)
    throw refusal(`${name} is a plan of version ${version}, and this program reads version ${PLAN_VERSION}`)
  }
  const read = parseShaped(value, PLAN_FILE)
  if ('fault' in read) throw refusal(`${name} is not a whole plan: ${read.fault}`)
  const { digest, ...plan } = read.value
  if (digest !== planDigest(plan)) throw refusal(`the plan ${name} was edited after it was made`)
  return plan
}

function parseText(text: string, name: string): Json {
  try {
    return parseJson(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const offset = /position (\d+)/.exec(message)?.[1]
    const lines = text.slice(0, offset === undefined ? text.length : Number(offset)).split('\n')
    const place = `${name}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
    const cut = offset === undefined || Number(offset) >= text.trimEnd().length
    throw refusal(
      text.trim() === '' ? `${name} is empty` : `${place} is not JSON${cut ? ': the text ends too early' : ''}`,
    )
  }
}

function refusal(message: string): HooksyncError {
  const hint = 'make a new one with kubectl hooksync plan -o json'
  return new HooksyncError(message, { exitCode: EXIT_CODES.invalid, hint })
}
