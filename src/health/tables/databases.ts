// Databases and search: operators that tell the state of a cluster in one word, or count its nodes.
import {
  all,
  compare,
  decides,
  every,
  has,
  kinds,
  lacks,
  meaning,
  not,
  number,
  notTrue,
  phase,
  says,
  saysNot,
  some,
  table,
  unlike,
  when,
} from '../vocabulary/words-of-rules.ts'
import type { HealthRow, HealthTable, HealthFamily } from '../vocabulary/rule.ts'

const NODES = 'status.availableNodes'
const WANTED_NODES = number('spec.nodeSets.*.count', 0)

const MARIADB: HealthTable = table(
  { Progressing: lacks('status.conditions') },
  { Degraded: when('*', 'False', { reason: 'Failed' }), Progressing: when('*', 'False') },
  { Healthy: 'otherwise' },
)

const BROKER_IN_SYNC = all(
  says('configurationState', 'ConfigInSync'),
  says('gracefulActionState.cruiseControlState', ['GracefulUpscaleSucceeded', 'GracefulDownscaleSucceeded']),
)

const CLICKHOUSE = table(
  meaning('status.status', { Healthy: 'Completed', Progressing: 'InProgress', Degraded: 'otherwise' }),
)

const CNPG_DISABLED: HealthRow = { Suspended: says('metadata.annotations[cnpg.io/reconciliationLoop]', 'disabled') }
const CNPG_START: readonly HealthRow[] = [
  { Progressing: lacks('status.conditions') },
  { Suspended: when('cnpg.io/hibernation'), Degraded: notTrue('cnpg.io/hibernation') },
]
const CNPG_WELL = 'Cluster in healthy state'
const CNPG_STARTING = [
  'Setting up primary',
  'Creating a new replica',
  'Upgrading cluster',
  'Waiting for the instances to become active',
  'Promoting to primary cluster',
]
/** Work that the operator has under way. */
const CNPG_WORKING = [
  'Switchover in progress',
  'Failing over',
  'Upgrading Postgres major version',
  'Primary instance is being restarted in-place',
  'Primary instance is being restarted without a switchover',
  'Online upgrade in progress',
  'Applying configuration',
]
/** What needs a person. */
const CNPG_HELD = [
  'Cluster upgrade delayed',
  'Waiting for user action',
  'Cluster cannot execute instance online upgrade due to missing architecture binary',
]
/** What the operator cannot do at all. */
const CNPG_GIVEN_UP = [
  'Unable to create required cluster objects',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required',
  'Cluster has incomplete or invalid image catalog',
  'Cluster is unrecoverable and needs manual intervention',
]

const KAFKA_PART: HealthTable = table({ Healthy: when('Ready'), Degraded: when('NotReady') })
const MARIADB_PART: HealthTable = table({ Healthy: when('Ready'), Degraded: notTrue('Ready') })

const PERCONA_MYSQL: HealthRow = meaning('status.state', {
  Progressing: ['initializing', 'stopping'],
  Healthy: 'ready',
  Suspended: 'paused',
  Degraded: 'error',
})

