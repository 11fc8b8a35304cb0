// All flags of all commands: the parser, the help and the README's table are made from them. Data only.
import type { Flag } from './flag.ts'
import { DELETE_FLAG_TABLE, OF_DELETION_FLAG_TABLE } from './tables/delete.ts'
import { PLAN_FLAG_TABLE, RUN_PLAN_FLAG_TABLE } from './tables/plan.ts'
import { REHEARSE_FLAG_TABLE } from './tables/rehearse.ts'
import { REPLAY_FLAG_TABLE } from './tables/replay.ts'
import { RENDER_FLAG_TABLE } from './tables/render.ts'
import { SYNC_FLAG_TABLE } from './tables/sync.ts'
import { UNLOCK_FLAG_TABLE } from './tables/unlock.ts'

/** The name of a flag. */
export type FlagName =
  | (typeof SYNC_FLAG_TABLE)[number]['name']
  | (typeof RENDER_FLAG_TABLE)[number]['name']
  | (typeof REHEARSE_FLAG_TABLE)[number]['name']
  | (typeof REPLAY_FLAG_TABLE)[number]['name']
  | (typeof UNLOCK_FLAG_TABLE)[number]['name']
  | (typeof PLAN_FLAG_TABLE)[number]['name']
  | (typeof RUN_PLAN_FLAG_TABLE)[number]['name']
  | (typeof DELETE_FLAG_TABLE)[number]['name']
  | (typeof OF_DELETION_FLAG_TABLE)[number]['name']

/** The flags of a sync, in the order of the help. */
export const FLAGS: readonly (Flag & { readonly name: FlagName })[] = SYNC_FLAG_TABLE

/** The flags of all commands; what only one command has stands first. */
const ALL_FLAGS: readonly (Flag & { readonly name: FlagName })[] = [
  ...RENDER_FLAG_TABLE,
  ...REHEARSE_FLAG_TABLE,
  ...REPLAY_FLAG_TABLE,
  ...UNLOCK_FLAG_TABLE,
  ...PLAN_FLAG_TABLE,
  ...RUN_PLAN_FLAG_TABLE,
  ...OF_DELETION_FLAG_TABLE,
  ...DELETE_FLAG_TABLE,
  ...SYNC_FLAG_TABLE,
]

/** The flags with these names, in the order of the tables. */
export function flagsNamed(names: readonly FlagName[]): readonly Flag[] {
  return ALL_FLAGS.filter((flag) => names.includes(flag.name))
}

/** How a flag is written: `-f, --filename=PATH`, `--[no-]wait`, `--no-hooks`. */
export function flagSyntax(flag: Flag): string {
  const short = flag.alias === undefined ? '' : `-${flag.alias}, `
  if (flag.type === 'switch') return `${short}--${flag.default === true ? '[no-]' : ''}${flag.name}`
  const value = flag.value ?? 'VALUE'
  return `${short}--${flag.name}${flag.bare === undefined ? `=${value}` : `[=${value}]`}`
}

/** What a flag does, with its choices and its default. */
export function flagText(flag: Flag): string {
  const notes = [
    ...(flag.choices === undefined ? [] : [`one of ${flag.choices.join(', ')}`]),
    ...(typeof flag.default === 'string' ? [`default: ${flag.default}`] : []),
    ...(flag.default === true ? ['default: on'] : []),
  ]
  return notes.length === 0 ? flag.description : `${flag.description} (${notes.join('; ')})`
}
