// When a hook is deleted and how long it may take, in words; each policy at its moment (argo-cd:gitops-engine/pkg/sync/sync_context.go). No colours.
import type { HookDeletePolicy } from '../../hook/hook.ts'
import type { Explanation } from '../../plan/explain/explanation.ts'
import { formatDuration } from '../duration.ts'
import { annotationText } from './place-words.ts'
import type { Row } from './place-words.ts'

/** When it is deleted, and what stays. */
export function deletionRows(explanation: Explanation): readonly Row[] {
  const { deletion, hook, limits, recreated } = explanation
  const rows: Row[] = []
  if (!hook && recreated === undefined) rows.push(['never', 'a sync deletes hooks only; a plain resource stays'])
  if (recreated !== undefined) rows.push(['Force', `${annotationText(recreated)}\n${recreatedWhen(recreated.value)}`])
  for (const { policy, annotation } of deletion) {
    const said = annotation === undefined ? 'the default' : annotationText(annotation)
    rows.push([policy, `${said}\n${momentOf(policy, explanation)}`])
  }
  rows.push(...keptRows(explanation))
  const ttl = limits.ttlSecondsAfterFinished
  const bySpec = 'spec.ttlSecondsAfterFinished: Kubernetes itself deletes it so long after its end'
  if (ttl !== undefined) rows.push([`after ${ttl}s`, bySpec])
  return rows
}

/** How long it may take. */
export function limitRows({ timeout, failFast, limits, hook, runs }: Explanation): readonly Row[] {
  const rows: Row[] = []
  if (timeout !== undefined) {
    const after = `it counts as failed after ${formatDuration(timeout.milliseconds)}`
    rows.push(['timeout', `${annotationText(timeout.annotation)}: ${after}`])
  }
  if (failFast !== undefined) {
    rows.push(['fail-fast', `${annotationText(failFast)}: its own limits for what it may be stuck in`])
  }
  const deadline = limits.activeDeadlineSeconds
  if (deadline !== undefined) {
    const after = `Kubernetes ends it after ${formatDuration(deadline * 1000)}`
    rows.push(['deadline', `spec.activeDeadlineSeconds: ${after}`])
  }
  if (rows.length > 0 || !hook || runs.length === 0) return rows
  return [['timeout', 'none of its own: --timeout of the whole sync; hooksync.dev/timeout sets one']]
}

function recreatedWhen(options: string): string {
  return options.includes('Replace=true')
    ? 'each sync deletes it and creates it anew'
    : 'a sync deletes it and creates it anew where the server refuses the change'
}

function momentOf(policy: HookDeletePolicy, { generateName, runs }: Explanation): string {
  switch (policy) {
    case 'BeforeHookCreation':
      if (generateName !== undefined)
        return 'never: each sync gives it a new name, so there is nothing to delete before'
      return runs.length > 1
        ? 'each time before it is created: its next phase deletes what the one before has left, the last one stays until the next sync'
        : 'it stays until the next sync, which deletes it when its wave starts, before it is created anew'
    case 'HookSucceeded':
      return 'when the whole sync has succeeded, together with those of all phases; not when its own phase is over'
    case 'HookFailed':
      return 'when the sync fails, once nothing runs any more; even if this hook itself has succeeded'
    default:
      return policy satisfies never
  }
}

/** What surprises about the policies that it has not. */
function keptRows({ deletion, generateName, runs }: Explanation): readonly Row[] {
  const policies = deletion.map(({ policy }) => policy)
  if (policies.length === 0) return []
  if (generateName !== undefined) {
    return policies.includes('HookSucceeded')
      ? []
      : [['stays', 'each sync leaves one more: HookSucceeded would delete it']]
  }
  if (policies.includes('BeforeHookCreation')) return []
  const again = runs.length > 1 ? ', and in its second phase it only looks at the one of the first' : ''
  return [
    [
      'stays',
      `otherwise it stays, and the next sync applies onto it: an unchanged one does not run again${again}\nBeforeHookCreation would make it run each time`,
    ],
  ]
}
