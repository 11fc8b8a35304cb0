// Cloud resources and secrets from outside, certificates, and older Crossplane kinds.
import {
  all,
  compare,
  decides,
  fromLast,
  has,
  kinds,
  lacks,
  meaning,
  not,
  number,
  older,
  says,
  some,
  table,
  unlike,
  when,
} from '../vocabulary/words-of-rules.ts'
import type { HealthFamily, HealthRow, HealthTable, Test, Words } from '../vocabulary/rule.ts'

const PAUSED = when('Synced', '*', { reason: 'ReconcilePaused' })

const AWS_DONE: HealthRow = { Healthy: all(when('Ready'), when('Synced')) }
const AWS_PAUSED: HealthRow = { Suspended: all(not(when('Synced')), PAUSED) }

/** The Crossplane kinds that have rules of their own in Argo CD, which know a pause. */
const AWS: HealthTable = unlike(
  table(AWS_DONE, AWS_PAUSED, { Degraded: when('Synced', 'False') }),
  'one whose condition Synced is not written yet, or Unknown, is Degraded there',
  AWS_DONE,
  AWS_PAUSED,
  { Progressing: all(not(when('Ready')), when('Synced'), not(PAUSED)), Degraded: has('status.conditions') },
)

const SAP_SEEN: HealthRow = { Progressing: has('metadata.deletionTimestamp') }
const SAP_OTHER = when('*', '*', { generation: 'other' })
const SAP_FAILED = [when('Succeeded', 'False'), when('Failed')]

/** Why a Certificate that was made or changed is about to be issued (cert-manager/cert-manager:internal/controller/certificates/policies/constants.go). */
const ISSUE_REASONS = ['DoesNotExist', 'MissingData', 'SecretMismatch', 'IncorrectIssuer', 'RequestChanged', 'Renewing']
const ISSUING: HealthRow = { Progressing: when('Issuing') }

const READY_OR_NOT: HealthTable = table(decides('Ready'))

/** All of Crossplane's and Upbound's resources; `settings` are the kinds that nobody ever writes a status to. */
function provided(settings: readonly string[], ready: Words): HealthTable {
  const set = says('kind', settings)
  const known: Test = [
    all(set, lacks('status.conditions'), compare(number('#status', 0), '=', 0)),
    all(set, { field: 'kind', endsWith: 'ProviderConfig' }, lacks('status.conditions'), has('status.users')),
  ]
  const unwritten: HealthRow = { Progressing: lacks('status.conditions') }
  const failed = ['LastAsyncOperation', 'Synced']
  const rest: HealthRow = { Healthy: when(ready) }
  return unlike(
    table(
      { Healthy: known },
      unwritten,
      { Suspended: when(failed, 'False', { reason: 'ReconcilePaused' }), Degraded: when(failed, 'False') },
      rest,
    ),
    'one without a status is Healthy there, and one that somebody paused is Degraded',
    { Healthy: [lacks('status'), known] },
    unwritten,
    { Degraded: when(failed, 'False') },
    rest,
  )
}

const CONNECTOR = says('kind', ['ConfigConnector', 'ConfigConnectorContext'])

