// What is dangerous about how a run ended, each with a sentence. Reads a story; runs nothing.
import { hasCompletionRule } from '../../health/index.ts'
import { isSameKey, shortKey } from '../../object/resource-key.ts'
import type { EndReason, PlannedTask } from '../../sync/events.ts'
import { formatTarget } from '../fault.ts'
import type { Fault } from '../fault.ts'
import type { Left, LeftHook } from './left-hooks.ts'
import { eventsOf } from './story.ts'
import type { Story } from './story.ts'
import type { SyncFailState } from './sync-fail.ts'

/** The kinds of danger, the worst first. */
export const DANGERS = [
  'hook-left-running',
  'partial-sync',
  'unreachable-cleanup',
  'lost-result',
  'stale-hook',
  'unnoticed',
] as const

/** One of them, in words of its own. */
export interface Danger {
  readonly kind: (typeof DANGERS)[number]
  readonly message: string
}

/** What a verdict knows already. */
export interface Findings {
  readonly left: Left
  readonly syncFail: SyncFailState
  readonly fault?: Fault
}

/** All dangers of a run, in the order of their kinds. */
export function findDangers(story: Story, findings: Findings): readonly Danger[] {
  const { phase } = story.rehearsal.summary
  if (phase === 'Succeeded') return unnoticed(story, findings)
  return [
    ...leftRunning(findings.left.hooks),
    ...partialSync(story, findings.left),
    ...unreachableCleanup(story, findings),
    ...lostResults(story, findings.left.hooks),
    ...findings.left.hooks.flatMap(stale),
  ]
}

function leftRunning(hooks: readonly LeftHook[]): readonly Danger[] {
  return hooks
    .filter(({ state, isOurs }) => state === 'running' && isOurs)
    .map(({ key }) => ({
      kind: 'hook-left-running',
      message: `${shortKey(key)} still runs when the sync is over, and nothing stops it`,
    }))
}

function partialSync({ rehearsal }: Story, { sync }: Left): readonly Danger[] {
  if (sync.applied === 0 || sync.applied === sync.planned) return []
  const wrote = rehearsal.writes.some(({ dryRun, change }) => !dryRun && change !== undefined && change !== 'unchanged')
  if (!wrote) return []
  const rest = sync.planned - sync.applied
  const message = `a partial Sync: ${sync.applied} of ${sync.planned} objects are written, ${rest === 1 ? 'one is' : `${rest} are`} as before`
  return [{ kind: 'partial-sync', message }]
}

/** How a run ends without its cleanup: nothing is written after these. */
const CUT_SHORT: Readonly<Record<EndReason, string | undefined>> = {
  completed: undefined,
  gate: undefined,
  invalid: undefined,
  timeout: 'a sync that is out of time',
  interrupted: 'an interrupted sync',
  locked: undefined,
  'lock-lost': 'a sync that loses its lock',
  cluster: 'a sync that cannot reach the server',
}

function unreachableCleanup(story: Story, { syncFail, left }: Findings): readonly Danger[] {
  const { reason } = story.rehearsal.summary
  const hooks = story.planned.filter(({ phase }) => phase === 'SyncFail').map(({ key }) => shortKey(key))
  const why = CUT_SHORT[reason]
  const found: string[] = []
  if (syncFail === 'not run')
    found.push(`SyncFail does not run (${hooks.join(', ')})${why === undefined ? '' : `: ${why} runs no hook`}`)
  if (syncFail === 'unfinished') found.push(`SyncFail began and did not end (${hooks.join(', ')})`)
  if (syncFail === 'failed') found.push(`SyncFail failed itself (${hooks.join(', ')})`)
  if (why !== undefined) {
    const kept = left.hooks.filter(
      ({ tasks, isOurs, state }) => isOurs && state !== 'going' && hasPolicy(tasks, 'HookFailed'),
    )
    for (const { key } of kept) found.push(`HookFailed does not delete ${shortKey(key)}: ${why} deletes nothing`)
  }
  return found.map((message) => ({ kind: 'unreachable-cleanup', message }))
}

/** A hook that ended or went without anybody reading how. */
function lostResults(story: Story, hooks: readonly LeftHook[]): readonly Danger[] {
  const missing = eventsOf(story, 'task-completed').filter(({ hook, vanished }) => hook && vanished === true)
  const read = new Set(eventsOf(story, 'task-completed').map(({ task }) => task))
  const unread = eventsOf(story, 'resource-applied').filter(
    ({ hook, task, key }) =>
      hook && !read.has(task) && hooks.some((left) => isSameKey(left.key, key) && left.state === 'failed'),
  )
  return [
    ...missing.map(({ key }) => `${shortKey(key)} is gone before its result was read: nobody knows what it did`),
    ...unread.map(({ key }) => `${shortKey(key)} has failed, and the sync ended before it read that`),
  ].map((message) => ({ kind: 'lost-result', message }))
}

/** What stays and is not replaced is taken for its own by the next sync (argo-cd:gitops-engine/pkg/sync/sync_context.go, runTasks). */
function stale({ key, state, tasks, isOurs, isGenerated }: LeftHook): readonly Danger[] {
  if (!isOurs || isGenerated || hasPolicy(tasks, 'BeforeHookCreation')) return []
  const policies = [...new Set(tasks.flatMap(({ deletePolicies }) => deletePolicies))].join(', ')
  const name = shortKey(key)
  if (state === 'failed') {
    const message = `${name} stays failed (its only policy is ${policies}): the next sync finds it and fails too, until somebody deletes it`
    return [{ kind: 'stale-hook', message }]
  }
  if (state !== 'done' || !hasCompletionRule(key)) return []
  const message = `${name} stays done (its only policy is ${policies}): the next sync takes that for its result and does not run it`
  return [{ kind: 'stale-hook', message }]
}

function unnoticed({ rehearsal }: Story, { fault }: Findings): readonly Danger[] {
  if (fault === undefined) return []
  const said = harm(fault)
  const isLate = rehearsal.late.includes(fault)
  if (said === undefined || (rehearsal.unused.includes(fault) && !isLate)) return []
  const how = isLate ? 'is over, and succeeded, before' : 'succeeds although'
  return [{ kind: 'unnoticed', message: `the sync ${how} ${said}` }]
}

function harm(fault: Fault): string | undefined {
  switch (fault.do) {
    case 'fail':
      return fault.attempt === undefined ? `${formatTarget(fault.target)} fails` : undefined
    case 'never-ready':
      return `${formatTarget(fault.target)} never gets ready`
    case 'reject':
      return `${formatTarget(fault.target)} is refused`
    case 'vanish':
      return fault.when === 'running' ? `${formatTarget(fault.target)} was deleted while it ran` : undefined
    case 'slow':
    case 'conflict':
    case 'disconnect':
    case 'interrupt':
      return undefined
    default:
      return fault satisfies never
  }
}

function hasPolicy(tasks: readonly PlannedTask[], policy: PlannedTask['deletePolicies'][number]): boolean {
  return tasks.some(({ deletePolicies }) => deletePolicies.includes(policy))
}
