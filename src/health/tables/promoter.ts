// The GitOps Promoter (argoproj-labs/gitops-promoter): everything is Ready first; then it says what it waits for.
import {
  all,
  compare,
  filled,
  has,
  lacks,
  not,
  number,
  says,
  saysNot,
  some,
  table,
  when,
} from '../vocabulary/words-of-rules.ts'
import type { HealthRow, HealthFamily } from '../vocabulary/rule.ts'

const STARTING: HealthRow = { Progressing: [has('metadata.deletionTimestamp'), lacks('status')] }

/** Ready has to be there, about this generation, and not False; the rows after it say the rest. */
function ready(types: readonly string[], unknown: HealthRow = {}): readonly HealthRow[] {
  return [
    STARTING,
    { Progressing: when(types, '*', { generation: 'other' }), Degraded: when(types, 'False') },
    unknown,
    { Progressing: not(when(types, '*')) },
  ]
}

const READY = ready(['Ready'])
const READY_OR_UNKNOWN = [
  STARTING,
  {
    Progressing: [when('Ready', '*', { generation: 'other' }), when('Ready', 'Unknown')],
    Degraded: when('Ready', 'False'),
  },
  { Progressing: not(when('Ready', '*')) },
]
const DONE: HealthRow = { Healthy: 'otherwise' }

/** A gate on branches: one that failed fails it, one that is open keeps it open. */
const GATE = table(
  ...READY_OR_UNKNOWN,
  {
    Degraded: some('status.environments', says('phase', 'failure')),
    Progressing: some('status.environments', saysNot('phase', 'success')),
  },
  DONE,
)

const PROVIDER = table(...READY_OR_UNKNOWN, DONE)

const PROPOSED = ['proposed.note.drySha', 'proposed.dry.sha']

/** argo-cd:resource_customizations/promoter.argoproj.io */
export const PROMOTER: HealthFamily = {
  'promoter.argoproj.io': () => ({
    ArgoCDCommitStatus: table(...READY, { Degraded: compare(number('#status.applicationsSelected', 0), '=', 0) }, DONE),
    ChangeTransferPolicy: table(
      ...READY,
      { Progressing: [not(filled('status.active.dry.sha')), not(filled('status.proposed.dry.sha'))] },
      { Progressing: compare('status.proposed.dry.sha', '≠', 'status.active.dry.sha') },
      DONE,
    ),
    ClusterScmProvider: PROVIDER,
    CommitStatus: table(...READY, DONE),
    GitCommitStatus: GATE,
    GitRepository: PROVIDER,
    PromotionStrategy: table(
      ...READY,
      { Degraded: compare(number('#status.environments', 0), '=', 0) },
      {
        Progressing: some('status.environments', [
          not(filled('active.dry.sha')),
          all(...PROPOSED.map((path) => not(filled(path)))),
          compare('proposed.dry.sha', '≠', 'active.dry.sha'),
        ]),
      },
      { Progressing: { parts: 'status.environments', unequal: PROPOSED } },
      DONE,
    ),
    PullRequest: table(...ready(['Reconciled', 'Ready']), DONE),
    ScmProvider: PROVIDER,
    TimedCommitStatus: GATE,
    WebRequestCommitStatus: GATE,
  }),
}
