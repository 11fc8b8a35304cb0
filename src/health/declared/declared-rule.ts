// A short health rule that judges. Pure.
import type { OwnRule } from '../own-rules.ts'
import { decidedBy, hasStatus, toldMeanwhile } from '../vocabulary/judge.ts'
import type { HealthRows, HealthTable, Test } from '../vocabulary/rule.ts'
import { amountPaths, healthScope } from '../vocabulary/scope.ts'
import type { HealthScope } from '../vocabulary/scope.ts'
import { whyNotHealthy } from '../vocabulary/why-not.ts'
import { verdict } from '../verdict.ts'
import type { HealthVerdict } from '../verdict.ts'
import { unreadableField } from './unreadable-field.ts'

/**
 * A rule for all kinds of a pattern that stands at a place. Before there is a status it says nothing of one, so that neither `otherwise`
 * nor what is absent counts; and what it cannot read is Unknown, for behind `not` or `otherwise` it would count as well.
 */
export function declaredRule(pattern: string, table: HealthTable, place: string): OwnRule {
  const awaitsStatus = table.rows.some((row) => Object.values(row).some(looksAtStatus))
  return {
    pattern,
    place,
    table,
    awaitsStatus,
    judge: (object) => {
      const unread = unreadableField(table, object)
      if (unread !== undefined) return verdict('Unknown', undefined, unread)
      const scope = healthScope(object)
      const found = decidedBy(table.rows, scope)
      if (found === undefined) return waiting(table.rows, scope)
      const isEarly = awaitsStatus && !hasStatus(object) && (found.status === 'Healthy' || found.status === 'Degraded')
      return isEarly ? verdict('Progressing', undefined, 'no status yet') : found
    },
  }
}

/** What is still missing, and beside it what the object says itself. */
function waiting(rows: HealthRows, scope: HealthScope): HealthVerdict {
  const why = whyNotHealthy(rows, scope)
  const told = toldMeanwhile(rows, scope) ?? ''
  return verdict('Progressing', told === '' ? undefined : `${why}: ${told}`, why)
}

function looksAtStatus(test: Test): boolean {
  if (test === 'otherwise') return false
  if ('all' in test) return test.all.some(looksAtStatus)
  if ('not' in test) return looksAtStatus(test.not)
  if ('field' in test) return isInStatus(test.field)
  if ('compare' in test) return [test.compare, test.with].flatMap(amountPaths).some(isInStatus)
  if ('parts' in test) return isInStatus(test.parts)
  return 'condition' in test || 'generation' in test || test.some(looksAtStatus)
}

function isInStatus(path: string): boolean {
  return /^#?status\b/.test(path)
}
