// Health of the Gateway API: Gateway, HTTPRoute, GRPCRoute: the first of their parts that is not well decides.
import { field, listField, stringField } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import type { HealthPolicy } from '../../policy.ts'
import { conditions, conditionText, readConditions } from '../condition.ts'
import type { Condition } from '../condition.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'

/** The Gateway's own conditions first, then each listener's (argo-cd:resource_customizations/gateway.networking.k8s.io/Gateway/health.lua). */
export function assessGateway(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  const listeners = listField(object, 'status', 'listeners')
  const hasConditions = field(object, 'status', 'conditions') !== undefined
  if (!hasConditions && listeners.length === 0) return verdict('Progressing', undefined, 'no status yet')
  // Argo CD looks at no condition's generation here, only in an HTTPRoute.
  if (policy.awaitsNewStatus && !isCurrent(object, conditions(object))) {
    return verdict('Progressing', undefined, 'its controller has not yet seen the new spec')
  }
  const parts = [
    { name: 'Gateway', conditions: conditions(object) },
    ...listeners.map((item) => ({
      name: `listener ${stringField(item, 'name') ?? ''}`.trimEnd(),
      conditions: readConditions(item),
    })),
  ]
  return firstProblem(parts) ?? verdict('Healthy', undefined, 'accepted and programmed')
}

/** argo-cd:resource_customizations/gateway.networking.k8s.io/{HTTPRoute,GRPCRoute}/health.lua */
export function assessRoute(object: KubeObject, policy: HealthPolicy): HealthVerdict {
  // Argo CD's rule for GRPCRoute takes also what was said of an older generation.
  const anyGeneration = !policy.awaitsNewStatus && object.kind === 'GRPCRoute'
  const parents = listField(object, 'status', 'parents')
    .map((parent) => ({ name: parentName(parent), conditions: readConditions(parent) }))
    .filter((parent) => parent.conditions.length > 0)
    .filter((parent) => anyGeneration || isCurrent(object, parent.conditions))
  if (parents.length === 0) return verdict('Progressing', undefined, 'no gateway has taken it up yet')
  return firstProblem(parents) ?? verdict('Healthy', undefined, 'accepted')
}

interface Part {
  readonly name: string
  readonly conditions: readonly Condition[]
}

function firstProblem(parts: readonly Part[]): HealthVerdict | undefined {
  for (const part of parts) {
    for (const type of ['ResolvedRefs', 'Accepted']) {
      const failure = part.conditions.find((item) => item.type === type && item.status === 'False')
      if (failure !== undefined) {
        return verdict('Degraded', `${part.name}: ${conditionText(failure) || `${type} is False`}`, type)
      }
    }
    const programmed = part.conditions.find((item) => item.type === 'Programmed' && item.status !== 'True')
    if (programmed !== undefined) {
      return verdict('Progressing', `${part.name}: ${conditionText(programmed) || 'not programmed yet'}`, part.name)
    }
  }
  return undefined
}

function parentName(parent: Json): string {
  return `parent ${stringField(parent, 'parentRef', 'name') ?? ''}`.trimEnd()
}

function isCurrent(object: KubeObject, items: readonly Condition[]): boolean {
  const generation = object.metadata.generation
  if (generation === undefined) return true
  return items.every((item) => item.observedGeneration === undefined || item.observedGeneration === generation)
}
