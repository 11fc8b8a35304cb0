// The Argo projects and what is built on them: ApplicationSet, CronWorkflow, Events, Numaflow and Numaplane, and Spot's fork of Rollouts.
import {
  all,
  decides,
  filled,
  has,
  lacks,
  meaning,
  not,
  phase,
  says,
  table,
  unlike,
  unobserved,
  when,
} from '../vocabulary/words-of-rules.ts'
import { assessRollout } from '../custom/rollout.ts'
import type { HealthRow, HealthTable, HealthFamily, Test } from '../vocabulary/rule.ts'

const NOT_SEEN: HealthRow = { Progressing: [lacks('status'), unobserved()] }
const PROGRESSIVE_FAILED = says('metadata.labels[numaplane.numaproj.io/progressive-result-state]', 'failed')
const ANY_FALSE: HealthRow = { Degraded: when('*', 'False') }

/** A part of a Numaflow pipeline: it is well while nothing is False. */
function numaflow(...well: readonly string[]): HealthTable {
  return table(NOT_SEEN, { Degraded: [phase('Failed'), PROGRESSIVE_FAILED] }, ANY_FALSE, { Healthy: phase(...well) })
}

const UPGRADING: Test = [filled('status.upgradeInProgress'), phase('Pending')]
const UPGRADE_FAILED = when('ProgressiveUpgradeSucceeded', 'False')
const CHILD_PROGRESSING: HealthRow = { Progressing: when('ChildResourcesHealthy', 'False', { reason: 'Progressing' }) }
const CHILDREN_HEALTHY: HealthRow = { Healthy: when('ChildResourcesHealthy') }

/** A Numaplane rollout: what it rolls out fails for a reason of its own, and may be paused on purpose. */
function numaplane(failure: string, pause?: string): HealthTable {
  return table(
    NOT_SEEN,
    { Progressing: all(UPGRADING, not(UPGRADE_FAILED)) },
    CHILD_PROGRESSING,
    { Degraded: phase('Failed') },
    { Degraded: [when('ChildResourcesHealthy', 'False', { reason: failure }), UPGRADE_FAILED] },
    ...(pause === undefined ? [] : [{ Healthy: when(pause) }]),
    CHILDREN_HEALTHY,
    { Unknown: 'otherwise' },
  )
}

const SPOT: readonly HealthRow[] = [
  {
    Degraded: [
      when('InvalidSpec', '*'),
      when('Progressing', '*', { reason: ['RolloutAborted', 'ProgressDeadlineExceeded'] }),
    ],
    Suspended: when('Paused'),
  },
  { Progressing: phase('Progressing'), Healthy: has('status') },
]

const RUN_FAULT = 'a status without a phase is no health there, which acts as Missing'

/** AnalysisRun or Experiment. */
function run(words: { readonly Unknown?: string } = {}): HealthTable {
  const ended = { Progressing: ['Pending', 'Running'], Healthy: 'Successful', Degraded: ['Failed', 'Error'], ...words }
  return unlike(
    table(meaning('status.phase', ended), { Unknown: has('status.phase') }),
    RUN_FAULT,
    { Progressing: lacks('status') },
    meaning('status.phase', ended),
    { Missing: 'otherwise' },
  )
}

/** argo-cd:resource_customizations, the groups named here; of Workflow argo-cd:gitops-engine/pkg/health/health_argo.go */
export const ARGO: HealthFamily = {
  'argoproj.io': () => ({
    ApplicationSet: table(
      { Degraded: when('ErrorOccurred') },
      { Degraded: when('ResourcesUpToDate', 'False') },
      { Progressing: when('RolloutProgressing') },
      { Healthy: when('ResourcesUpToDate') },
    ),
    CronWorkflow: table(
      { Degraded: when(['SpecError', 'SubmissionError']), Healthy: when('Completed') },
      { Healthy: 'otherwise' },
    ),
    EventBus: table(decides('Deployed')),
    Workflow: table(
      meaning('status.phase', {
        Progressing: ['', 'Pending', 'Running'],
        Healthy: 'Succeeded',
        Degraded: ['Failed', 'Error'],
        Unknown: 'otherwise',
      }),
    ),
    AnalysisRun: run({ Unknown: 'Inconclusive' }),
    Experiment: run(),
    Rollout: {
      judge: assessRollout,
      words: {
        done: 'its status.phase is Healthy, for its generation; of a controller older than 1.0: all its replicas are updated, available and stable',
        failed:
          'its status.phase is Degraded; of a controller older than 1.0: it was aborted, made no progress, or its spec is invalid',
      },
    },
  }),
  'numaflow.numaproj.io': () => ({
    InterStepBufferService: numaflow('Running'),
    MonoVertex: numaflow('Running', 'Paused'),
    Pipeline: numaflow('Running', 'Pausing', 'Paused'),
    Vertex: table(NOT_SEEN, { Degraded: phase('Failed') }, ANY_FALSE, {
      Healthy: phase('Running', 'Paused'),
    }),
  }),
  'numaplane.numaproj.io': () => ({
    ISBServiceRollout: numaplane('ISBSvcFailed'),
    MonoVertexRollout: numaplane('MonoVertexFailed', 'MonoVertexPausingOrPaused'),
    PipelineRollout: numaplane('PipelineFailed', 'PipelinePausingOrPaused'),
    NumaflowControllerRollout: table(
      NOT_SEEN,
      { Progressing: UPGRADING },
      CHILD_PROGRESSING,
      { Degraded: phase('Failed') },
      { Degraded: when('ChildResourcesHealthy', 'False'), ...CHILDREN_HEALTHY },
      { Unknown: 'otherwise' },
    ),
  }),
  'spot.io': () => ({
    SpotDeployment: unlike(
      table({ Progressing: lacks('status.conditions') }, ...SPOT),
      'one that has no conditions yet has no health there, which acts as Missing',
      { Missing: lacks('status.conditions') },
      ...SPOT,
    ),
  }),
}
