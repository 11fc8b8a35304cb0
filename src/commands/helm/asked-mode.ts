// Whether the flags of a call say that it is a renderer's; a sync whose `-f -` was forgotten looks the same but for them.
import { UsageError } from '../../errors.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { TOLD_FLAGS } from '../flags/tables/told.ts'

/** The switches that only a renderer has. */
export const MODE_SWITCHES = ['drive', 'plan-only', 'transform', 'assume-no-helm-hooks'] as const

/** Whether a flag says that this is a renderer; without one the bare name with nothing to read is a call for help. */
export function isAsked(values: FlagValues): boolean {
  return MODE_SWITCHES.some((name) => values.switch(name) === true)
}

/**
 * Nothing is told of manifests that are only given back: whoever asks for it where no Helm calls has meant a sync. Throws
 * a UsageError then.
 */
export function refuseForgotten(values: FlagValues): void {
  const told = TOLD_FLAGS.find((name) => values.list(name).length > 0)
  if (told === undefined || isAsked(values)) return
  throw new UsageError(
    `--${told} has nothing to tell of: no Helm has called, and the manifests on standard input would only be given back`,
    'to sync them, add -f -; as a renderer of a Helm that cannot be seen from here, add --drive --release NAME --namespace NS',
  )
}
