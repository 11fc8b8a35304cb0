// Short health rules as plain values → rules that judge, for a program that uses the library. Reads no files.
import { UsageError } from '../../errors.ts'
import type { Location } from '../../manifest/manifest.ts'
import type { Setting } from '../../manifest/settings.ts'
import { isJsonList, isJsonObject } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'
import { globMatcher } from '../../manifest/glob.ts'
import { ownRules } from '../own-rules.ts'
import type { OwnRules } from '../own-rules.ts'
import { declaredRule } from './declared-rule.ts'
import { readRule } from './read-rule.ts'

/**
 * Short rules by kind, `{ 'example.com/Widget': { Healthy: { condition: 'Ready' } } }`, in the words of `health` in a hooksync.yaml; for
 * `ownRules` of a sync. Throws a UsageError that names each word that means nothing.
 */
export function healthRules(rules: Readonly<Record<string, JsonObject>>): OwnRules {
  const faults: string[] = []
  const read = Object.entries(rules).flatMap(([pattern, rule]) => {
    const tell = (_: Location, message: string, hint: string): undefined =>
      void faults.push(`the health rule for ${pattern}: ${message}; ${hint}`)
    if (globMatcher(pattern) === undefined) tell(NOWHERE, 'no kind can be written so', 'write GROUP/KIND')
    const table = readRule(settingOf(rule), tell)
    return table === undefined ? [] : [declaredRule(pattern, table, 'healthRules')]
  })
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  return ownRules(read)
}

const NOWHERE: Location = { source: 'healthRules', line: 1, column: 1 }

/** A value as if it were read of a file. */
function settingOf(value: Json): Setting {
  if (isJsonList(value)) return { value, location: NOWHERE, items: value.map(settingOf) }
  if (!isJsonObject(value)) return { value, location: NOWHERE }
  const entries = Object.entries(value).map(([key, child]): [string, { location: Location; setting: Setting }] => [
    key,
    { location: NOWHERE, setting: settingOf(child ?? null) },
  ])
  return { value, location: NOWHERE, entries: new Map(entries) }
}
