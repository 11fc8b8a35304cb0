// A short health rule that judges. Pure.
import type { OwnRule } from '../own-rules.ts'
import { hasStatus, judgeByTable } from '../vocabulary/judge.ts'
import type { HealthTable, Test } from '../vocabulary/rule.ts'
import { amountPaths } from '../vocabulary/scope.ts'
import { verdict } from '../verdict.ts'

/** A rule for all kinds of a pattern that stands at a place. Before there is a status it says nothing of one, so that neither `otherwise` nor what is absent counts. */
export function declaredRule(pattern: string, table: HealthTable, place: string): OwnRule {
  const awaits = table.rows.some((row) => Object.values(row).some(looksAtStatus))
  return {
    pattern,
    place,
    table,
    judge: (object, policy) => {
      const found = judgeByTable(table, object, policy)
      const isEarly = awaits && !hasStatus(object) && (found.status === 'Healthy' || found.status === 'Degraded')
      return isEarly ? verdict('Progressing', undefined, 'no status yet') : found
    },
  }
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
