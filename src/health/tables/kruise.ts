// OpenKruise (openkruise/kruise, kruise-game, rollouts): workloads whose updates stop at a partition until somebody goes on.
import {
  all,
  compare,
  has,
  lacks,
  needing,
  not,
  number,
  phase,
  says,
  saysNot,
  some,
  table,
  unlike,
  unobserved,
} from '../vocabulary/words-of-rules.ts'
import type { HealthFamily, HealthRow, HealthTable, Test } from '../vocabulary/rule.ts'

const STATEFUL_PARTITION = 'spec.updateStrategy.rollingUpdate.partition'
const PARTITION_FAULT =
  'a rollout under way, with some replicas not available yet, is Degraded there, and one without a partition waits for a person'

const NOT_SEEN: HealthRow = { Progressing: [lacks('status'), unobserved()] }
const ALL_AVAILABLE: HealthRow = { Healthy: compare('status.updatedAvailableReplicas', '=', 'status.replicas') }

/** It was changed and a partition holds back the rest. */
function heldBack(partition: string): Test {
  return all(saysNot(partition, 0), compare('metadata.generation', '>', 1))
}

/** The same, of a partition that is there. */
function heldBackByName(partition: string): Test {
  return all(has(partition), heldBack(partition))
}

const CLONE_PAUSED: HealthRow = {
  Suspended: [says('spec.updateStrategy.paused', true), lacks('status.updatedAvailableReplicas')],
}
const CLONE_ENOUGH = compare('status.updatedReplicas', '≥', 'status.expectedUpdatedReplicas')
const CLONE_PARTITION = 'spec.updateStrategy.partition'

const SET_PAUSED: HealthRow = {
  Suspended: [says('spec.updateStrategy.rollingUpdate.paused', true), lacks('status.updatedAvailableReplicas')],
}
const SET_ENOUGH = compare(number(['status.updatedReplicas', STATEFUL_PARTITION], 0), '>', 'status.replicas')

const JOB_NEVER_RAN = lacks('status.lastScheduleTime')
const JOB_PAUSED: HealthRow = { Suspended: all(JOB_NEVER_RAN, says('spec.paused', true)) }
const JOB_ACTIVE: HealthRow = { Progressing: compare('#status.active', '>', 0) }

const STEP = 'status.canaryStatus.currentStepState'
const GAME_POD = 'status.podStatus.conditions'

/** A set of replicas that may be held back by its partition on purpose. */
function replicas(paused: HealthRow, partition: string, enough: Test): HealthTable {
  const held = (test: Test): HealthRow => ({ Suspended: all(test, enough), Progressing: test })
  return unlike(
    table(NOT_SEEN, paused, held(heldBackByName(partition)), ALL_AVAILABLE),
    PARTITION_FAULT,
    NOT_SEEN,
    paused,
    held(heldBack(partition)),
    ALL_AVAILABLE,
    { Degraded: 'otherwise' },
  )
}

/** argo-cd:resource_customizations/{apps,game,rollouts}.kruise.io */
export const KRUISE: HealthFamily = {
  'apps.kruise.io': () => ({
    AdvancedCronJob: needing(
      'status',
      unlike(
        table(JOB_PAUSED, JOB_ACTIVE, { Healthy: has('status') }),
        'one that is not due yet is Degraded there, so that a new one fails the sync',
        JOB_PAUSED,
        JOB_ACTIVE,
        { Degraded: JOB_NEVER_RAN, Healthy: 'otherwise' },
      ),
    ),
    BroadcastJob: table({
      Healthy: all(phase('completed'), compare('status.desired', '=', 'status.succeeded')),
      Degraded: all(phase('failed'), saysNot('status.failed', 0)),
      Suspended: all(phase('paused'), says('spec.paused', true)),
    }),
    CloneSet: replicas(CLONE_PAUSED, CLONE_PARTITION, CLONE_ENOUGH),
    DaemonSet: table(
      NOT_SEEN,
      {
        Suspended: [says('spec.updateStrategy.rollingUpdate.paused', true), lacks('status.updatedNumberScheduled')],
      },
      {
        Suspended: all(
          heldBackByName(STATEFUL_PARTITION),
          compare(
            number(['status.updatedNumberScheduled', STATEFUL_PARTITION], 0),
            '>',
            'status.desiredNumberScheduled',
          ),
        ),
        Progressing: heldBackByName(STATEFUL_PARTITION),
      },
      { Progressing: compare('status.updatedNumberScheduled', '≠', 'status.desiredNumberScheduled') },
      {
        Healthy: compare('status.numberAvailable', '=', 'status.desiredNumberScheduled'),
        Degraded: compare('status.numberUnavailable', '=', 'status.desiredNumberScheduled'),
      },
    ),
    StatefulSet: replicas(SET_PAUSED, STATEFUL_PARTITION, SET_ENOUGH),
  }),
  'game.kruise.io': () => ({
    GameServer: table(
      { Unknown: lacks('status') },
      { Progressing: compare('status.currentState', '≠', 'status.desiredState') },
      { Degraded: some(GAME_POD, all(says('type', 'KruisePodReady'), not(says('status', 'True')))) },
      { Healthy: says('status.currentState', 'Ready') },
      { Unknown: 'otherwise' },
    ),
    GameServerSet: table(
      NOT_SEEN,
      { Suspended: says('spec.updateStrategy.rollingUpdate.paused', true) },
      {
        Suspended: all(
          has(STATEFUL_PARTITION),
          saysNot(STATEFUL_PARTITION, 0),
          compare(number(['status.updatedReplicas', STATEFUL_PARTITION], 0), '≥', number('status.replicas', 0)),
        ),
        Healthy: compare(number('status.updatedReadyReplicas', 0), '=', number('status.replicas', 0)),
      },
    ),
  }),
  'rollouts.kruise.io': () => ({
    Rollout: needing(
      'status',
      table(NOT_SEEN, {
        Suspended: all(says(STEP, 'StepPaused'), phase('Progressing')),
        Healthy: all(says(STEP, 'Completed'), phase('Healthy')),
        Degraded: all(says(STEP, 'StepPaused'), phase('Terminating', 'Disabled')),
      }),
    ),
  }),
}
