// The flag that only a replay has. Data only.
import { underHeading } from '../flag.ts'

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
