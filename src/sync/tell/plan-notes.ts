// What is worth knowing of a plan before it runs: about its hooks, and about rules of ignoreDifferences. Pure.
import { bringersOf, lateNeedHint, lateNeedsOf } from '../../diagnose/late-needs.ts'
import type { Judging } from '../../health/judging.ts'
import { mayHaveStatus } from '../../health/without-status.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { defined } from '../../object/defined.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncPlan, SyncTask } from '../../plan/sync-plan.ts'
import type { SyncEventBody } from '../events.ts'
import type { SyncOptions } from '../sync-options.ts'
import { isJudged } from '../task-health.ts'
import { liveObject } from '../view.ts'
import type { View } from '../view.ts'
import { waysToRule } from './unjudged-kinds.ts'

/** Hooks of kinds for which no rule says when they are done: as in Argo CD they count as done once they are applied. */
export function hooksWithoutHealth(plan: SyncPlan, options: Judging): readonly Diagnostic[] {
  return (
    plan.tasks
      // Who switches the rules for operators off does not ask whether there is one.
      .filter((task) => task.hook !== undefined && !isJudged(task, { ...options, customHealth: true }))
      .map((task) => ({
        code: 'HOOK_WITHOUT_HEALTH',
        severity: 'note',
        message: `${shortKey(task.key)} is a hook of a kind without a health rule: it counts as done once it is applied`,
        ...defined({ location: task.location, hint: hookHint(task) }),
      }))
  )
}

/** A ConfigMap tells of nothing that a rule could wait for. */
function hookHint({ key }: SyncTask): string | undefined {
  return mayHaveStatus(key) ? `to have it waited for, ${waysToRule(`${key.group}/${key.kind}`)}` : undefined
}

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

/** What pods name, is not there, and comes only with a wave that waits for these very pods. */
export function needsThatComeLate({ tasks }: SyncPlan, view: View): readonly SyncEventBody[] {
  const bringers = bringersOf(tasks)
  return tasks
    .filter(({ action }) => action === 'apply')
    .flatMap((task) =>
      lateNeedsOf(task, bringers)
        .filter(({ key }) => liveObject(view, key) === undefined)
        .map(({ key, bringer }): SyncEventBody => {
          const message = `needs ${shortKey(key)}, which comes only in ${bringer.phase} wave ${bringer.wave}; its pods cannot start before`
          return { type: 'warning', key: task.key, message, hint: lateNeedHint(task) }
        }),
    )
}
