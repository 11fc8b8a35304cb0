// Cloud resources and secrets from outside, certificates, and older Crossplane kinds.
import {
  all,
  decides,
  has,
  kinds,
  meaning,
  not,
  says,
  some,
  table,
  unlike,
  when,
} from '../vocabulary/words-of-rules.ts'
import type { HealthRow, HealthTable, HealthFamily } from '../vocabulary/rule.ts'

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
  'certmanager.k8s.io': () => ({ ...kinds(['Certificate', 'Issuer'], table(decides('Ready'))) }),
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
