// All controllers of the simulated cluster, in the order in which they react.
import type { KubeObject } from '../../object/kube-object.ts'
import { cronJobStage } from './jobs/cron-job.ts'
import { daemonSetStage } from './daemon-set.ts'
import { deploymentStage } from './deployment.ts'
import { garbageCollector, namespaceStage } from './garbage-collector.ts'
import { jobStage, orphanPodStage, ttlStage } from './jobs/job.ts'
import { podDeadlineStage } from './pod-deadline.ts'
import { podStage } from './pod.ts'
import type { References } from './pod.ts'
import { replicaSetStage } from './replica-set.ts'
import {
  apiServiceStage,
  autoscalerStage,
  budgetStage,
  definitionStage,
  ingressStage,
  serviceStage,
  tokenStage,
} from './small-stages.ts'
import type { Stage } from './stage.ts'
import { statefulSetStage } from './stateful-set.ts'
import { claimStage, volumeStage } from './storage.ts'

/** The controllers of a plain cluster. `contents` lists what is in a namespace. */
export function defaultStages(
  contents: (namespace: string) => readonly KubeObject[],
  references: References,
): readonly Stage[] {
  return [
    definitionStage,
    namespaceStage(contents),
    garbageCollector,
    deploymentStage,
    replicaSetStage,
    statefulSetStage,
    daemonSetStage,
    jobStage,
    cronJobStage,
    orphanPodStage,
    ttlStage,
    claimStage,
    volumeStage,
    podStage(references),
    podDeadlineStage,
    tokenStage,
    serviceStage,
    ingressStage,
    budgetStage,
    autoscalerStage,
    apiServiceStage,
  ]
}
