// The flags that say which logs of pods are shown and kept. Data only.
import { LOG_MODES } from '../../../sync/logs/log-settings.ts'
import { underHeading } from '../flag.ts'

/** The rows, in the order of the help. */
export const LOG_FLAG_TABLE = underHeading('Output', [
  {
    name: 'logs',
    key: 'logs',
    type: 'value',
    value: 'WHOSE',
    choices: LOG_MODES,
    default: 'hooks on a terminal or in CI',
    description:
      'show what pods say as they say it: those of hooks, or of all that is written, until it is healthy or has failed',
  },
  {
    name: 'log-filter',
    key: 'logFilter',
    type: 'value',
    value: 'REGEX',
    description: 'show only the lines of logs that match, as JavaScript reads it',
  },
  {
    name: 'log-dir',
    key: 'logDir',
    type: 'value',
    value: 'DIR',
    description:
      'keep these logs as files, unfiltered, one for each container and each run of it; with --logs=none those of hooks',
  },
])
