// Whether the flags of a call say that it is a renderer's; a sync whose `-f -` was forgotten looks the same but for them.
import { UsageError } from '../../errors.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { WRAPPER_FLAGS } from '../flags/tables/told.ts'

/** The switches that only a renderer has. */
export const MODE_SWITCHES = ['drive', 'plan-only', 'transform', 'assume-no-helm-hooks'] as const

/** Whether a flag says that this is a renderer; without one the bare name with nothing to read is a call for help. */
export function isAsked(values: FlagValues): boolean {
  return MODE_SWITCHES.some((name) => values.switch(name) === true)
}

/**
 * Nothing is done with manifests that are only given back: whoever says how where no Helm calls has meant a sync. Throws
 * a UsageError then.
 */
export function refuseForgotten(values: FlagValues): void {
  const given = WRAPPER_FLAGS.find((name) => values.list(name).length > 0 || values.switch(name) !== undefined)
  if (given === undefined || isAsked(values)) return
  const flag = values.switch(given) === false ? `--no-${given}` : `--${given}`
  throw new UsageError(
    `${flag} means nothing here: no Helm has called, and the manifests on standard input would only be given back`,
    'to sync them, add -f -; as a renderer of a Helm that cannot be seen from here, add --drive --release NAME --namespace NS',
  )
}
