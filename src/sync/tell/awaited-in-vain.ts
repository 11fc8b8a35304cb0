// Resources that a rule of one's own waits for by a status that their kind never has. Pure.
import type { Judging } from '../../health/judging.ts'
import { neverHasStatus } from '../../health/without-status.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { defined } from '../../object/defined.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncPlan } from '../../plan/sync-plan.ts'

/** One warning for each such kind: a pattern of a rule is easily wider than it was meant, and, as in Argo CD, it counts for kinds of Kubernetes, too. */
export function awaitedInVain({ tasks }: SyncPlan, { policy }: Judging): readonly Diagnostic[] {
  const kinds = new Set<string>()
  return tasks.flatMap(({ key, action, location }) => {
    const rule = action === 'apply' && neverHasStatus(key) ? policy.ownRules?.givenFor?.(key) : undefined
    const kind = key.group === '' ? key.kind : `${key.group}/${key.kind}`
    if (rule?.awaitsStatus !== true || kinds.has(kind)) return []
    kinds.add(kind)
    return [
      {
        code: 'NEVER_READY',
        severity: 'warning',
        message: `${shortKey(key)} is waited for until the time is over: your rule for ${rule.pattern}, ${rule.place}, looks at a status, which a ${key.kind} never has`,
        hint: `write a narrower pattern, or health: { ${kind}: { Healthy: otherwise } } before it`,
        ...defined({ location }),
      },
    ]
  })
}
