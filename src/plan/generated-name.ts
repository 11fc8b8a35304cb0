// Names of hooks that have none.
import type { Phase } from '../hook/hook.ts'

/**
 * The name of a hook that has only `generateName`: the same for each try of one operation.
 * The revision is cut to 7 characters when it has 8 or more; time is in seconds (argo-cd:gitops-engine/pkg/sync/sync_context.go, getSyncTasks).
 */
export function generatedName(
  generateName: string,
  parts: { readonly revision: string; readonly phase: Phase; readonly startedAt: number },
): string {
  const revision = parts.revision.length >= 8 ? parts.revision.slice(0, 7) : parts.revision
  const seconds = Math.floor(parts.startedAt / 1000)
  return `${generateName}${`${revision}-${parts.phase}-${seconds}`.toLowerCase()}`
}
