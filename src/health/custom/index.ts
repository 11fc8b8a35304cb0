// The rules for kinds that do not come with Kubernetes, by group and kind: a choice of argo-cd:resource_customizations.
import { own } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { HealthRule } from '../verdict.ts'
import { allHealthTables, healthTableOf } from '../tables/index.ts'
import { tableRule } from '../vocabulary/judge.ts'
import { assessAckResource, assessConfigConnectorResource } from './cloud-resource.ts'
import { assessCluster } from './cluster-api.ts'
import { assessCnpgCluster } from './cloud-native-pg.ts'
import { conditionRule, lastConditionRule } from './condition-rule.ts'
import { assessCertificate } from './cert-manager.ts'
import { assessCrossplaneProvider, assessCrossplaneResource, assessUpboundResource } from './crossplane.ts'
import { fluxRule } from './flux.ts'
import { assessGateway, assessGatewayClass, assessRoute } from './gateway-api.ts'
import { assessScaledJob, assessScaledObject } from './keda.ts'
import { assessKeycloak } from './keycloak.ts'
import { assessKnativeService } from './knative-service.ts'
import { assessCollector } from './open-telemetry.ts'
import { assessPrometheus } from './prometheus.ts'
import { assessRabbitTopology } from './rabbitmq.ts'
import { assessRollout } from './rollout.ts'
import { assessAnsibleJob, assessBroadcastJob, assessSqlJob, phaseRule } from './run-to-completion.ts'
import { assessSparkApplication } from './spark.ts'
import { assessKafka } from './strimzi.ts'
import { assessSubscription } from './subscription.ts'
import { assessVolumeSnapshot } from './volume-snapshot.ts'

const readyOrNot = conditionRule('Ready')
const databaseRule = conditionRule('Ready', { unknownStatus: 'Degraded' })
const kafkaPart = conditionRule('Ready', { failure: 'NotReady', falseStatus: 'open' })

