// The text of a plan file → the plan; anything else is refused with the place where it goes wrong.
import { EXIT_CODES, HooksyncError } from '../errors.ts'
import { HOOK_DELETE_POLICIES, HOOK_TYPES, SYNC_PHASES } from '../hook/hook.ts'
import { isJsonObject } from '../manifest/kube-object.ts'
import type { Json } from '../manifest/kube-object.ts'
import { parseJson } from '../manifest/json.ts'
import { planReader } from './plan-reader.ts'
import type { PlanReader } from './plan-reader.ts'
import { PREVIEW_ACTIONS } from './preview-task.ts'
import { PLAN_VERSION } from './saved-plan.ts'
import type { SavedField, SavedNotRun, SavedPlan, SavedTask } from './saved-plan.ts'

/** Reads a plan; `name` is what messages call it. */
export function parseSavedPlan(text: string, name: string): SavedPlan {
  const value = parseText(text, name)
  const kind = isJsonObject(value) ? value['kind'] : undefined
  if (!isJsonObject(value) || kind !== 'SyncPlan') {
    const what = typeof kind === 'string' ? `it is of kind ${kind}` : 'it has no "kind": "SyncPlan"'
    throw refusal(`${name} is no plan: ${what}`)
  }
  if (value['version'] !== PLAN_VERSION) {
    const version = JSON.stringify(value['version'] ?? null)
    throw refusal(`${name} is a plan of version ${version}, and this program reads version ${PLAN_VERSION}`)
  }
  return planOf(planReader(value, (place, wanted) => refusal(`${name} is no whole plan: ${place} ${wanted}`)))
}

function planOf(read: PlanReader): SavedPlan {
  return {
    kind: 'SyncPlan',
    version: PLAN_VERSION,
    program: read.text('program'),
    mode: read.word('mode', ['live', 'offline']),
    cluster: read.maybe('cluster', (cluster) => ({ server: cluster.maybeText('server'), id: cluster.maybeText('id') })),
    namespace: read.text('namespace'),
    options: read.settings('options'),
    summary: read.numbers('summary'),
    secrets: read.maybe('secrets', (secrets) => ({ salt: secrets.text('salt'), digest: secrets.text('digest') })),
    tasks: read.list('tasks', taskOf),
    notRun: read.list('notRun', notRunOf),
  }
}

function taskOf(read: PlanReader): SavedTask {
  return {
    phase: read.word('phase', SYNC_PHASES),
    wave: read.number('wave'),
    batch: read.number('batch'),
    ...keyOf(read),
    hook: read.maybe('hook', (hook) => ({
      types: hook.words('types', HOOK_TYPES),
      deletePolicies: hook.words('deletePolicies', HOOK_DELETE_POLICIES),
    })),
    location: read.maybeText('location'),
    action: read.word('action', PREVIEW_ACTIONS),
    reason: read.maybeText('reason'),
    fields: read.list('fields', fieldOf),
    manifest: read.maybeText('manifest'),
    live: read.maybeText('live'),
  }
}

function keyOf(read: PlanReader): Pick<SavedTask, 'group' | 'kind' | 'namespace' | 'name'> {
  return {
    group: read.text('group'),
    kind: read.text('kind'),
    namespace: read.text('namespace'),
    name: read.text('name'),
  }
}

/** The values are for other readers. */
function fieldOf(read: PlanReader): SavedField {
  return { field: read.text('field'), managers: read.texts('managers'), taken: read.truth('taken') }
}

function notRunOf(read: PlanReader): SavedNotRun {
  return { ...keyOf(read), location: read.text('location'), reason: read.text('reason') }
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
      text.trim() === '' ? `${name} is empty` : `${place} is no JSON${cut ? ': the text ends too early' : ''}`,
    )
  }
}

function refusal(message: string): HooksyncError {
  const hint = 'make one with kubectl hooksync plan -o json'
  return new HooksyncError(message, { exitCode: EXIT_CODES.invalid, hint })
}
