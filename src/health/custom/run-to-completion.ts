// Health of custom resources that run to an end, as hooks do.
import { field, numberField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { conditions, conditionText } from '../condition.ts'
import type { HealthStatusCode } from '../health.ts'
import { verdict } from '../verdict.ts'
import type { HealthRule, HealthVerdict } from '../verdict.ts'

/** Which words of `status.phase` mean what. */
export interface PhaseRuleOptions {
  readonly progressing: readonly string[]
  readonly healthy: readonly string[]
  readonly degraded: readonly string[]
  readonly unknown?: readonly string[]
  /** What Argo CD makes of a status without a phase; Missing is how its empty answer acts. */
  readonly absent: HealthStatusCode
}

/**
 * `status.phase` decides (argo-cd:gitops-engine/pkg/health/health_argo.go and
 * argo-cd:resource_customizations/argoproj.io/{AnalysisRun,Experiment}/health.lua).
 */
export function phaseRule(phases: PhaseRuleOptions): HealthRule {
  return (object, policy) => {
    const phase = stringField(object, 'status', 'phase')
    const message = stringField(object, 'status', 'message')
    if (field(object, 'status') === undefined) return verdict('Progressing', undefined, 'no status yet')
    if (phase === undefined)
      return verdict(policy.mendsHealthRules ? 'Progressing' : phases.absent, message, 'no phase yet')
    const fallback = phase === '' ? 'no phase yet' : phase.toLowerCase()
    if (phases.progressing.includes(phase)) return verdict('Progressing', message, fallback)
    if (phases.healthy.includes(phase)) return verdict('Healthy', message, fallback)
    if (phases.degraded.includes(phase)) return verdict('Degraded', message, fallback)
    if (phases.unknown?.includes(phase)) return verdict('Unknown', message, fallback)
    const unclear = !policy.mendsHealthRules && phases.absent === 'Missing' ? 'Missing' : 'Unknown'
    return verdict(unclear, message, `unknown phase ${phase}`)
  }
}

/** argo-cd:resource_customizations/apps.kruise.io/BroadcastJob/health.lua */
export function assessBroadcastJob(object: KubeObject): HealthVerdict {
  const phase = stringField(object, 'status', 'phase')
  const [desired, succeeded, failed] = ['desired', 'succeeded', 'failed'].map((name) =>
    numberField(object, 'status', name),
  )
  const text = `${succeeded ?? 0} of ${desired ?? 0} pods succeeded, ${failed ?? 0} failed`
  if (phase === 'completed' && desired === succeeded) return verdict('Healthy', undefined, text)
  if (phase === 'failed' && failed !== 0) return verdict('Degraded', undefined, text)
  if (phase === 'paused' && field(object, 'spec', 'paused') === true) return verdict('Suspended', undefined, 'paused')
  return verdict('Progressing', undefined, text)
}

/** argo-cd:resource_customizations/tower.ansible.com/AnsibleJob/health.lua */
export function assessAnsibleJob(object: KubeObject): HealthVerdict {
  const result = stringField(object, 'status', 'ansibleJobResult', 'status')
  const url = stringField(object, 'status', 'ansibleJobResult', 'url') ?? ''
  const text = `${result ?? ''} ${url}`
  if (result === 'successful') return verdict('Healthy', text, result)
  if (result === 'failed' || result === 'error' || result === 'canceled') return verdict('Degraded', text, result)
  return verdict('Progressing', text, 'not started yet')
}

/** argo-cd:resource_customizations/k8s.mariadb.com/SqlJob/health.lua */
export function assessSqlJob(object: KubeObject): HealthVerdict {
  const found = conditions(object)
  const end = found.find(
    (item) => item.status === 'True' && (item.reason === 'JobComplete' || item.reason === 'JobFailed'),
  )
  if (end === undefined) return verdict('Progressing', found.map(conditionText).at(-1), 'no status yet')
  return verdict(end.reason === 'JobComplete' ? 'Healthy' : 'Degraded', end.message, end.reason)
}
