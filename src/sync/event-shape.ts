// The shape of each event, as data: what `-o json` of this version writes. The compiler asks for every field of the union. Reads nothing.
import { HOOK_DELETE_POLICIES, HOOK_TYPES, SYNC_PHASES } from '../hook/hook.ts'
import { HEALTH_STATUS_CODES } from '../health/health.ts'
import type { Shape } from '../object/json-shape.ts'
import type { SyncEvent, TaskRef } from './events.ts'

/** What each event has beside the fields of all. */
type OwnFields<T extends SyncEvent['type']> = Exclude<
  keyof Extract<SyncEvent, { readonly type: T }>,
  'type' | 'v' | 'seq' | 'at'
>

type EventShapes = { readonly [T in SyncEvent['type']]: { readonly [F in OwnFields<T>]-?: Shape } }

const maybe = (shape: Shape): Shape => ({ optional: shape })
const listOf = (shape: Shape): Shape => ({ listOf: shape })
const record = (fields: Readonly<Record<string, Shape>>): Shape => ({ fields })

const PHASE: Shape = { oneOf: SYNC_PHASES }
const KEY = record({ group: 'identity', kind: 'identity', namespace: 'identity', name: 'identity' })
const TASK: { readonly [F in keyof TaskRef]-?: Shape } = {
  task: 'identity',
  key: KEY,
  phase: PHASE,
  wave: 'number',
  hook: 'flag',
}
const LOCATION = record({ source: 'identity', line: 'number', column: 'number', excerpt: maybe('excerpt') })

const PLANNED_TASK = record({
  ...TASK,
  action: { oneOf: ['apply', 'prune'] },
  hookTypes: listOf({ oneOf: HOOK_TYPES }),
  deletePolicies: listOf({ oneOf: HOOK_DELETE_POLICIES }),
  location: maybe(LOCATION),
})

const BLOCKERS = listOf(
  record({
    ...TASK,
    what: { oneOf: ['completion', 'health', 'deletion', 'confirmation', 'admission'] },
    health: maybe({ oneOf: HEALTH_STATUS_CODES }),
    message: 'text',
  }),
)

const CONTAINER = record({
  name: 'identity',
  init: 'flag',
  state: { oneOf: ['waiting', 'running', 'terminated'] },
  reason: maybe('identity'),
  message: maybe('text'),
  exitCode: maybe('number'),
  signal: maybe('number'),
  restarts: 'number',
  logLines: listOf('text'),
  logError: maybe('text'),
})

const DIAGNOSIS = record({
  cause: 'text',
  hint: maybe('text'),
  notes: maybe(listOf('text')),
  pods: listOf(
    record({
      name: 'identity',
      phase: 'identity',
      reason: maybe('identity'),
      message: maybe('text'),
      containers: listOf(CONTAINER),
    }),
  ),
  events: listOf(record({ kind: 'identity', name: 'identity', reason: 'identity', message: 'text', count: 'number' })),
})

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
  reason: 'identity',
  field: maybe(record({ path: 'text', unknown: 'flag' })),
  location: maybe(LOCATION),
  hint: maybe('text'),
})

/** The shape of each event's own fields. */
export const EVENT_SHAPES: EventShapes = {
  'sync-started': {
    namespace: 'identity',
    server: maybe('identity'),
    context: maybe('identity'),
    revision: 'identity',
    dryRun: { oneOf: ['none', 'client', 'server'] },
    version: 'identity',
  },
  'plan-built': { tasks: listOf(PLANNED_TASK) },
  diagnostic: { diagnostic: FINDING },
  warning: { message: 'text', key: maybe(KEY), hint: maybe('text') },
  'gate-passed': { checked: 'number', durationMs: 'number' },
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
  'apply-failed': { ...TASK, message: 'text', location: maybe(LOCATION) },
  'write-unanswered': { ...TASK, what: { oneOf: ['apply', 'delete'] }, message: 'text' },
  'resource-deleted': {
    ...TASK,
    reason: { oneOf: [...HOOK_DELETE_POLICIES, 'Prune'] },
    outcome: { oneOf: ['requested', 'absent', 'refused'] },
    message: maybe('text'),
  },
  'prune-skipped': { ...TASK, message: 'text' },
  'health-changed': { ...TASK, status: { oneOf: HEALTH_STATUS_CODES }, message: 'text' },
  'task-completed': {
    ...TASK,
    outcome: { oneOf: ['Succeeded', 'Failed', 'Error'] },
    message: 'text',
    vanished: maybe('flag'),
  },
  'failure-diagnosed': { ...TASK, diagnosis: DIAGNOSIS },
  'log-line': { ...TASK, pod: 'identity', container: 'identity', line: 'text' },
  waiting: { message: 'text', blockers: BLOCKERS },
  'wave-delayed': { milliseconds: 'number' },
  interrupted: { signal: 'identity', stillRunning: listOf(record(TASK)) },
  'cluster-lost': { message: 'text', stillRunning: listOf(record(TASK)) },
  'timed-out': { milliseconds: 'number', blockers: BLOCKERS },
  'operation-completed': {
    phase: { oneOf: ['Failed', 'Error', 'Succeeded'] },
    message: 'text',
    reason: { oneOf: ['completed', 'gate', 'invalid', 'timeout', 'interrupted', 'cluster'] },
    signal: maybe('identity'),
    durationMs: 'number',
    phases: listOf(record({ phase: PHASE, durationMs: 'number' })),
  },
}
