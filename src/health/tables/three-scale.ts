// 3scale API management (3scale/3scale-operator): a condition for each outcome, of which the operator sets one True.
import { all, compare, has, lacks, not, notTrue, says, table, when } from '../vocabulary/words-of-rules.ts'
import type { HealthTables } from '../vocabulary/rule.ts'

/** argo-cd:resource_customizations/{apps,capabilities}.3scale.net */
export const THREE_SCALE: HealthTables = {
  'apps.3scale.net/APIManager': table(
    {
      Healthy: all(
        has('status.deployments.ready'),
        lacks('status.deployments.starting'),
        lacks('status.deployments.stopped'),
      ),
    },
    { Healthy: when('Available'), Degraded: notTrue('Available', { reasonNot: '' }) },
  ),
  'capabilities.3scale.net/ActiveDoc': table({
    Healthy: when('Ready'),
    Degraded: when(['Invalid', 'Orphan', 'Failed']),
  }),
  'capabilities.3scale.net/Application': table(
    { Suspended: says('status.state', 'suspended') },
    { Healthy: when('Ready'), Degraded: notTrue('Ready', { and: not(compare('status.adminId', '>', 0)) }) },
  ),
  'capabilities.3scale.net/ApplicationAuth': table({ Healthy: when('Ready'), Degraded: when('Failed') }),
  'capabilities.3scale.net/Backend': table({
    Healthy: when('Synced'),
    Degraded: when(['Invalid', 'Failed']),
  }),
  'capabilities.3scale.net/CustomPolicyDefinition': table({
    Healthy: when('Ready'),
    Degraded: when(['Invalid', 'Failed']),
  }),
  'capabilities.3scale.net/DeveloperAccount': table({
    Healthy: when('Ready'),
    Degraded: when(['Invalid', 'Failed']),
    Suspended: when('Waiting'),
  }),
  'capabilities.3scale.net/DeveloperUser': table(
    { Suspended: says('status.developerUserState', 'suspended') },
    { Healthy: when('Ready'), Degraded: when(['Invalid', 'Orphan', 'Failed']) },
  ),
  'capabilities.3scale.net/OpenAPI': table({
    Healthy: when('Ready'),
    Degraded: when(['Invalid', 'Failed']),
  }),
  'capabilities.3scale.net/Product': table({
    Healthy: when('Synced'),
    Degraded: when(['Invalid', 'Orphan', 'Failed']),
  }),
  'capabilities.3scale.net/ProxyConfigPromote': table({
    Healthy: when('Ready'),
    Progressing: when('In-progress'),
    Degraded: when('Failed'),
  }),
  'capabilities.3scale.net/Tenant': table(
    { Healthy: all(when('Ready'), compare('status.tenantId', '>', 0), compare('status.adminId', '>', 0)) },
    { Degraded: notTrue('Ready') },
  ),
}
