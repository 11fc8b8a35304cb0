// All controllers of the simulated cluster, in the order in which they react.
import type { KubeObject } from '../../object/kube-object.ts'
import { cronJobStage } from '../kinds/cron-job/controller.ts'
import { daemonSetStage } from '../kinds/workload/daemon-set.ts'
import { deploymentStage } from '../kinds/workload/deployment.ts'
import { garbageCollector, namespaceStage } from './garbage-collector.ts'
import { jobStage, orphanPodStage, ttlStage } from '../kinds/job/controller.ts'
import { podDeadlineStage } from '../kinds/pod/pod-deadline.ts'
import { podStage } from '../kinds/pod/controller.ts'
import type { References } from '../kinds/pod/controller.ts'
import { replicaSetStage } from '../kinds/workload/replica-set.ts'
import { definitionStage } from '../kinds/definition/controller.ts'
import { serviceStage } from '../kinds/service/controller.ts'
import { ingressStage } from '../kinds/network/ingress-controller.ts'
import { budgetStage } from '../kinds/scaling/budget.ts'
import { autoscalerStage } from '../kinds/scaling/autoscaler.ts'
import { apiServiceStage } from '../kinds/api-service/controller.ts'
import { tokenStage } from '../kinds/config/token-controller.ts'
import type { Stage } from './stage.ts'
import { statefulSetStage } from '../kinds/workload/stateful-set.ts'
import { claimStage, volumeStage } from '../kinds/storage/controllers.ts'

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
