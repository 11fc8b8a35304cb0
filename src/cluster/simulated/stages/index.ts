// All controllers of the simulated cluster, in the order in which they react.
import type { KubeObject } from '../../../manifest/kube-object.ts'
import { daemonSetStage } from './daemon-set.ts'
import { deploymentStage } from './deployment.ts'
import { garbageCollector, namespaceStage } from './garbage-collector.ts'
import { jobStage, orphanPodStage, ttlStage } from './job.ts'
import { podStage } from './pod.ts'
import { replicaSetStage } from './replica-set.ts'
import {
  apiServiceStage,
  autoscalerStage,
  budgetStage,
  definitionStage,
  ingressStage,
  serviceStage,
} from './small-stages.ts'
import type { Stage } from './stage.ts'
import { statefulSetStage } from './stateful-set.ts'
import { claimStage, volumeStage } from './storage.ts'

/** The controllers of a plain cluster. `contents` lists what is in a namespace. */
export function defaultStages(contents: (namespace: string) => readonly KubeObject[]): readonly Stage[] {
  return [
    definitionStage,
    namespaceStage(contents),
    garbageCollector,
    deploymentStage,
    replicaSetStage,
    statefulSetStage,
    daemonSetStage,
    jobStage,
    orphanPodStage,
    ttlStage,
    claimStage,
    volumeStage,
    podStage,
    serviceStage,
    ingressStage,
    budgetStage,
    autoscalerStage,
    apiServiceStage,
  ]
}
