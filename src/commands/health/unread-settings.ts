// What is told of a hooksync.yaml that objects on standard input are not judged by. Decides nothing.
import type { Io } from '../../io.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { soundSettings } from '../../manifest/settings.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { untilSignal } from '../interruption.ts'
import { findSettings } from '../settings/find-settings.ts'

/** By what else the same objects might be judged there. */
const JUDGING = ['health', 'healthFrom', 'unknownHealth', 'customHealth', 'argoCompat']

/** Nothing is looked for beside a stream; what the current folder has is named once. */
export async function unreadSettings(values: FlagValues, io: Io): Promise<readonly Diagnostic[]> {
  const files = values.list('filename').flatMap((path) => path.split(','))
  if (!files.includes('-') || files.some((file) => file !== '-') || values.value('config') !== undefined) return []
  const finding = findSettings({ named: undefined, beside: ['.'] }, io)
  const { source } = await untilSignal(finding, io.signal, () => 'hooksync.yaml has not ended')
  const keys = (source === undefined ? undefined : soundSettings(source)?.root)?.entries
  const counting = JUDGING.filter((key) => keys?.has(key) === true)
  if (counting.length === 0) return []
  const message = `hooksync.yaml is not read beside standard input: what it says of ${counting.join(' and ')} does not count`
  return [
    {
      code: 'SETTINGS',
      severity: 'warning',
      message,
      hint: '--config hooksync.yaml reads it, --config none does without',
    },
  ]
}
