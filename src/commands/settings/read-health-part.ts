// `health` of a file of settings → rules by kind, short ones or in Lua, with a diagnostic for each fault. Reads no files and runs no rule.
import { declaredRule } from '../../health/declared/declared-rule.ts'
import { readRule } from '../../health/declared/read-rule.ts'
import type { Tell } from '../../health/declared/read-test.ts'
import { LUA_SHAPE } from '../../health/declared/rule-shape.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import type { Setting } from '../../manifest/settings.ts'
import { suggest } from '../../manifest/suggest.ts'
import { faultOf, parseShaped } from '../../object/json-shape.ts'
import { toJson } from '../../object/json.ts'
import { fault, firstLine } from '../own-health/read-config-map.ts'
import type { GivenRule } from '../../lua/lua-rule.ts'
import { unmatchedKind } from '../own-health/unmatched-kind.ts'
import { globMatcher } from '../../manifest/glob.ts'

/** Rules, and what is wrong with them. */
interface FoundPart {
  readonly rules: readonly GivenRule[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the part of a file whose text is given, too. */
export function readHealthPart({ entries, value, location }: Setting, text: string): FoundPart {
  const diagnostics: Diagnostic[] = []
  const tell: Tell = (where, message, hint) => void diagnostics.push(fault(where, message, hint))
  if (entries === undefined) {
    const hint =
      "write a kind, and below it its rule, as example.com/Widget: { Healthy: { condition: Ready, is: 'True' } }"
    tell(location, `health is ${toJson(value).slice(0, 60)}, not a map from kinds to rules`, hint)
    return { rules: [], diagnostics }
  }
  const lines = text.split('\n')
  const rules = [...entries].flatMap(([pattern, { location: place, setting }]): readonly GivenRule[] => {
    const wrong = globMatcher(pattern) === undefined ? { why: 'it is no pattern' } : unmatchedKind(pattern)
    if (wrong !== undefined) tell(place, `health: ${pattern} is for no kind: ${wrong.why}`, hintOf(wrong))
    const telling: Tell = (where, message, hint) => tell(where, `the health rule for ${pattern}: ${message}`, hint)
    if (setting.entries?.has('lua') === true || setting.entries?.has('useOpenLibs') === true) {
      return readLua(pattern, setting, { lines, tell: telling })
    }
    const table = readRule(setting, telling)
    return table === undefined ? [] : [declaredRule(pattern, table, `${place.source}:${place.line}`)]
  })
  return { rules, diagnostics }
}

function hintOf({ near }: { readonly near?: string }): string {
  return near === undefined
    ? 'write GROUP/KIND, as example.com/Widget: apiVersion without the version, and kind'
    : `did you mean ${near}?`
}

function readLua(
  pattern: string,
  { value, location, entries = new Map() }: Setting,
  { lines, tell }: { readonly lines: readonly string[]; readonly tell: Tell },
): readonly GivenRule[] {
  let isRight = true
  for (const [word, entry] of entries) {
    const shape = Object.entries(LUA_SHAPE.fields).find(([known]) => known === word)?.[1]
    const odd = shape === undefined ? `it has no ${word} beside lua` : faultOf(entry.setting.value, shape, word)
    const wrong = word === 'lua' && entry.setting.value === '' ? 'lua is empty' : odd
    if (wrong === undefined) continue
    isRight = false
    const near = shape === undefined ? suggest(word, Object.keys(LUA_SHAPE.fields)) : undefined
    tell(entry.location, wrong, near === undefined ? LUA_FORM : `did you mean ${near}?`)
  }
  const parsed = parseShaped(value, LUA_SHAPE)
  const script = entries.get('lua')?.setting
  if (isRight && script === undefined) tell(location, 'it has no lua', LUA_FORM)
  if (!isRight || script === undefined || 'fault' in parsed) return []
  const first = firstLine(script, lines)
  const { source } = script.location
  const locate = (line: number): Location => ({ source, line: first + line - 1, column: 1 })
  return [{ pattern, script: parsed.value.lua, openLibs: parsed.value.useOpenLibs ?? false, locate }]
}

const LUA_FORM = 'write lua: | and the script below it, or a rule of tests without lua'
