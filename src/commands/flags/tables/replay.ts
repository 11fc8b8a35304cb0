// The flag that only a replay has, and what flags of a sync mean there. Data only.
import { DRAWING_FORMATS, OUTPUT_FORMATS } from '../../../report/output-format.ts'
import { underHeading } from '../flag.ts'
import type { FlagText } from '../flag.ts'

/** The rows, in the order of the help. */
export const REPLAY_FLAG_TABLE = underHeading('Output', [
  {
    name: 'speed',
    type: 'value',
    value: 'N',
    default: 'at once',
    description: 'so many times as fast as the run was, e.g. 1 or 10',
  },
])

/** What flags of a sync mean here. */
export const REPLAY_FLAG_TEXTS = [
  {
    name: 'output',
    choices: [...OUTPUT_FORMATS, ...DRAWING_FORMATS],
    default: 'terminal on a terminal, else plain',
    description: 'live view, plain lines, one JSON event a line, or the last run drawn: as a page, or its timeline',
  },
] as const satisfies readonly FlagText[]
