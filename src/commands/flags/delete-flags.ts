// The flags of a deletion as typed options; every wrong combination is a usage error. Reads no files.
import { UsageError } from '../../errors.ts'
import { OUR_POLICY } from '../../policy.ts'
import type { DeletionContext } from '../../plan/plan-delete.ts'
import type { FlagValues } from './parse-flags.ts'
import { readSyncFlags } from './sync-flags.ts'
import type { SyncFlags } from './sync-flags.ts'

/** All that the command line of a deletion says. */
export interface DeleteFlags {
  readonly sync: SyncFlags
  readonly choices: Omit<DeletionContext, 'live'>
  /** Nobody is asked. */
  readonly yes: boolean
}

/** Reads them. An app may be named without manifests. */
export function readDeleteFlags(values: FlagValues): DeleteFlags {
  const isNamed = values.value('app') !== undefined
  if (isNamed && values.value('selector') !== undefined) {
    const hint = 'an application is deleted as a whole: leave out either'
    throw new UsageError('--selector cannot be used with --app', hint)
  }
  const sync = readSyncFlags(values, isNamed ? 'app' : undefined)
  return {
    sync: { ...sync, operation: { ...sync.operation, policy: OUR_POLICY, wait: true } },
    choices: {
      confirmed: values.switch('confirm-delete') ?? false,
      definitions: values.switch('delete-crds') ?? false,
      namespaces: values.switch('delete-namespaces') ?? false,
    },
    yes: values.switch('yes') ?? false,
  }
}
