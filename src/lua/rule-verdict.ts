// What a rule answered → the health that Argo CD takes it for. Pure.
import { HEALTH_STATUS_CODES } from '../health/health.ts'
import { ruleError, verdict } from '../health/verdict.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import type { LuaAnswer } from './machine.ts'

/**
 * The health by an answer (argo-cd:util/lua/lua.go, ExecuteHealthLua). Where a rule says nothing that can be read, a resource is waited for
 * and a hook is done, which is what Missing means to both; to Argo CD that health has no name.
 */
export function ruleVerdict({ type, texts, others, numbered }: LuaAnswer): HealthVerdict {
  if (type === 'nil') return NOTHING
  if (type !== 'table') return ruleError(`it returned a ${type}, not a table`)
  const strange = [...others.values()].find((other) => ['function', 'userdata', 'thread'].includes(other))
  if (strange !== undefined) return ruleError(`it returned a table with a ${strange}`)
  const isEmpty = texts.size + others.size === 0
  if (numbered && !isEmpty) return ruleError('it returned a table with names and numbers')
  const wrong = ['status', 'message'].some((name) => field(others, name) !== undefined)
  if (isEmpty || wrong) return NOTHING
  const status = field(texts, 'status')
  const known = HEALTH_STATUS_CODES.find((code) => code === status)
  if (known === undefined) return verdict('Unknown', undefined, 'its rule returned an invalid health status')
  return verdict(known, field(texts, 'message'), 'as its rule says')
}

const NOTHING = verdict('Missing', undefined, 'its rule says nothing yet')

/** Go reads a field whatever the case of its name. */
function field(of: ReadonlyMap<string, string>, name: string): string | undefined {
  return of.get(name) ?? [...of].find(([key]) => key.toLowerCase() === name)?.[1]
}
