// 3scale API management (3scale/3scale-operator): a condition for each outcome, of which the operator sets one True.
import { all, compare, has, lacks, not, notTrue, says, table, when } from '../vocabulary/words-of-rules.ts'
import type { HealthFamily } from '../vocabulary/rule.ts'

/** argo-cd:resource_customizations/{apps,capabilities}.3scale.net */
export const THREE_SCALE: HealthFamily = {
  'apps.3scale.net': () => ({
    APIManager: table(
      {
        Healthy: all(
          has('status.deployments.ready'),
          lacks('status.deployments.starting'),
          lacks('status.deployments.stopped'),
        ),
      },
      { Healthy: when('Available'), Degraded: notTrue('Available', { reasonNot: '' }) },
    ),
  }),
  'capabilities.3scale.net': () => ({
    ActiveDoc: table({
      Healthy: when('Ready'),
      Degraded: when(['Invalid', 'Orphan', 'Failed']),
    }),
    Application: table(
      { Suspended: says('status.state', 'suspended') },
      { Healthy: when('Ready'), Degraded: notTrue('Ready', { and: not(compare('status.adminId', '>', 0)) }) },
    ),
    ApplicationAuth: table({ Healthy: when('Ready'), Degraded: when('Failed') }),
    Backend: table({
      Healthy: when('Synced'),
      Degraded: when(['Invalid', 'Failed']),
    }),
    CustomPolicyDefinition: table({
      Healthy: when('Ready'),
      Degraded: when(['Invalid', 'Failed']),
    }),
    DeveloperAccount: table({
      Healthy: when('Ready'),
      Degraded: when(['Invalid', 'Failed']),
      Suspended: when('Waiting'),
    }),
    DeveloperUser: table(
      { Suspended: says('status.developerUserState', 'suspended') },
      { Healthy: when('Ready'), Degraded: when(['Invalid', 'Orphan', 'Failed']) },
    ),
    OpenAPI: table({
      Healthy: when('Ready'),
      Degraded: when(['Invalid', 'Failed']),
    }),
    Product: table({
      Healthy: when('Synced'),
      Degraded: when(['Invalid', 'Orphan', 'Failed']),
    }),
    ProxyConfigPromote: table({
      Healthy: when('Ready'),
      Progressing: when('In-progress'),
      Degraded: when('Failed'),
    }),
    Tenant: table(
      { Healthy: all(when('Ready'), compare('status.tenantId', '>', 0), compare('status.adminId', '>', 0)) },
      { Degraded: notTrue('Ready') },
    ),
  }),
}
