// The flags by which a drive under Helm is told elsewhere, too. Data only.
import { CI_FLAG_TABLE } from './ci.ts'
import { LOG_FLAG_TABLE } from './logs.ts'

/** Their names; each takes a value. */
export const TOLD_FLAGS = ['report', ...[...CI_FLAG_TABLE, ...LOG_FLAG_TABLE].map(({ name }) => name)] as const

/** Those of the wrapper: all other words are Helm's. */
export const WRAPPER_FLAGS = ['wait', ...TOLD_FLAGS] as const
