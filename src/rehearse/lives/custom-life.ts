// The lives of custom resources: a moment after it came, each has a status that its health rule takes for ready, or for failed.
import { OUR_POLICY } from '../../policy.ts'
import type { HealthPolicy } from '../../policy.ts'
import { IDLE, isDeleting, REACTION_MS } from '../../simulator/stages/stage.ts'
import type { Stage, StageWorld } from '../../simulator/stages/stage.ts'
import { assessHealth } from '../../health/index.ts'
import { isOfOperator } from '../../health/judging.ts'
import type { Judging } from '../../health/judging.ts'
import type { OwnHealth } from '../../health/own-rules.ts'
import { defined } from '../../object/defined.ts'
import { field, listField, numberField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { SyncEventBody } from '../../sync/events.ts'
import { stateCandidates } from './custom-statuses.ts'
import type { CustomOutcome } from './custom-statuses.ts'

/**
 * The operators of all kinds that have a health rule. What has none is done once it is written, in a real run too.
 * `start` is what there is before the run: a status that says how an object is stands until its generation changes.
 */
export function customLifeStage(start: readonly KubeObject[], judging: Judging): Stage {
  const { policy } = judging
  const given = new Map(start.map(({ metadata }) => [metadata.uid, metadata.generation]))
  const isAsGiven = ({ metadata }: KubeObject): boolean =>
    given.has(metadata.uid) && given.get(metadata.uid) === metadata.generation
  return {
    name: 'custom-resource',
    affects: ({ type, key }) => (type !== 'deleted' && isOfOperator(key, judging) ? [{ key, delay: REACTION_MS }] : []),
    visit: (object, world) => {
      const { neverReady, readyAfter = 0, exitCode } = world.life(object)
      if (isDeleting(object) || neverReady === true) return IDLE
      if (isObserved(object) ?? (isAsGiven(object) && isJudged(object, policy))) return IDLE
      const written = countsStatus(object, world) ? nextGeneration(object) : object
      const reached = reachedBy(written, exitCode === undefined ? 'Healthy' : 'Degraded', policy)
      if (reached === undefined) return IDLE
      return {
        after: { situation: `generation ${object.metadata.generation ?? 1}`, milliseconds: readyAfter },
        actions: [{ do: 'update', object: reached }],
      }
    },
  }
}

/** Whether the server counts a change of the status as one of the object: it does where its definition has no subresource for that. */
function countsStatus(object: KubeObject, world: Pick<StageWorld, 'list'>): boolean {
  const { group, version, kind } = groupVersionKind(object)
  const definition = world
    .list('apiextensions.k8s.io', 'CustomResourceDefinition')
    .find(({ spec }) => field(spec, 'group') === group && field(spec, 'names', 'kind') === kind)
  const served = listField(definition, 'spec', 'versions').find((one) => field(one, 'name') === version)
  return served !== undefined && field(served, 'subresources', 'status') === undefined
}

function nextGeneration(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, generation: (object.metadata.generation ?? 1) + 1 } }
}

/** Whether its operator has looked at this generation, as far as the status or one of its conditions says which one that was. */
function isObserved(object: KubeObject): boolean | undefined {
  const observed = [object['status'], ...listField(object, 'status', 'conditions')].flatMap(
    (part) => numberField(part, 'observedGeneration') ?? [],
  )
  return observed.length === 0 ? undefined : Math.max(...observed) === (object.metadata.generation ?? 1)
}

/** Whether its status says how it is, rather than that its operator is still at work. */
function isJudged(object: KubeObject, policy: OwnHealth): boolean {
  const health = assessHealth(object, asOurs(policy))?.status
  return health !== undefined && health !== 'Progressing' && health !== 'Missing'
}

/** The first state of the object that its rule takes for the outcome. */
function reachedBy(object: KubeObject, outcome: CustomOutcome, policy: OwnHealth): KubeObject | undefined {
  const type = groupVersionKind(object)
  const is = policy.ownRules?.ruleFor(type) === undefined ? 'built-in' : 'own'
  const given = policy.ownRules?.givenFor?.(type)
  return stateCandidates(object, outcome, { is, given }).find(
    (candidate) => assessHealth(candidate, asOurs(policy))?.status === outcome,
  )
}

function asOurs({ ownRules }: OwnHealth): HealthPolicy & OwnHealth {
  return { ...OUR_POLICY, ...defined({ ownRules }) }
}

/** A server counts generations from 1 on. */
function asCreated(object: KubeObject): KubeObject {
  return { ...object, metadata: { generation: 1, ...object.metadata } }
}

/** Says which of the manifests nothing in this world makes ready. */
export function lifelessKinds(manifests: readonly Manifest[], judging: Judging): readonly SyncEventBody[] {
  const lifeless = manifests.filter(
    ({ object }) =>
      isOfOperator(groupVersionKind(object), judging) &&
      reachedBy(asCreated(object), 'Healthy', judging.policy) === undefined,
  )
  return lifeless.map(({ object, location }) => ({
    type: 'diagnostic',
    diagnostic: {
      code: 'NEVER_READY',
      severity: 'warning',
      message: `nothing in this world makes the ${object.kind} ${object.metadata.name ?? ''} ready`,
      location,
      hint: `the rehearsal waits for it until its time is over; ${remedy(object, judging)}`,
    },
  }))
}

/** Rules of one's own count in any case. */
function remedy(object: KubeObject, { policy }: Judging): string {
  const type = groupVersionKind(object)
  if (policy.ownRules?.ruleFor(type) === undefined) return '--no-custom-health takes it for done once it is written'
  const place = policy.ownRules.givenFor?.(type)?.place
  return `no status that was tried suits your rule${place === undefined ? '' : ` at ${place}`}: leave that out to rehearse the rest`
}