/** argo-cd:resource_customizations, the groups named here */
export const CLOUD: HealthFamily = {
  'cloudfront.aws.crossplane.io': () => ({ Distribution: AWS }),
  'iam.aws.crossplane.io': () => ({ ...kinds(['Policy', 'Role', 'RolePolicyAttachment'], AWS) }),
  'rds.aws.crossplane.io': () => ({ ...kinds(['DBCluster', 'DBInstance'], AWS) }),
  'route53.aws.crossplane.io': () => ({ ResourceRecordSet: AWS }),
  's3.aws.crossplane.io': () => ({ Bucket: AWS }),
  'stacks.crossplane.io': () => ({
    ClusterStackInstall: table({
      Healthy: some('status.conditionedStatus.conditions', all(says('type', 'Ready'), says('status', 'True'))),
    }),
  }),
  'certmanager.k8s.io': () => ({ ...kinds(['Certificate', 'Issuer'], READY_OR_NOT) }),
  'cert-manager.io': () => ({
    // A new one may be not Ready for a moment before it is Issuing; who watches sees that.
    Certificate: unlike(
      table(ISSUING, {
        Healthy: when('Ready'),
        Progressing: when('Ready', 'False', { reason: ISSUE_REASONS, and: lacks('status.lastFailureTime') }),
        Degraded: when('Ready', 'False'),
      }),
      'a new one is Degraded there for the moment before it is issued; here it is only after an attempt has failed',
      ISSUING,
      decides('Ready'),
    ),
    ...kinds(['Issuer', 'ClusterIssuer'], READY_OR_NOT),
  }),
  'external-secrets.io': () => ({
    ...kinds(['ExternalSecret', 'SecretStore', 'ClusterSecretStore', 'PushSecret'], READY_OR_NOT),
    // What came last says it, whatever it is.
    ClusterExternalSecret: fromLast(
      table({
        Healthy: when('Ready'),
        Degraded: when(['PartiallyReady', 'NotReady']),
        Progressing: when('*', '*'),
      }),
    ),
  }),
  'bitnami.com': () => ({ SealedSecret: table(decides('Synced')) }),
  'onepassword.com': () => ({ OnePasswordItem: READY_OR_NOT }),
  'pkg.crossplane.io': () => ({
    Provider: table(
      { Progressing: lacks('status.conditions') },
      { Healthy: all(when('Installed'), when('Healthy')), Degraded: 'otherwise' },
    ),
  }),
  '*.crossplane.io': () => ({
    '*': provided(
      [
        'ClusterProviderConfig',
        'Composition',
        'CompositionRevision',
        'ControllerConfig',
        'DeploymentRuntimeConfig',
        'ProviderConfig',
        'ProviderConfigUsage',
      ],
      ['Ready', 'Healthy', 'Offered', 'Established', 'ValidPipeline', 'RevisionHealthy'],
    ),
  }),
  '*.upbound.io': () => ({
    '*': provided(['ClusterProviderConfig', 'ProviderConfig', 'ProviderConfigUsage'], 'Ready'),
  }),
  // AWS Controllers for Kubernetes
  '*.services.k8s.aws': () => ({
    '*': table({ Degraded: when('ACK.Terminal'), Healthy: when('Ready'), Progressing: when('Ready', 'False') }),
  }),
  // Google's Config Connector
  '*.cnrm.cloud.google.com': () => ({
    '*': table(
      { Progressing: older() },
      { Healthy: all(CONNECTOR, says('status.healthy', true)), Degraded: all(CONNECTOR, has('status.healthy')) },
      {
        Healthy: when('*', 'True', { reason: 'UpToDate' }),
        Degraded: when('*', '*', { reason: ['UpdateFailed', 'DependencyNotFound'] }),
        Suspended: when('*', '*', { reason: 'DependencyNotReady' }),
      },
      { Progressing: when('Ready', '*') },
    ),
  }),
  'iammanager.keikoproj.io': () => ({
    Iamrole: table(
      meaning('status.state', {
        Healthy: 'Ready',
        Degraded: ['Error', 'RolesMaxLimitReached', 'PolicyNotAllowed', 'RoleNameNotAvailable'],
      }),
    ),
  }),
  // The archived external-secrets/kubernetes-external-secrets.
  'kubernetes-client.io': () => ({
    ExternalSecret: table({
      Healthy: says('status.status', 'SUCCESS'),
      Degraded: { field: 'status.status', startsWith: 'ERROR', text: 'status.status' },
    }),
  }),
  // SAP/sap-btp-service-operator
  'services.cloud.sap.com': () => ({
    ...kinds(
      ['ServiceBinding', 'ServiceInstance'],
      unlike(
        table(
          SAP_SEEN,
          {
            Progressing: [
              SAP_OTHER,
              when('Succeeded', 'False', {
                reason: ['CreateInProgress', 'UpdateInProgress', 'DeleteInProgress', 'InProgress'],
              }),
            ],
            Degraded: SAP_FAILED,
          },
          { Healthy: has('status.conditions') },
        ),
        'what is still being created or updated, for a reason that ends with InProgress, is Degraded there',
        SAP_SEEN,
        { Progressing: SAP_OTHER, Degraded: SAP_FAILED },
        { Healthy: has('status.conditions') },
      ),
    ),
  }),
}
