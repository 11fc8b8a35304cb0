// Pods that the server does not let a controller make: what the controller tells of it, and when it tries again. Makes none.
import { numberField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Action, StageWorld } from './stage.ts'

/** What came of wanting a pod. */
export interface RefusedPod {
  /** The server's words. */
  readonly message: string
  readonly event: Action
  /** In milliseconds. */
  readonly again: number
}

/** How a controller goes on trying, in milliseconds, and how it tells of it. */
export interface Retries {
  readonly first: number
  readonly longest: number
  readonly tell: (message: string) => string
}

/** Of most controllers (kubernetes/kubernetes:staging/src/k8s.io/client-go/util/workqueue/default_rate_limiters.go). */
export const USUAL_RETRIES: Retries = { first: 5, longest: 1_000_000, tell: (message) => `Error creating: ${message}` }

/** What an owner does to its pods, and the refusal of the first one where it wants to make some. */
export function makePods(
  owner: KubeObject,
  actions: readonly Action[],
  world: StageWorld,
): { readonly actions: readonly Action[]; readonly refused: RefusedPod | undefined } {
  const [first] = actions
  const refused = refusedPod(owner, first?.do === 'create' ? first.object : undefined, world)
  return { actions: refused === undefined ? actions : [refused.event], refused }
}

/** The refusal of the next pod that an owner wants to make; undefined: it may be made. */
export function refusedPod(
  owner: KubeObject,
  pod: KubeObject | undefined,
  world: StageWorld,
  retries: Retries = USUAL_RETRIES,
): RefusedPod | undefined {
  const message = pod === undefined ? undefined : world.refusal(pod)
  if (message === undefined) return undefined
  const text = retries.tell(message)
  const again = Math.min(retries.longest, retries.first * 2 ** triesOf(owner, text, world))
  return {
    message,
    event: { do: 'event', about: owner, type: 'Warning', reason: 'FailedCreate', message: text },
    again,
  }
}

/** The event of the tries before counts them. */
function triesOf(owner: KubeObject, message: string, world: StageWorld): number {
  const known = world
    .list('', 'Event', owner.metadata.namespace)
    .find(
      (event) =>
        stringField(event, 'involvedObject', 'uid') === owner.metadata.uid && stringField(event, 'message') === message,
    )
  return numberField(known, 'count') ?? 0
}
