// OpenShift and Open Cluster Management.
import {
  all,
  compare,
  every,
  has,
  lacks,
  meaning,
  not,
  notTrue,
  older,
  says,
  some,
  table,
  unobserved,
  when,
} from '../vocabulary/words-of-rules.ts'
import type { HealthRow, HealthFamily } from '../vocabulary/rule.ts'

const AVAILABLE = when('Available')
const ROLLED_OUT = when('Progressing', 'True', { reason: 'NewReplicationControllerAvailable' })
const COMPLIANT: HealthRow = meaning('status.compliant', { Healthy: 'Compliant', Degraded: 'otherwise' })

/** An upgrade that waits for a person, with the operator installed, is how a manual Subscription rests. */
const AT_REST = all(
  when('InstallPlanPending', 'True', { reason: 'RequiresApproval' }),
  says('spec.installPlanApproval', 'Manual'),
  has('status.installedCSV'),
)

/** argo-cd:resource_customizations, the groups named here */
export const OPENSHIFT: HealthFamily = {
  'apps.openshift.io': () => ({
    DeploymentConfig: table(
      { Progressing: [lacks('status.conditions'), lacks('status.replicas')] },
      { Healthy: [all(AVAILABLE, ROLLED_OUT), says('status.replicas', 0)] },
      { Progressing: [AVAILABLE, ROLLED_OUT] },
      { Degraded: 'otherwise' },
    ),
  }),
  // The Operator Lifecycle Manager
  'operators.coreos.com': () => ({
    Subscription: table(
      { Progressing: lacks('status.conditions') },
      {
        Degraded: [
          // One that is missing counts whatever the condition's status, but for the one that was referenced and is gone.
          when('InstallPlanMissing', '*', { reasonNot: 'ReferencedInstallPlanNotFound' }),
          when(['CatalogSourcesUnhealthy', 'InstallPlanFailed', 'ResolutionFailed']),
        ],
      },
      {
        Degraded: says('status.state', 'UpgradeFailed'),
        Progressing: [
          all(when('InstallPlanPending'), not(AT_REST)),
          lacks('status.state'),
          says('status.state', ['', 'UpgradeAvailable']),
          all(says('status.state', 'UpgradePending'), not(AT_REST)),
        ],
        Healthy: [AT_REST, { field: 'status.state', text: 'status.state' }],
      },
    ),
  }),
  'operator.openshift.io': () => ({
    IngressController: table({
      Degraded: when('Degraded'),
      Progressing: [when('DeploymentReplicasAllAvailable', 'False'), when('Progressing')],
      Healthy: when('Available'),
    }),
  }),
  'route.openshift.io': () => ({
    Route: table(
      { Progressing: lacks('status.ingress') },
      {
        Healthy: every('status.ingress', when('Admitted')),
        Degraded: some('status.ingress', when('Admitted', 'False')),
      },
    ),
  }),
  'policy.open-cluster-management.io': () => ({
    CertificatePolicy: table(COMPLIANT),
    ConfigurationPolicy: table(
      {
        Progressing: [
          lacks('status.compliant'),
          unobserved('status.lastEvaluatedGeneration'),
          lacks('status.compliancyDetails'),
        ],
      },
      COMPLIANT,
    ),
    OperatorPolicy: table({ Progressing: older() }, { Healthy: when('Compliant'), Degraded: notTrue('Compliant') }),
    Policy: table(
      {
        Healthy: [
          says('spec.disabled', true),
          all(lacks('status.compliant'), lacks('status.status'), compare('#status.placement', '>', 0)),
        ],
      },
      { Progressing: lacks('status'), ...COMPLIANT },
    ),
  }),
}
