// The flags of a deletion as typed options; every wrong combination is a usage error. Reads no files.
import { UsageError } from '../../errors.ts'
import { csv } from '../../hook/annotations.ts'
import { DELETE_SYNC_OPTIONS, parseSyncOptions, unknownOption } from '../../hook/sync-options.ts'
import { OUR_POLICY } from '../../policy.ts'
import type { DeletionContext } from '../../plan/plan-delete.ts'
import { FLAGS } from './flags.ts'
import type { FlagName } from './flags.ts'
import type { FlagValues } from './parse-flags.ts'
import { readSyncFlags } from './sync-flags.ts'
import type { SyncFlags } from './sync-flags.ts'
import { DELETE_SHARED_FLAGS, OF_DELETION_FLAGS } from './tables/delete.ts'

/** All that the command line of a deletion says. */
export interface DeleteFlags {
  readonly sync: SyncFlags
  readonly choices: Omit<DeletionContext, 'live'>
  /** Nobody is asked. */
  readonly yes: boolean
}

/** What is said of a deletion where a sync is usual; undefined: it is a sync. */
export function readDeletionFlags(values: FlagValues): DeleteFlags | undefined {
  if (values.switch('delete') === true) return readDeleteFlags(values)
  const stray = OF_DELETION_FLAGS.find((name) => values.switch(name) === true)
  if (stray !== undefined) throw new UsageError(`--${stray} needs --delete`, 'a sync deletes nothing by it')
  return undefined
}

/** Refuses what means nothing to a deletion; what settings say of it does not count. */
export function refuseSyncFlags(given: FlagValues): void {
  if (given.switch('delete') !== true) return
  refuseSyncOptions(given)
  const known: readonly FlagName[] = [...DELETE_SHARED_FLAGS, 'verbose', 'help', 'version']
  const isGiven = (name: FlagName): boolean =>
    given.value(name) !== undefined || given.list(name).length > 0 || given.switch(name) !== undefined
  const unknown = [...FLAGS.map(({ name }) => name), 'offline' as const, 'explore' as const]
  const stray = unknown.find((name) => !known.includes(name) && isGiven(name))
  if (stray === undefined) return
  const hint =
    stray === 'explore'
      ? 'a deletion is rehearsed with faults that you name: --fail Job/NAME'
      : 'it means nothing to a deletion'
  throw new UsageError(`--${stray} cannot be used with --delete`, hint)
}

/** Refuses sync options that mean nothing to a deletion; those of settings are for syncs, too. */
export function refuseSyncOptions(given: FlagValues): void {
  const words = given.list('sync-option').flatMap((value) => csv(value))
  const stray = words.find((word) => !DELETE_SYNC_OPTIONS.some((option) => option === word))
  if (stray === undefined) return
  if (parseSyncOptions([stray]).diagnostics.length > 0) {
    const { message, hint } = unknownOption(stray, DELETE_SYNC_OPTIONS)
    throw new UsageError(`--sync-option: ${message}`, hint)
  }
  throw new UsageError(
    `--sync-option: ${stray} means nothing to a deletion`,
    `one of ${DELETE_SYNC_OPTIONS.join(', ')}`,
  )
}

/** Reads them. An app may be named without manifests. */
export function readDeleteFlags(values: FlagValues): DeleteFlags {
  const isNamed = values.value('app') !== undefined
  if (isNamed && values.value('selector') === '') {
    throw new UsageError('--selector cannot be empty with --app', 'an application is deleted as a whole: leave it out')
  }
  if (isNamed && values.part?.app !== undefined) throw values.part.app
  const sync = readSyncFlags(values, isNamed ? 'app' : undefined)
  return {
    sync: {
      ...sync,
      source: { ...sync.source, empty: 'senseless' },
      operation: { ...sync.operation, policy: OUR_POLICY, wait: true },
    },
    choices: {
      default: sync.operation.syncOptions.delete,
      prune: sync.operation.syncOptions.prune,
      confirmed: values.switch('confirm-delete') ?? false,
      definitions: values.switch('delete-crds') ?? false,
      namespaces: values.switch('delete-namespaces') ?? false,
    },
    yes: values.switch('yes') ?? false,
  }
}
