// The flags of a plan as typed options. Reads no files.
import type { PreviewMode } from '../../preview/preview.ts'
import { readDeletionFlags } from './delete-flags.ts'
import type { DeleteFlags } from './delete-flags.ts'
import type { FlagValues } from './parse-flags.ts'
import { readSyncFlags } from './sync-flags.ts'
import type { SyncFlags } from './sync-flags.ts'
import { PLAN_FORMATS } from './tables/plan.ts'

/** All that the command line of a plan says. */
export interface PlanFlags {
  readonly sync: SyncFlags
  /** Undefined: it is the plan of a sync. */
  readonly deletion: DeleteFlags['choices'] | undefined
  readonly mode: PreviewMode
  readonly format: (typeof PLAN_FORMATS)[number]
  readonly exitCode: 'plain' | 'detailed'
}

/** Reads them. */
export function readPlanFlags(values: FlagValues): PlanFlags {
  const deletion = readDeletionFlags(values)
  return {
    sync: deletion?.sync ?? readSyncFlags(values),
    deletion: deletion?.choices,
    mode: values.switch('offline') === true ? 'offline' : 'live',
    format: PLAN_FORMATS.find((format) => format === values.value('output')) ?? 'plain',
    exitCode: values.switch('detailed-exitcode') === true ? 'detailed' : 'plain',
  }
}
