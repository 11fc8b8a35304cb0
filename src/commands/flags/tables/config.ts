// What flags of a sync mean for config. Data only.
import type { FlagText } from '../flag.ts'

/** The forms in which settings are shown. */
export const CONFIG_FORMATS = ['plain', 'json'] as const

/** The texts that differ from those of a sync. */
export const CONFIG_FLAG_TEXTS = [
  { name: 'output', choices: CONFIG_FORMATS, default: 'plain', description: 'a table, or one JSON object' },
] as const satisfies readonly FlagText[]
