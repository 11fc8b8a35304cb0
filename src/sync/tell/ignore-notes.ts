// What is odd about rules of ignoreDifferences, seen the objects that they are for. Pure.
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { SyncPlan } from '../../plan/sync-plan.ts'
import type { SyncOptions } from '../sync-options.ts'

/** A rule that names no group is for the core group, which is easily forgotten. */
export function rulesWithoutGroup({ tasks }: SyncPlan, { ignoreDifferences }: SyncOptions): readonly Diagnostic[] {
  return ignoreDifferences.flatMap(({ matches, text }): readonly Diagnostic[] => {
    if (tasks.some(({ key }) => matches(key))) return []
    const meant = tasks.find(({ key }) => matches({ ...key, group: '' }))
    if (meant === undefined) return []
    const { group, kind } = meant.key
    const message = `the rule ${text} of ignoreDifferences matches nothing: ${kind} is in the group ${group}`
    return [{ code: 'IGNORE_RULE', severity: 'warning', message, hint: `write ${group}/${text}, or group: ${group}` }]
  })
}
