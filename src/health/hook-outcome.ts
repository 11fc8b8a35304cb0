// What a health means for the task that waits for it. Does not judge objects.
import type { HealthVerdict } from './verdict.ts'

/** Undefined is a kind without a health rule: it counts as done (argo-cd:gitops-engine/pkg/sync/sync_context.go, the refresh of running tasks). */
export function hookOutcome(verdict: HealthVerdict | undefined): 'Succeeded' | 'Running' | 'Failed' | 'Error' {
  if (verdict === undefined) return 'Succeeded'
  if (verdict.ruleError === true) return 'Error'
  switch (verdict.status) {
    case 'Progressing':
    case 'Suspended':
      return 'Running'
    case 'Degraded':
    case 'Unknown':
      return 'Failed'
    case 'Healthy':
    case 'Missing':
      return 'Succeeded'
  }
}

/** The same for a plain resource of an awaited wave: it waits where a hook would fail for an unclear health. */
export function resourceOutcome(verdict: HealthVerdict | undefined): 'Succeeded' | 'Running' | 'Failed' {
  if (verdict === undefined || verdict.status === 'Healthy') return 'Succeeded'
  return verdict.status === 'Degraded' ? 'Failed' : 'Running'
}
