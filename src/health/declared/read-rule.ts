// A short health rule → a table, with a fault for each word that means nothing or is never asked. Judges nothing.
import type { Setting } from '../../manifest/settings.ts'
import { suggest } from '../../manifest/suggest.ts'
import { jsonEqual } from '../../object/kube-object.ts'
import { toJson } from '../../object/json.ts'
import type { HealthRow, HealthTable, Test } from '../vocabulary/rule.ts'
import { readTest } from './read-test.ts'
import type { Tell } from './read-test.ts'
import { RULE_SHAPE } from './rule-shape.ts'

type Status = keyof typeof RULE_SHAPE.fields

const STATUSES = Object.keys(RULE_SHAPE.fields).filter((word): word is Status => Object.hasOwn(RULE_SHAPE.fields, word))

const FORM = "write a map, as Healthy: { condition: Ready, is: 'True' }; or lua: and a script"

/** Reads the rule of a kind; undefined: something is wrong with it, and was told. */
export function readRule({ value, location, entries }: Setting, tell: Tell): HealthTable | undefined {
  if (entries === undefined) return tell(location, `it is ${toJson(value).slice(0, 60)}, not a map`, FORM)
  const rows: HealthRow[] = []
  let isRight = true
  const wrong = (...told: Parameters<Tell>): undefined => {
    isRight = false
    return tell(...told)
  }
  const before: { readonly word: string; readonly setting: Setting }[] = []
  for (const [word, entry] of entries) {
    const { setting } = entry
    const status = STATUSES.find((known) => known === word)
    if (status === undefined) {
      const near = suggest(word, [...STATUSES, 'lua'])
      const hint = near === undefined ? `one of ${STATUSES.join(', ')}, or lua` : `did you mean ${near}?`
      wrong(entry.location, `it has no ${word}`, hint)
      // All that is wrong is told at once.
      if (near !== undefined && near !== 'lua') readMeaning(word, setting, wrong)
      continue
    }
    const same = before.find((other) => jsonEqual(other.setting.value, setting.value))
    if (same !== undefined)
      wrong(entry.location, `${word} asks the same as ${same.word}`, 'one of them is never asked: leave it out')
    before.push({ word, setting })
    const test = readMeaning(word, setting, wrong)
    if (test !== undefined) rows.push({ [status]: test })
  }
  // A word that was misspelt may be it.
  if (isRight && !entries.has('Healthy')) wrong(location, 'it never says Healthy, so nothing would be done', FORM)
  return isRight ? { rows: rows.toSorted((a, b) => turnOf(a) - turnOf(b)) } : undefined
}

function readMeaning(name: string, setting: Setting, tell: Tell): Test | undefined {
  return setting.value === 'otherwise' ? 'otherwise' : readTest(setting, { name, from: 'object', tell })
}

/** A gate opens only where nothing speaks against it, whatever stands first; `otherwise` is what is left. */
function turnOf(row: HealthRow): number {
  if (Object.values(row).includes('otherwise')) return 2
  return row.Healthy === undefined ? 0 : 1
}
