// How a health rule answers. Knows no kinds.
import { oneLine } from '../object/one-line.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { HealthPolicy } from '../policy.ts'
import type { HealthStatus, HealthStatusCode } from './health.ts'

/** A health, and whether it is Unknown because the rule could not read the object: a hook then ends in Error. */
export type HealthVerdict = HealthStatus & { readonly ruleError?: boolean }

/** The health rule of a kind; undefined: this object of the kind has no health. */
export type HealthRule = (object: KubeObject, policy: HealthPolicy) => HealthVerdict | undefined

/** A verdict whose message is one line and never empty: `fallback` stands in for an absent or blank one. */
export function verdict(status: HealthStatusCode, message: string | undefined, fallback: string): HealthVerdict {
  return { status, message: oneLine(message ?? '') || oneLine(fallback) }
}

/** The verdict of a rule that cannot read this object (argo-cd:gitops-engine/pkg/health/health.go). */
export function ruleError(message: string): HealthVerdict {
  return { status: 'Unknown', message, ruleError: true }
}

/** What makes a resource done, what makes it failed, and what makes it wait for a person; what is left out its rule does not know. */
export interface HealthWords {
  readonly done: string
  readonly failed?: string
  readonly suspended?: string
}
