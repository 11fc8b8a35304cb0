// Health of Crossplane's and Upbound's resources, whatever their kind.
import { field, isJsonObject } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { HealthPolicy } from '../../policy.ts'
import { condition, conditions, conditionText } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** Kinds that nobody ever writes a status to. */
const WITHOUT_STATUS = {
  crossplane: [
    'ClusterProviderConfig',
    'Composition',
    'CompositionRevision',
    'ControllerConfig',
    'DeploymentRuntimeConfig',
    'ProviderConfig',
    'ProviderConfigUsage',
  ],
  upbound: ['ClusterProviderConfig', 'ProviderConfig', 'ProviderConfigUsage'],
}

const CROSSPLANE_READY = ['Ready', 'Healthy', 'Offered', 'Established', 'ValidPipeline', 'RevisionHealthy']

/** argo-cd:resource_customizations/_.crossplane.io/_/health.lua */
export function assessCrossplaneResource(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  return assessResource(object, { ...policy, withoutStatus: WITHOUT_STATUS.crossplane, ready: CROSSPLANE_READY })
}

/** argo-cd:resource_customizations/_.upbound.io/_/health.lua */
export function assessUpboundResource(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  return assessResource(object, { ...policy, withoutStatus: WITHOUT_STATUS.upbound, ready: ['Ready'] })
}

interface ResourceOptions extends HealthPolicy {
  readonly withoutStatus: readonly string[]
  readonly ready: readonly string[]
}

function assessResource(object: KubeObject, options: ResourceOptions): HealthVerdict {
  const status = field(object, 'status')
  const isConfig = options.withoutStatus.includes(object.kind)
  if (!isJsonObject(status) || Object.keys(status).length === 0) {
    // Argo CD takes every kind without a status for up to date: `or` and `and` there lack a bracket.
    const quirk = !options.mendsHealthRules && status === undefined
    return isConfig || quirk ? verdict('Healthy', undefined, 'up to date') : provisioning(object)
  }
  if (field(status, 'conditions') === undefined) {
    const used = isConfig && object.kind.endsWith('ProviderConfig') && field(status, 'users') !== undefined
    return used ? verdict('Healthy', undefined, 'in use') : provisioning(object)
  }
  const failure = conditions(object).find(
    (item) => (item.type === 'LastAsyncOperation' || item.type === 'Synced') && item.status === 'False',
  )
  if (failure !== undefined) {
    // Somebody paused it on purpose; the older rules for some AWS kinds say so too.
    const paused = failure.reason === 'ReconcilePaused' && options.mendsHealthRules
    return verdict(paused ? 'Suspended' : 'Degraded', conditionText(failure), `${failure.type} is False`)
  }
  const ready = conditions(object).some((item) => options.ready.includes(item.type) && item.status === 'True')
  return ready ? verdict('Healthy', undefined, 'up to date') : provisioning(object)
}

function provisioning(object: KubeObject): HealthVerdict {
  const ready = condition(object, 'Ready', 'any')
  return verdict('Progressing', ready && conditionText(ready), 'being provisioned')
}

/** argo-cd:resource_customizations/pkg.crossplane.io/Provider/health.lua */
export function assessCrossplaneProvider(object: KubeObject): HealthVerdict {
  if (field(object, 'status', 'conditions') === undefined) {
    return verdict('Progressing', undefined, 'waiting to be installed')
  }
  const open = ['Installed', 'Healthy'].filter((type) => condition(object, type) === undefined)
  if (open.length === 0) return verdict('Healthy', undefined, 'installed and healthy')
  const texts = open.map((type) => {
    const found = condition(object, type, 'any')
    return `${type} is not True${found === undefined ? '' : `: ${conditionText(found)}`}`
  })
  return verdict('Degraded', texts.join('; '), 'not installed')
}
