// The text of a plan file → the plan; anything else is refused with the place where it goes wrong.
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import { HOOK_DELETE_POLICIES, HOOK_TYPES, SYNC_PHASES } from '../hook/hook.ts'
import { faultOf } from '../object/json-shape.ts'
import type { Shape } from '../object/json-shape.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Json, JsonObject } from '../object/kube-object.ts'
import { parseJson } from '../object/json.ts'
import { planDigest } from './plan-digest.ts'
import { PREVIEW_ACTIONS } from './preview-task.ts'
import { PLAN_VERSION } from './saved-plan.ts'
import type { SavedField, SavedNotRun, SavedPlan, SavedTask } from './saved-plan.ts'

/** Reads a plan; `name` is what messages call it. */
export function parseSavedPlan(text: string, name: string): SavedPlan {
  const value = parseText(text, name)
  const kind = isJsonObject(value) ? value['kind'] : undefined
  if (!isJsonObject(value) || kind !== 'SyncPlan') {
    const what = typeof kind === 'string' ? `it is of kind ${kind}` : 'it has no "kind": "SyncPlan"'
    throw refusal(`${name} is not a plan: ${what}`)
  }
  if (value['version'] !== PLAN_VERSION) {
    const version = JSON.stringify(value['version'] ?? null)
    throw refusal(`${name} is a plan of version ${version}, and this program reads version ${PLAN_VERSION}`)
  }
  const fault = faultOf(value, { fields: PLAN })
  if (fault !== undefined) throw refusal(`${name} is not a whole plan: ${fault}`)
  const { digest, ...content } = value
  if (digest !== planDigest(content)) throw refusal(`the plan ${name} was edited after it was made`)
  return parseChecked(content)
}

const KEY = { group: 'text', kind: 'text', namespace: 'text', name: 'text' } as const

const HOOK = { types: { listOf: { oneOf: HOOK_TYPES } }, deletePolicies: { listOf: { oneOf: HOOK_DELETE_POLICIES } } }

/** The values are for other readers. */
const FIELD: Shapes<Omit<SavedField, 'from' | 'to'>> = { field: 'text', managers: { listOf: 'text' }, taken: 'flag' }

const TASK: Shapes<SavedTask> = {
  phase: { oneOf: SYNC_PHASES },
  wave: 'number',
  batch: 'number',
  ...KEY,
  hook: { nullable: { fields: HOOK } },
  location: { nullable: 'text' },
  action: { oneOf: PREVIEW_ACTIONS },
  reason: { nullable: 'text' },
  fields: { listOf: { fields: FIELD } },
  manifest: { nullable: 'text' },
  live: { nullable: 'text' },
}

const NOT_RUN: Shapes<SavedNotRun> = { ...KEY, location: 'text', reason: 'text' }

const PLAN: Shapes<SavedPlan> & { readonly digest: Shape } = {
  kind: 'text',
  version: 'number',
  program: 'text',
  mode: { oneOf: ['live', 'offline'] },
  cluster: { nullable: { fields: { server: { nullable: 'text' }, id: { nullable: 'text' } } } },
  namespace: 'text',
  options: { mapOf: { nullable: { either: ['text', 'flag'] } } },
  summary: { mapOf: 'number' },
  secrets: { nullable: { fields: { salt: 'text', digest: 'text' } } },
  tasks: { listOf: { fields: TASK } },
  notRun: { listOf: { fields: NOT_RUN } },
  digest: 'text',
}

/** A shape for each field. */
type Shapes<T> = { readonly [F in keyof T]-?: Shape }

/** The value has every field of a plan by PLAN. */
function parseChecked(value: JsonObject): SavedPlan {
  return value as unknown as SavedPlan
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
