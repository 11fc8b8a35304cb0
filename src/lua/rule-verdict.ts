// What a rule answered → the health that Argo CD takes it for. Pure.
import { HEALTH_STATUS_CODES } from '../health/health.ts'
import { ruleError, verdict } from '../health/verdict.ts'
import type { HealthVerdict } from '../health/verdict.ts'
import type { LuaAnswer } from './answer.ts'

/**
 * The health by an answer (argo-cd:util/lua/lua.go, ExecuteHealthLua). Where a rule says nothing that can be read, a resource is waited for
 * and a hook is done, which is what Missing means to both; to Argo CD that health has no name.
 */
export function ruleVerdict({ type, texts, others, unreadable }: LuaAnswer): HealthVerdict {
  if (type === 'nil') return nothing('its rule says nothing yet')
  if (type !== 'table') return ruleError(`it returned a ${type}, not a table`)
  if (unreadable !== undefined) return ruleError(`it returned a table with ${unreadable}`)
  if (texts.size + others.size === 0) return nothing('its rule says nothing yet')
  for (const name of ['status', 'message']) {
    const wrong = field(others, name)
    if (wrong !== undefined) return nothing(`its rule says nothing: its ${name} is a ${wrong}, not a text`)
  }
  const status = field(texts, 'status')
  const known = HEALTH_STATUS_CODES.find((code) => code === status)
  if (known === undefined) return verdict('Unknown', undefined, invalid(status))
  return verdict(known, field(texts, 'message'), `its rule says ${known}`)
}

const nothing = (message: string): HealthVerdict => verdict('Missing', undefined, message)

function invalid(status: string | undefined): string {
  if (status === undefined || status === '') return 'its rule says no status'
  return `its rule says ${JSON.stringify(status.slice(0, 40))}, which is no health status: they are ${HEALTH_STATUS_CODES.join(', ')}`
}

/** Go reads a field whatever the case of its name; of several the last counts, by their bytes. */
function field(of: ReadonlyMap<string, string>, name: string): string | undefined {
  const [, value] =
    [...of]
      .filter(([key]) => key.toLowerCase() === name)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .at(-1) ?? []
  return value
}
