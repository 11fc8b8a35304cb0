// --selector as requirements on labels; a wrong one is a usage error that names the forms.
import { UsageError } from '../../errors.ts'
import { parseSelectorText } from '../../object/label-selector.ts'
import type { Requirement } from '../../object/label-selector.ts'

/** Its requirements; an empty one has none. */
export function readSelector(selector: string): readonly Requirement[] {
  const read = parseSelectorText(selector)
  if (typeof read !== 'string') return read
  const forms = 'forms are key=value, key!=value, key in (a,b), key notin (a,b), key, !key'
  throw new UsageError(`--selector cannot be "${selector}": ${read}`, forms)
}
