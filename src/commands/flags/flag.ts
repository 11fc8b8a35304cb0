// What a flag is, and the headings of the help. Knows no flags.
import type { SyncOptions } from '../../sync/sync-options.ts'

/** The headings that flags stand under, in the order of the help. */
export const FLAG_GROUPS = ['Manifests', 'Rehearsal', 'Deletion', 'Sync', 'Application', 'Cluster', 'Output'] as const

/** A heading that flags stand under. */
export type FlagGroup = (typeof FLAG_GROUPS)[number]

/** An option of a sync that is on or off. */
type SwitchOption = { [K in keyof SyncOptions]: SyncOptions[K] extends boolean ? K : never }[keyof SyncOptions]

/** A flag, as the command line knows it. */
export interface Flag {
  /** The long form without dashes; of a negatable one the positive form. */
  readonly name: string
  /** The short form, one letter. */
  readonly alias?: string
  /** `switch` takes no value; `list` may be given several times. */
  readonly type: 'switch' | 'value' | 'list'
  /** The option of a sync that a switch sets; nothing more is needed to read it. */
  readonly option?: SwitchOption
  /** The key of hooksync.yaml that says the same; left out: it counts on the command line only. */
  readonly key?: string
  /** What the value is called in the help: `NAMESPACE`. */
  readonly value?: string
  readonly choices?: readonly string[]
  /** The value when none is written; without it a value is required. */
  readonly bare?: string
  /** What holds when the flag is not given; a text for the help, or true; a switch without it is off. */
  readonly default?: string | boolean
  /** One sentence without a full stop. */
  readonly description: string
  readonly group: FlagGroup
}

/** What a flag means in one command, where that is something else. */
export type FlagText = Pick<Flag, 'name' | 'description' | 'default' | 'choices'>

/** Rows of a table that stand under one heading. */
export function underHeading<const Row extends Omit<Flag, 'group'>>(
  group: FlagGroup,
  rows: readonly Row[],
): readonly (Row & Pick<Flag, 'group'>)[] {
  return rows.map((row) => ({ ...row, group }))
}