/** argo-cd:resource_customizations, the groups named here */
export const DATABASES: HealthFamily = {
  // zalando/postgres-operator
  'acid.zalan.do': () => ({
    postgresql: table(
      meaning('status.PostgresClusterStatus', {
        Healthy: 'Running',
        Progressing: ['Creating', 'Updating'],
        Degraded: 'otherwise',
      }),
    ),
  }),
  'cassandra.rook.io': () => ({
    Cluster: table({
      Progressing: some(
        'status.racks',
        all(has('members'), has('readyMembers'), compare('members', '≠', 'readyMembers')),
      ),
      Healthy: has('status.racks'),
    }),
  }),
  // Altinity/clickhouse-operator
  'clickhouse.altinity.com': () => ({ ClickHouseInstallation: CLICKHOUSE }),
  'clickhouse-keeper.altinity.com': () => ({ ClickHouseKeeperInstallation: CLICKHOUSE }),
  // ariga/atlas-operator
  'db.atlasgo.io': () => ({
    AtlasMigration: table({
      Healthy: when('Ready'),
      Progressing: notTrue('Ready', { reason: 'Reconciling' }),
      Degraded: notTrue('Ready'),
    }),
    AtlasSchema: table({
      Healthy: when('Ready'),
      Progressing: notTrue('Ready', { message: ['Reconciling', 'GettingDevDB'] }),
      Degraded: notTrue('Ready'),
    }),
  }),
  // elastic/cloud-on-k8s
  'beat.k8s.elastic.co': () => ({
    Beat: table(meaning('status.health', { Degraded: 'red', Healthy: 'green', Progressing: 'yellow' }), {
      Progressing: all(lacks('status.health'), has('status.expectedNodes')),
      Unknown: 'otherwise',
    }),
  }),
  'elasticsearch.k8s.elastic.co': () => ({
    Elasticsearch: table(
      { Progressing: compare(NODES, '<', WANTED_NODES), Unknown: compare(NODES, '≠', WANTED_NODES) },
      { Unknown: lacks('status.health') },
      {
        Progressing: phase('ApplyingChanges', 'MigratingData'),
        Degraded: phase('Invalid'),
        Unknown: not(phase('Ready')),
      },
      meaning('status.health', { Healthy: 'green', Progressing: 'yellow', Degraded: 'red', Unknown: 'otherwise' }),
    ),
  }),
  'logstash.k8s.elastic.co': () => ({
    Logstash: table(meaning('status.health', { Healthy: 'green', Progressing: 'yellow', Degraded: 'red' })),
  }),
  // mariadb-operator/mariadb-operator; its earlier group, too
  'k8s.mariadb.com': () => ({
    MariaDB: MARIADB,
    ...kinds(['Database', 'Grant', 'User'], MARIADB_PART),
    SqlJob: table({
      Healthy: when('*', 'True', { reason: 'JobComplete' }),
      Degraded: when('*', 'True', { reason: 'JobFailed' }),
    }),
    Backup: table(
      { Progressing: lacks('status.conditions') },
      {
        Degraded: when('*', 'False', { reason: 'CronJobScheduled', message: 'Failed' }),
        Progressing: when('*', 'False'),
      },
      { Healthy: 'otherwise' },
    ),
  }),
  'mariadb.mmontes.io': () => ({ MariaDB: MARIADB }),
  // banzaicloud/koperator
  'kafka.banzaicloud.io': () => ({
    KafkaCluster: table(
      { Progressing: [says('status.state', 'ClusterRollingUpgrading'), lacks('status.brokersState')] },
      { Degraded: not(every('status.brokersState', BROKER_IN_SYNC)) },
      {
        Healthy: all(
          says('status.cruiseControlTopicStatus', 'CruiseControlTopicReady'),
          says('status.state', 'ClusterRunning'),
        ),
      },
    ),
  }),
  'kafka.strimzi.io': () => ({
    Kafka: table(
      { Healthy: when('Ready'), Degraded: when('NotReady', 'True', { reasonNot: 'Creating' }) },
      { Progressing: when('NotReady') },
    ),
    ...kinds(['KafkaBridge', 'KafkaConnect', 'KafkaConnector', 'KafkaTopic', 'KafkaUser'], KAFKA_PART),
  }),
  'minio.min.io': () => ({
    Tenant: table(
      meaning('status.currentState', {
        Healthy: 'Initialized',
        Degraded: [
          'Statefulset not controlled by operator',
          'Another MinIO Tenant already exists in the namespace',
          'Tenant credentials are not set properly',
          'Different versions across MinIO Pools',
          'Pool Decommissioning Not Allowed',
        ],
      }),
    ),
  }),
  // Confluent for Kubernetes
  'platform.confluent.io': () => ({
    ...kinds(
      ['Connect', 'ControlCenter', 'Kafka', 'KsqlDB', 'SchemaRegistry', 'Zookeeper'],
      table({ Healthy: phase('RUNNING'), Progressing: phase('PROVISIONING') }),
    ),
    Connector: table({
      Healthy: all(
        says('status.state', 'CREATED'),
        says('status.connectorState', 'RUNNING'),
        lacks('status.failedTasksCount'),
      ),
      Degraded: [
        says('status.state', 'ERROR', 'status.conditions.*.message'),
        all(has('status.state'), compare('status.failedTasksCount', '>', 0)),
      ],
    }),
  }),
  'postgresql.cnpg.io': () => ({
    Cluster: unlike(
      table(
        CNPG_DISABLED,
        ...CNPG_START,
        meaning(
          'status.phase',
          {
            Healthy: CNPG_WELL,
            Progressing: [...CNPG_STARTING, ...CNPG_WORKING],
            Degraded: [...CNPG_HELD, ...CNPG_GIVEN_UP],
            Unknown: 'otherwise',
          },
          'status.phaseReason',
        ),
      ),
      'one without a status or phase is Unknown there; a switchover, restart or upgrade under way is Degraded, and one that the operator has given up is Suspended, which is waited for without end',
      CNPG_DISABLED,
      { Unknown: lacks('status') },
      ...CNPG_START,
      meaning('status.phase', {
        Healthy: CNPG_WELL,
        Progressing: CNPG_STARTING,
        Degraded: [...CNPG_HELD, ...CNPG_WORKING],
        Suspended: CNPG_GIVEN_UP,
      }),
      { Unknown: 'otherwise' },
    ),
  }),
  // percona/percona-server-mongodb-operator, percona/percona-xtradb-cluster-operator
  'psmdb.percona.com': () => ({
    PerconaServerMongoDB: table(
      meaning('status.state', {
        Progressing: ['initializing', 'stopping'],
        Healthy: 'ready',
        Degraded: 'error',
        Suspended: 'paused',
      }),
      { Unknown: 'otherwise' },
    ),
  }),
  'pxc.percona.com': () => ({
    PerconaXtraDBCluster: unlike(
      table(PERCONA_MYSQL, { Unknown: 'otherwise' }),
      'a paused cluster is Unknown there and a stopping one Degraded, unlike those of the same operators for MongoDB',
      meaning('status.state', { Progressing: 'initializing', Healthy: 'ready', Degraded: ['stopping', 'error'] }),
      { Unknown: 'otherwise' },
    ),
  }),
  'solr.apache.org': () => ({
    SolrCloud: table(
      { Progressing: lacks('status.solrNodes') },
      { Progressing: some('status.solrNodes', not(says('ready', true))), Healthy: 'otherwise' },
    ),
  }),
  'zookeeper.pravega.io': () => ({
    ZookeeperCluster: unlike(
      table({
        Healthy: all(compare('status.readyReplicas', '>', 0), compare('status.readyReplicas', '=', 'status.replicas')),
      }),
      'a status that does not count yet is Healthy there',
      {
        Healthy: all(
          has('status'),
          saysNot('status.readyReplicas', 0),
          compare('status.readyReplicas', '=', 'status.replicas'),
        ),
      },
    ),
  }),
  'grafana-org-operator.kubitus-project.gitlab.io': () => ({ '*': table(decides('Ready')) }),
}
