// What health is: six words, as Argo CD has them, and a message that is never empty.

/** From best to worst (argo-cd:gitops-engine/pkg/health/health.go). */
export const HEALTH_STATUS_CODES = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'] as const

/** One of Argo CD's health statuses. */
export type HealthStatusCode = (typeof HEALTH_STATUS_CODES)[number]

/** The health of a live object. */
export interface HealthStatus {
  readonly status: HealthStatusCode
  /** Why, in one line; never empty. */
  readonly message: string
}
