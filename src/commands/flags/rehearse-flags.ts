// The flags that only a rehearsal has, as typed options. Reads no files, and knows no manifests.
import { UsageError } from '../../errors.ts'
import { FAULT_NAMES } from '../../rehearse/parse-fault.ts'
import type { FaultName } from '../../rehearse/fault.ts'
import type { FlagValues } from './parse-flags.ts'

/** What the command line of a rehearsal says beside that of a sync. */
export interface RehearseFlags {
  readonly world: string | undefined
  readonly takes: readonly string[]
  /** In the order of the names, then of the command line; they are read when the manifests are known. */
  readonly faults: readonly { readonly name: FaultName; readonly text: string }[]
  /** Try every single fault instead of those that are named. */
  readonly explore: boolean
  readonly start: StartFlags
}

/** What a rehearsal starts from; `path` is a snapshot file. */
export type StartFlags =
  | { readonly from: 'nothing' }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'cluster'; readonly path?: string }

/** Reads them. */
export function readRehearseFlags(values: FlagValues): RehearseFlags {
  const faults = FAULT_NAMES.flatMap((name) => values.list(name).map((text) => ({ name, text })))
  const explore = values.switch('explore') === true
  const [named] = faults
  if (explore && named !== undefined) {
    throw new UsageError(
      `--explore cannot be used with --${named.name}`,
      `--explore tries every fault; --${named.name} alone rehearses that one`,
    )
  }
  return {
    world: file(values, 'world'),
    takes: values.list('takes'),
    faults,
    explore,
    start: readStart(values),
  }
}

function readStart(values: FlagValues): StartFlags {
  const path = file(values, 'snapshot')
  if (values.switch('against-cluster') === true) return { from: 'cluster', ...(path === undefined ? {} : { path }) }
  return path === undefined ? { from: 'nothing' } : { from: 'file', path }
}

function file(values: FlagValues, name: 'world' | 'snapshot'): string | undefined {
  const value = values.value(name)
  if (value === '') throw new UsageError(`--${name} cannot be empty`, `write --${name} FILE`)
  return value
}
