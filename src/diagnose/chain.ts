// A chain of links from an object down to the first cause, and its one line. Pure.
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Cause } from './cause.ts'
import type { ChainLink } from './diagnosis.ts'
import type { Facts } from './facts.ts'

/** Between two links of a chain. */
const LINKED_BY = ' ← '

/** The links of an object, its state and its cause: itself, and the pod that tells it. The last one has the cause for its reason. */
export function chainOf(facts: Facts, state: string, { pod, cause }: Cause): readonly ChainLink[] {
  const { object } = facts
  const phase = facts.pods.find((item) => item.diagnosis.name === pod)?.diagnosis.phase
  // The health of a Deployment ends with what its cause says, with the name of a pod that never was.
  const own = link(object, cause.startsWith('FailedCreate: ') ? state.replace(/; FailedCreate: .*$/s, '') : state)
  if (phase === undefined || object.kind === 'Pod') return [withReason(own, cause)]
  return [own, withReason({ what: `Pod ${pod ?? ''}`, state: phase }, cause)]
}

/** The links above others. */
export function withoutReason(chain: readonly ChainLink[]): readonly ChainLink[] {
  return chain.map(({ what, state }) => ({ what, ...defined({ state }) }))
}

/** `PersistentVolumeClaim data no volume yet ← ProvisioningFailed: …`: each link with its name. */
export function linkedText(chain: readonly ChainLink[]): string {
  return chainText([{ what: '' }, ...chain])
}

/** `1 of 3 updated replicas available ← Pod web-abc Pending ← FailedScheduling: …`: what the line is about is not named again. */
export function chainText(chain: readonly ChainLink[]): string {
  const parts: string[] = []
  for (const [index, { what, state, reason }] of chain.entries()) {
    const part = index === 0 ? (state ?? '') : [what, state ?? ''].join(' ').trimEnd()
    // What a link above already says is not said again.
    for (const text of [part, reason ?? '']) {
      if (text !== '' && !parts.some((told) => told.includes(text))) parts.push(text)
    }
  }
  return parts.join(LINKED_BY)
}

function link({ kind, metadata }: KubeObject, state: string): ChainLink {
  return { what: `${kind} ${metadata.name ?? ''}`, ...defined({ state: state === '' ? undefined : state }) }
}

function withReason(own: ChainLink, reason: string): ChainLink {
  return own.state?.includes(reason) === true ? own : { ...own, reason }
}
