// The shape of each event, as data: its type, docs/events.md and the schema come from it. Reads nothing.
import { CAUSE_CODE, CHAIN, DIAGNOSIS } from '../diagnose/diagnosis.ts'
import { HOOK_DELETE_POLICIES, HOOK_TYPES } from '../hook/hook.ts'
import { HEALTH_STATUS_CODES } from '../health/health.ts'
import { about } from '../object/json-shape.ts'
import type { Shape } from '../object/json-shape.ts'
import { KEY, PHASE, TASK } from '../plan/task-ref.ts'

function maybe<const S extends Shape>(optional: S): { readonly optional: S } {
  return { optional }
}

function listOf<const S extends Shape>(items: S): { readonly listOf: S } {
  return { listOf: items }
}

function record<const F extends Readonly<Record<string, Shape>>>(fields: F): { readonly fields: F } {
  return { fields }
}

const LOCATION = record({ source: 'identity', line: 'number', column: 'number', excerpt: maybe('excerpt') })

/** A task of the plan, as `plan-built` lists it. */
export const PLANNED_TASK = record({
  ...TASK,
  action: { oneOf: ['apply', 'prune'] },
  hookTypes: listOf({ oneOf: HOOK_TYPES }),
  deletePolicies: listOf({ oneOf: HOOK_DELETE_POLICIES }),
  location: maybe(LOCATION),
})

/** What counts against something while it waits. */
export const RUNNING_LIMIT = record({
  name: about('As --fail-fast takes it: `image-pull=2m`.', 'identity'),
  at: about('When it is over, in milliseconds since 1970; left out: it counts restarts.', maybe('number')),
  restarts: about('How many more restarts it takes.', maybe('number')),
})

/** By which limit something was given up. */
export const GIVEN_UP = record({ by: { oneOf: ['timeout', 'fail-fast'] }, words: 'text' })

/** What something waits for. */
export const BLOCKER = record({
  ...TASK,
  what: { oneOf: ['completion', 'health', 'deletion', 'confirmation', 'admission'] },
  health: maybe({ oneOf: HEALTH_STATUS_CODES }),
  message: about('Why it is not there yet: the health message or what diagnosis found.', 'text'),
  code: maybe(CAUSE_CODE),
  chain: maybe(CHAIN),
  hint: maybe('text'),
  limitMs: maybe(
    about('So long after its write it is given up, in milliseconds: its own hooksync.dev/timeout.', 'number'),
  ),
  limit: about(
    'The limit of --fail-fast that runs, and is over before limitMs; left out: it is stuck in nothing that has one.',
    maybe(RUNNING_LIMIT),
  ),
})

/** What still goes on in the cluster when a run breaks off. */
const BROKEN_OFF = {
  stillRunning: listOf(record(TASK)),
  blockers: about(
    'What it waited for, and why, as timed-out tells it, but what is in leaving; left out: nothing.',
    maybe(listOf(BLOCKER)),
  ),
  leaving: about(
    'What the run has deleted and is still there, and what holds it; left out: nothing.',
    maybe(listOf(record({ ...TASK, message: 'text' }))),
  ),
} as const

const FINDING = record({
  code: 'identity',
  severity: { oneOf: ['error', 'warning', 'note'] },
  message: 'text',
  location: maybe(LOCATION),
  hint: maybe('text'),
})

const GATE_FAILURE = record({
  task: record(TASK),
  message: 'text',
  reason: about('Of the API server, or ours where it did not answer.', 'identity'),
  field: maybe(record({ path: 'text', unknown: 'flag' })),
  location: maybe(LOCATION),
  hint: maybe('text'),
})

/** An object that a run changes, with the fields in which what is live and what it will be differ. */
const DIFFERENT_OBJECT = {
  ...TASK,
  action: { oneOf: ['update', 'replace', 'recreate'] },
  reason: maybe('text'),
  fields: listOf(
    record({
      field: 'text',
      from: about(
        'As JSON, of a long text the lines that differ; left out: there is none, or it is hidden.',
        maybe('text'),
      ),
      to: maybe('text'),
      hidden: about('It is of a Secret, of which only this is told that it differs.', maybe('flag')),
      managers: about('Whose it was, beside ourselves.', listOf('identity')),
      taken: maybe('flag'),
      ignored: about('ignoreDifferences names it.', maybe('flag')),
    }),
  ),
  leftOut: maybe('number'),
} as const

