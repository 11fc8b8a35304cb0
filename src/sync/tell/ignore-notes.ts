// What is odd about rules of ignoreDifferences, seen the objects that they are for. Pure.
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { SyncPlan } from '../../plan/sync-plan.ts'
import type { SyncOptions } from '../sync-options.ts'

/** A rule that names no group is for the core group, which is easily forgotten; `core` is the name of none. */
export function rulesOfOtherGroups({ tasks }: SyncPlan, { ignoreDifferences }: SyncOptions): readonly Diagnostic[] {
  return ignoreDifferences.flatMap(({ matches, matchesButGroup, text }): readonly Diagnostic[] => {
    if (tasks.some(({ key }) => matches(key))) return []
    const meant = tasks.find(({ key }) => matchesButGroup(key))
    if (meant === undefined) return []
    const { group, kind } = meant.key
    const where = group === '' ? 'the core group' : `the group ${group}`
    const message = `the rule ${text} of ignoreDifferences matches nothing: ${kind} is in ${where}`
    const hint = group === '' ? `leave the group out: ${kind}:…` : `name the group: ${group}/${kind}:…`
    return [{ code: 'IGNORE_RULE', severity: 'warning', message, hint }]
  })
}
