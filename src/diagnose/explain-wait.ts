// A wait as a short chain from the object down to the cause. Reads logs only where it is asked to.
import type { Cluster } from '../cluster/port.ts'
import { isTerminating } from '../health/condition.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import { defined } from '../object/defined.ts'
import { field } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Note } from './attempt.ts'
import type { Cause } from './cause.ts'
import type { CauseCode } from './cause-code.ts'
import { chainText } from './chain.ts'
import type { ChainLink } from './diagnosis.ts'
import type { Facts, GatherOptions } from './facts.ts'
import { hintFor } from './hints/index.ts'
import { leavingText } from './leaving.ts'
import { serviceOfWebhook } from './next-link.ts'
import { restartCounts, stuckIn } from './stuck.ts'
import type { Stuck } from './stuck.ts'
import { trace, traceLink } from './trace.ts'

/** Why something waits. */
export interface WaitExplanation {
  /** The chain as one line: `1 of 3 updated replicas available ← Pod web-abc Pending ← FailedScheduling: …`. */
  readonly text: string
  readonly chain: readonly ChainLink[]
  readonly code: CauseCode
  readonly hint?: string
  /** How often a container that crashes was started again. */
  readonly restarts?: number
  /** All that it may be stuck in for good. */
  readonly stuck: readonly Stuck[]
  /** How often each of its containers was restarted before what is asked about began. */
  readonly restarted: ReadonlyMap<string, number>
  /** What could not be read. */
  readonly notes: readonly Note[]
}

/** A webhook may be called at any time. */
const NOT_STUCK = { stuck: [], restarted: new Map<string, number>() }

/** What it goes by. */
type WaitOptions = Pick<GatherOptions, 'judging' | 'said' | 'signal'> &
  Partial<Pick<GatherOptions, 'tailLines'>> & { readonly since?: number }

/**
 * Looks for why an object waits: reads its pods and the events about them. Restarts of pods that were made since a moment
 * (milliseconds since 1970; left out: of none) are not from before. Without `tailLines` no log is read. Throws no ClusterError.
 */
export async function explainWait(
  cluster: Cluster,
  object: KubeObject,
  { since, tailLines = 0, ...options }: WaitOptions,
): Promise<WaitExplanation> {
  const traced = await trace(cluster, object, { ...options, tailLines, state: ownState })
  const { facts, cause, chain, notes } = traced
  return { ...explanation(cause, chain), stuck: stuckIn(facts), restarted: restartCounts(facts, since), notes }
}

/** Looks for why a webhook cannot be called: at its Service, and the pods of that. Throws no ClusterError. */
export async function explainWebhook(
  cluster: Cluster,
  message: string,
  options: Pick<GatherOptions, 'judging' | 'signal'>,
): Promise<WaitExplanation> {
  const next = serviceOfWebhook(message)
  const below = next === undefined ? { chain: [], notes: [] } : await traceLink(cluster, next, options)
  const hint = hintFor('Webhook', message)
  const cause = below.cause ?? { code: 'Webhook', cause: message }
  const chain = [{ what: 'webhook', state: message }, ...below.chain]
  return {
    ...explanation({ ...cause, ...defined({ hint: cause.hint ?? hint }) }, chain),
    ...NOT_STUCK,
    notes: below.notes,
  }
}

function explanation(
  cause: Cause,
  chain: readonly ChainLink[],
): Omit<WaitExplanation, 'notes' | keyof typeof NOT_STUCK> {
  const { code, hint, restarts } = cause
  return { text: chainText(chain), chain, code, ...defined({ hint, restarts }) }
}

/** How the object stands that a chain begins with. */
export function ownState({ object, health }: Facts): string {
  return waitReason(object, health)
}

/** Why something is not there yet, by the object alone: one line, never empty. The verdict is the one that the wait goes by; undefined: the kind has no health rule. */
export function waitReason(object: KubeObject, verdict: HealthVerdict | undefined): string {
  if (isTerminating(object)) return leavingText(object)
  if (object.kind === 'Job' && field(object, 'spec', 'suspend') === true) return 'suspended: spec.suspend is true'
  return verdict?.message ?? `${object.kind} has no health rule`
}