/** The shape of each event's own fields. */
export const EVENT_SHAPES = {
  'sync-started': {
    operation: about('What it is where it is no sync.', maybe({ oneOf: ['delete'] })),
    namespace: 'identity',
    server: maybe('identity'),
    context: maybe('identity'),
    revision: 'identity',
    dryRun: { oneOf: ['none', 'client', 'server'] },
    version: 'identity',
  },
  'plan-built': { tasks: listOf(PLANNED_TASK) },
  diagnostic: { diagnostic: FINDING },
  warning: {
    message: 'text',
    key: maybe(KEY),
    hint: maybe('text'),
    outOfReach: about(
      'The API server gives no usable answer: since when, in milliseconds since 1970, and why; `over`: it answers again.',
      maybe(record({ since: 'number', why: 'text', over: 'flag' })),
    ),
    lockTakenFrom: about('Who had the lock before this run, and did not renew it any more.', maybe('identity')),
  },
  'gate-passed': { checked: 'number', durationMs: 'number' },
  'differences-found': {
    objects: about('Those that are there and are written over.', listOf(record(DIFFERENT_OBJECT))),
    leftOut: about('How many more there are, for which there was no room; left out: none.', maybe('number')),
  },
  'gate-failed': { failures: listOf(GATE_FAILURE) },
  'field-taken': { key: KEY, manager: 'identity', field: 'text', from: maybe('text'), to: maybe('text') },
  'phase-started': { phase: PHASE },
  'wave-started': { phase: PHASE, wave: 'number', tasks: listOf(record(TASK)) },
  'resource-applied': {
    ...TASK,
    change: { oneOf: ['created', 'configured', 'unchanged', 'recreated', 'replaced'] },
    uid: maybe('identity'),
    resourceVersion: maybe('identity'),
    dryRun: maybe('flag'),
  },
  'apply-failed': { ...TASK, message: 'text', location: maybe(LOCATION), hint: maybe('text') },
  'write-unanswered': { ...TASK, what: { oneOf: ['apply', 'delete'] }, message: about('What may be so.', 'text') },
  'resource-deleted': {
    ...TASK,
    reason: { oneOf: [...HOOK_DELETE_POLICIES, 'Prune', 'Delete', 'Terminated'] },
    outcome: about(
      'requested: the server took it, and the object goes when nothing holds it any more: what is pruned or deleted is gone at its task-completed, what BeforeHookCreation deletes at the next resource-applied, and nobody waits for the rest; absent: it was gone already; refused: the server said no.',
      { oneOf: ['requested', 'absent', 'refused'] },
    ),
    held: about(
      'The finalizers that somebody has to take off before it goes; left out: none.',
      maybe(listOf('identity')),
    ),
    message: maybe('text'),
    dryRun: maybe('flag'),
  },
  'prune-skipped': { ...TASK, message: 'text' },
  'health-changed': { ...TASK, status: { oneOf: HEALTH_STATUS_CODES }, message: 'text' },
  'task-completed': {
    ...TASK,
    outcome: { oneOf: ['Succeeded', 'Failed', 'Error'] },
    message: 'text',
    vanished: about('Its object is gone, and nobody saw how it ended.', maybe('flag')),
    givenUp: about(
      'It had not failed, and was not waited for any longer: by which limit, and that in few words; the message says more.',
      maybe(GIVEN_UP),
    ),
  },
  'failure-diagnosed': { ...TASK, diagnosis: DIAGNOSIS },
  'log-line': {
    ...TASK,
    pod: 'identity',
    container: 'identity',
    role: about('What it is beside the containers that do the work.', maybe({ oneOf: ['init', 'sidecar'] })),
    restart: about('How often the container had been restarted; left out: never.', maybe('number')),
    leftOut: about('For how many lines this one stands, which says so: they came too fast.', maybe('number')),
    line: 'text',
  },
  waiting: { message: 'text', blockers: listOf(BLOCKER) },
  'wave-delayed': { milliseconds: 'number' },
  interrupted: {
    signal: 'identity',
    syncFail: about(
      'ahead: the SyncFail hooks run next, and it is told again when they are over.',
      maybe({ oneOf: ['ahead', 'over'] }),
    ),
    ...BROKEN_OFF,
  },
  'lock-lost': { message: 'text', ...BROKEN_OFF },
  'cluster-lost': { message: 'text', ...BROKEN_OFF },
  'timed-out': { milliseconds: 'number', blockers: listOf(BLOCKER) },
  'operation-completed': {
    phase: { oneOf: ['Failed', 'Error', 'Succeeded'] },
    message: about("In Argo CD's words.", 'text'),
    hint: about('What to do; of a timeout the first that is known of what was waited for.', maybe('text')),
    reason: { oneOf: ['completed', 'gate', 'invalid', 'timeout', 'interrupted', 'locked', 'lock-lost', 'cluster'] },
    signal: maybe('identity'),
    durationMs: 'number',
    phases: listOf(record({ phase: PHASE, durationMs: 'number' })),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Shape>>>>
