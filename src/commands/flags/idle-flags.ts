// Flags that do nothing beside the others: refused where they are given, told where settings say them. Reads no files.
import { UsageError } from '../../errors.ts'
import { parseSyncOptions } from '../../hook/sync-options.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { LogMode } from '../../sync/logs/log-settings.ts'
import type { FlagValues } from './parse-flags.ts'

/** Refuses what was given for nothing: `given` is the command line, `values` what counts with the settings. */
export function refuseIdleFlags(given: FlagValues, values: FlagValues): void {
  if (given.value('wait-lock') !== undefined && values.value('lock') === 'off') {
    throw new UsageError('--wait-lock cannot be used with --lock=off', 'without a lock nobody is waited for')
  }
  if (given.value('log-filter') !== undefined && values.value('logs') === 'none') {
    throw new UsageError('--log-filter cannot be used with --logs=none', 'it chooses among the lines that are shown')
  }
  // In Argo CD's way what asks to be confirmed holds up its wave even where nothing is pruned.
  if (values.switch('prune') === true || values.switch('argo-compat') === true || values.value('app') === undefined)
    return
  const isGiven = given.value('prune-limit') !== undefined ? 'prune-limit' : undefined
  const idle = given.switch('confirm-prune') === true ? 'confirm-prune' : isGiven
  if (idle !== undefined) throw new UsageError(`--${idle} needs --prune`, 'without it nothing is pruned')
}

/**
 * What is told of options that have no effect here: `given` is the command line, `values` what counts with the settings, `usual`
 * whose logs are shown where nobody says.
 */
export function idleNotes(given: FlagValues, values: FlagValues, usual: LogMode): readonly Diagnostic[] {
  const isUnseen = given.value('log-filter') !== undefined && values.value('logs') === undefined && usual === 'none'
  return [...ruleNotes(values), ...(isUnseen ? [UNSEEN_FILTER] : [])]
}

const UNSEEN_FILTER: Diagnostic = {
  code: 'NO_EFFECT',
  severity: 'warning',
  message: '--log-filter has no effect: no logs are shown where the output is no terminal and no CI system',
  hint: 'write --logs=hooks or --logs=all',
}

function ruleNotes(values: FlagValues): readonly Diagnostic[] {
  const { options } = parseSyncOptions(values.list('sync-option'))
  const isWithoutRules = options.respectIgnoreDifferences && values.list('ignore-difference').length === 0
  if (!isWithoutRules) return []
  return [
    {
      code: 'NO_EFFECT',
      severity: 'warning',
      message: 'RespectIgnoreDifferences=true has no effect: no rule of ignoreDifferences is given',
      hint: 'write --ignore-difference, or ignoreDifferences in hooksync.yaml',
    },
  ]
}