/** Rules that are code, by `group/Kind`. */
const CODED_RULES: Readonly<Record<string, HealthRule>> = {
  'argoproj.io/Workflow': phaseRule({
    progressing: ['', 'Pending', 'Running'],
    healthy: ['Succeeded'],
    degraded: ['Failed', 'Error'],
    absent: 'Progressing',
  }),
  'argoproj.io/AnalysisRun': phaseRule({
    progressing: ['Pending', 'Running'],
    healthy: ['Successful'],
    degraded: ['Failed', 'Error'],
    unknown: ['Inconclusive'],
    absent: 'Missing',
  }),
  'argoproj.io/Experiment': phaseRule({
    progressing: ['Pending', 'Running'],
    healthy: ['Successful'],
    degraded: ['Failed', 'Error'],
    absent: 'Missing',
  }),
  'argoproj.io/Rollout': assessRollout,
  'apps.kruise.io/BroadcastJob': assessBroadcastJob,
  'tower.ansible.com/AnsibleJob': assessAnsibleJob,
  'k8s.mariadb.com/SqlJob': assessSqlJob,
  'k8s.mariadb.com/Database': databaseRule,
  'k8s.mariadb.com/Grant': databaseRule,
  'k8s.mariadb.com/User': databaseRule,
  'cert-manager.io/Certificate': assessCertificate,
  'cert-manager.io/Issuer': readyOrNot,
  'cert-manager.io/ClusterIssuer': readyOrNot,
  'external-secrets.io/ExternalSecret': readyOrNot,
  'external-secrets.io/SecretStore': readyOrNot,
  'external-secrets.io/ClusterSecretStore': readyOrNot,
  'external-secrets.io/PushSecret': readyOrNot,
  'external-secrets.io/ClusterExternalSecret': lastConditionRule('Ready', ['PartiallyReady', 'NotReady']),
  'bitnami.com/SealedSecret': conditionRule('Synced'),
  'onepassword.com/OnePasswordItem': readyOrNot,
  'camel.apache.org/Integration': readyOrNot,
  'serving.knative.dev/Service': assessKnativeService,
  'pkg.crossplane.io/Provider': assessCrossplaneProvider,
  'gateway.networking.k8s.io/GatewayClass': assessGatewayClass,
  'gateway.networking.k8s.io/Gateway': assessGateway,
  'gateway.networking.k8s.io/HTTPRoute': assessRoute,
  'gateway.networking.k8s.io/GRPCRoute': assessRoute,
  'keda.sh/ScaledObject': assessScaledObject,
  'keda.sh/ScaledJob': assessScaledJob,
  'postgresql.cnpg.io/Cluster': assessCnpgCluster,
  'kafka.strimzi.io/Kafka': assessKafka,
  'kafka.strimzi.io/KafkaBridge': kafkaPart,
  'kafka.strimzi.io/KafkaConnect': kafkaPart,
  'kafka.strimzi.io/KafkaConnector': kafkaPart,
  'kafka.strimzi.io/KafkaTopic': kafkaPart,
  'kafka.strimzi.io/KafkaUser': kafkaPart,
  'monitoring.coreos.com/Prometheus': assessPrometheus,
  'rabbitmq.com/Binding': assessRabbitTopology,
  'rabbitmq.com/Exchange': assessRabbitTopology,
  'rabbitmq.com/Permission': assessRabbitTopology,
  'rabbitmq.com/Policy': assessRabbitTopology,
  'rabbitmq.com/Queue': assessRabbitTopology,
  'rabbitmq.com/Shovel': assessRabbitTopology,
  'rabbitmq.com/User': assessRabbitTopology,
  'rabbitmq.com/Vhost': assessRabbitTopology,
  'snapshot.storage.k8s.io/VolumeSnapshot': assessVolumeSnapshot,
  'snapshot.storage.k8s.io/VolumeSnapshotContent': assessVolumeSnapshot,
  'cluster.x-k8s.io/Cluster': assessCluster,
  'helm.toolkit.fluxcd.io/HelmRelease': fluxRule(['Released', 'TestSuccess']),
  'kustomize.toolkit.fluxcd.io/Kustomization': fluxRule([]),
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': fluxRule([]),
  'source.toolkit.fluxcd.io/GitRepository': fluxRule(['ArtifactInStorage']),
  'source.toolkit.fluxcd.io/OCIRepository': fluxRule(['ArtifactInStorage']),
  'source.toolkit.fluxcd.io/Bucket': fluxRule(['ArtifactInStorage']),
  'source.toolkit.fluxcd.io/HelmChart': fluxRule(['ArtifactInStorage']),
  'source.toolkit.fluxcd.io/HelmRepository': fluxRule(['ArtifactInStorage']),
  'operators.coreos.com/Subscription': assessSubscription,
  'k8s.keycloak.org/Keycloak': assessKeycloak,
  'opentelemetry.io/OpenTelemetryCollector': assessCollector,
  'sparkoperator.k8s.io/SparkApplication': assessSparkApplication,
}

/** Rules for all groups that end so, where no rule names the kind. */
export const WILDCARD_RULES: readonly { readonly suffix: string; readonly rule: HealthRule }[] = [
  { suffix: '.crossplane.io', rule: assessCrossplaneResource },
  { suffix: '.upbound.io', rule: assessUpboundResource },
  { suffix: '.services.k8s.aws', rule: assessAckResource },
  { suffix: '.cnrm.cloud.google.com', rule: assessConfigConnectorResource },
]

/** The rule of a kind that does not come with Kubernetes. */
export function customRule(type: Pick<ResourceKey, 'group' | 'kind'>): HealthRule | undefined {
  const coded = own(CODED_RULES, `${type.group}/${type.kind}`)
  if (coded !== undefined) return coded
  const table = healthTableOf(type)
  if (table !== undefined) return tableRule(table)
  return WILDCARD_RULES.find(({ suffix }) => type.group.endsWith(suffix))?.rule
}

/** Every kind that such a rule names, as `group/Kind`; makes all tables. */
export function customKinds(): readonly string[] {
  return [...Object.keys(allHealthTables()), ...Object.keys(CODED_RULES)]
}

/** Kinds that run to an end, built-in ones too. */
export const COMPLETING_KINDS: readonly string[] = [
  'batch/Job',
  '/Pod',
  'argoproj.io/Workflow',
  'argoproj.io/AnalysisRun',
  'argoproj.io/Experiment',
  'apps.kruise.io/BroadcastJob',
  'tower.ansible.com/AnsibleJob',
  'k8s.mariadb.com/SqlJob',
  'tekton.dev/PipelineRun',
  'tekton.dev/TaskRun',
]
