// What watches and measures: Grafana, VictoriaMetrics, Humio, Datadog, Coralogix, Jaeger, Kiali, Keptn.
import {
  all,
  decides,
  filled,
  fromLast,
  has,
  kinds,
  lacks,
  meaning,
  needing,
  notTrue,
  older,
  phase,
  says,
  table,
  when,
} from '../vocabulary/words-of-rules.ts'
import { assessCollector } from '../custom/open-telemetry.ts'
import type { HealthTable, HealthFamily } from '../vocabulary/rule.ts'

const ENDED = { Healthy: 'Succeeded', Degraded: 'Failed' } as const
const KEPTN: HealthTable = needing('status', table(meaning('status.status', ENDED)))
const HUMIO: HealthTable = table(
  meaning('status.state', { Healthy: 'Exists', Missing: 'NotFound', Degraded: 'ConfigError', Unknown: 'Unknown' }),
)

/** argo-cd:resource_customizations, the groups named here */
export const OBSERVABILITY: HealthFamily = {
  'coralogix.com': () => ({ ...kinds(['Alert', 'RecordingRuleGroupSet'], table(decides('RemoteSynced'))) }),
  // humio/humio-operator
  'core.humio.com': () => ({
    ...kinds(['HumioAction', 'HumioAlert', 'HumioIngestToken', 'HumioParser', 'HumioRepository', 'HumioView'], HUMIO),
    HumioCluster: table(
      meaning('status.state', {
        Healthy: 'Running',
        Progressing: ['Restarting', 'Upgrading', 'Pending'],
        Degraded: 'ConfigError',
        Unknown: 'Unknown',
      }),
    ),
  }),
  'datadoghq.com': () => ({
    DatadogMetric: table({ Degraded: when('Error') }, { Degraded: when('Valid', 'False') }, { Healthy: 'otherwise' }),
  }),
  // grafana/grafana-operator
  'grafana.integreatly.org': () => ({
    Grafana: table({
      Degraded: says('status.stageStatus', 'failed'),
      Healthy: all(says('status.stage', 'complete'), says('status.stageStatus', 'success')),
    }),
    ...kinds(['GrafanaDashboard', 'GrafanaFolder'], table({ Degraded: when('*', 'False') }, { Healthy: when('*') })),
    GrafanaDatasource: table({
      Progressing: [lacks('status'), says('status.uid', '')],
      Degraded: says('status.NoMatchingInstances', true),
      Healthy: 'otherwise',
    }),
  }),
  'monitoring.coreos.com': () => ({
    Prometheus: fromLast(
      table({
        Healthy: when('Available'),
        Progressing: notTrue('Available', { reason: 'SomePodsNotReady' }),
        Degraded: notTrue('Available'),
      }),
    ),
  }),
  'opentelemetry.io': () => ({
    OpenTelemetryCollector: {
      judge: assessCollector,
      words: {
        done: 'all replicas that its status.scale.statusReplicas counts are ready, or it is a sidecar',
        failed: 'none of them is ready',
      },
    },
  }),
  'jaegertracing.io': () => ({ Jaeger: table({ Healthy: phase('Running'), Degraded: phase('Failed') }) }),
  'kiali.io': () => ({
    Kiali: table({
      Healthy: when('Successful'),
      Degraded: when('Failure'),
      Progressing: when('Running', '*', { reason: 'Running' }),
    }),
  }),
  'lifecycle.keptn.sh': () => ({
    ...kinds(['KeptnAppVersion', 'KeptnTask', 'KeptnWorkloadInstance', 'KeptnWorkloadVersion'], KEPTN),
    KeptnEvaluation: needing('status', table(meaning('status.overallStatus', ENDED))),
  }),
  'metrics.keptn.sh': () => ({
    Analysis: needing(
      'status',
      table({
        Healthy: [says('status.pass', true), says('status.warning', true)],
        Degraded: says('status.pass', false),
      }),
    ),
    KeptnMetric: needing(
      'status',
      table({ Degraded: filled('status.errMsg', 'status.errMsg'), Healthy: has('status.value') }),
    ),
  }),
  // Every kind of the operator has the same status.
  'operator.victoriametrics.com': () => ({
    '*': table(
      { Progressing: older() },
      meaning('status.updateStatus', {
        Healthy: 'operational',
        Progressing: 'expanding',
        Suspended: 'paused',
        Degraded: 'failed',
      }),
    ),
  }),
}
