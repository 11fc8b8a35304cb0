// What a saved plan is, as data: its types, the check of a file, docs/plan.schema.json and the table of its fields are made from it.
import { HOOK_DELETE_POLICIES, HOOK_TYPES, PHASES } from '../hook/hook.ts'
import { about } from '../object/json-shape.ts'
import type { Shaped } from '../object/json-shape.ts'
import { PREVIEW_ACTIONS } from './preview-action.ts'

/** Version of the format; raised by a change that breaks readers. */
export const PLAN_VERSION = 1

const KEY = {
  group: about('Empty for the core group.', 'text'),
  kind: 'text',
  namespace: about('Empty for what has none.', 'text'),
  name: about('Ends in * where each run generates it.', 'text'),
} as const

const HOOK = {
  fields: { types: { listOf: { oneOf: HOOK_TYPES } }, deletePolicies: { listOf: { oneOf: HOOK_DELETE_POLICIES } } },
} as const

const FIELD = {
  fields: {
    field: about('As the API server writes it: spec.template.spec.containers[name="web"].image', 'text'),
    from: about("The live value; left out: there is none, or it is a Secret's.", { optional: 'json' }),
    to: about("The value after the sync; left out: there is none, or it is a Secret's.", { optional: 'json' }),
    managers: about('Who owns it now, beside ourselves.', { listOf: 'text' }),
    taken: about("It is another manager's, and the sync takes it.", 'flag'),
    ignored: about('ignoreDifferences names it, and it is written all the same; left out: it does not.', {
      optional: 'flag',
    }),
  },
} as const

const TASK = {
  fields: {
    phase: { oneOf: PHASES },
    wave: 'whole',
    batch: about('Counts from 1; the next batch begins when all of this one is done.', 'whole'),
    ...KEY,
    hook: { nullable: HOOK },
    location: about('file:line of the manifest; null: it is made on the way.', { nullable: 'text' }),
    action: about('apply: offline nobody knows what that changes.', { oneOf: PREVIEW_ACTIONS }),
    reason: about('Why so; for people.', { nullable: 'text' }),
    fields: about('What an update or a replacement changes.', { listOf: FIELD }),
    manifest: about('Digest of the manifest; null for a Secret, which secrets covers, and for a prune.', {
      nullable: 'text',
    }),
    live: about(
      'Digest of the live object without its status, of a Secret uid@resourceVersion; null: there was none.',
      { nullable: 'text' },
    ),
  },
} as const

const KEPT = { fields: { ...KEY, reason: 'text' } } as const

const NOT_RUN = { fields: { ...KEY, location: 'text', reason: 'text' } } as const

const CLUSTER = {
  fields: {
    server: about('The address of the API server.', { nullable: 'text' }),
    id: about('The uid of the namespace kube-system, which no two clusters share; null: it could not be read.', {
      nullable: 'text',
    }),
  },
} as const

const COUNTS = Object.fromEntries(
  [...PREVIEW_ACTIONS, 'onFailure', 'kept'].map((word) => [word, { optional: 'whole' } as const]),
)

const PLAN = {
  fields: {
    kind: about('SyncPlan, or DeletionPlan, which plan --delete makes and nothing runs.', {
      oneOf: ['SyncPlan', 'DeletionPlan'],
    }),
    version: { oneOf: [PLAN_VERSION] },
    program: about('The version of kubectl-hooksync that made it.', 'text'),
    mode: about('offline: only the order is known, and the plan cannot be run.', { oneOf: ['live', 'offline'] }),
    cluster: about('Where it was made; null: offline.', { nullable: CLUSTER }),
    namespace: about('The namespace of manifests that name none.', 'text'),
    options: about('The flags and sync options that decide over the plan; null: not given.', {
      mapOf: { nullable: { either: ['text', 'flag'] } },
    }),
    summary: about(
      'How many tasks do what; onFailure counts the SyncFail hooks, which only a failure runs; kept what a deletion leaves.',
      {
        fields: COUNTS,
      },
    ),
    secrets: about('One salted scrypt digest of all Secrets of the manifests; null: there are none.', {
      nullable: { fields: { salt: 'text', digest: 'text' } },
    }),
    tasks: about('In the order in which they run.', { listOf: TASK }),
    notRun: about('Manifests that no task applies.', { listOf: NOT_RUN }),
    kept: about('Of a deletion: what it leaves, and why.', { optional: { listOf: KEPT } }),
    inventory: about('Of a deletion of an application that has one: what becomes of its inventory.', {
      optional: { oneOf: ['goes', 'stays'] },
    }),
  },
} as const

/** A plan as `plan -o json` writes it and `--plan` reads it. */
export const PLAN_FILE = {
  fields: {
    ...PLAN.fields,
    digest: about(
      'Digest of all else in this file: a plan that was edited is not run. It protects from slips, not from somebody who makes a new digest too.',
      'text',
    ),
  },
} as const

/** What a plan file says. */
export type SavedPlan = Shaped<typeof PLAN>

/** Which cluster it was. */
export type PlanCluster = Shaped<typeof CLUSTER>

/** One task. */
export type SavedTask = Shaped<typeof TASK>

/** One field that changes. */
export type SavedField = Shaped<typeof FIELD>

/** What a deletion leaves. */
export type SavedKept = Shaped<typeof KEPT>

/** A manifest that is not applied. */
export type SavedNotRun = Shaped<typeof NOT_RUN>
