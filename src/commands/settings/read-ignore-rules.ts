// ignoreDifferences of a file of settings, as an Application has them → rules as a command line has them, with a diagnostic for each fault.
import { ignoreRulesOf, IGNORE_RULE_SHAPE, parseIgnoreRule } from '../../hook/ignore-rule.ts'
import type { IgnoreRuleText, RuleFault } from '../../hook/ignore-rule.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Setting } from '../../manifest/settings.ts'
import { suggest } from '../../manifest/suggest.ts'
import { faultOf, parseShaped } from '../../object/json-shape.ts'

/** The rules of a list; undefined: something is wrong, and was added to `found`. */
export function readIgnoreRules(
  key: string,
  { items = [] }: Setting,
  found: Diagnostic[],
): readonly string[] | undefined {
  const before = found.length
  const rules = items.flatMap((item, at) => readEntry(`${key}[${at}]`, item, found))
  return found.length === before ? rules : undefined
}

function readEntry(
  path: string,
  { value, location, entries = new Map() }: Setting,
  found: Diagnostic[],
): readonly string[] {
  const tell = (message: string, hint: string, where = location): readonly string[] => {
    found.push({ code: 'SETTINGS', severity: 'error', message, location: where, hint })
    return []
  }
  for (const [name, entry] of entries) {
    if (!Object.hasOwn(IGNORE_RULE_SHAPE.fields, name))
      return tell(`${path} has no ${name}`, keyHint(name), entry.location)
  }
  const parsed = parseShaped(value, IGNORE_RULE_SHAPE)
  if ('fault' in parsed) return tell(faultOf(value, IGNORE_RULE_SHAPE, path) ?? parsed.fault, FORM)
  const texts = ignoreRulesOf(parsed.value)
  if ('fault' in texts && LISTS.every((list) => (parsed.value[list] ?? []).length === 0))
    return tell(`${path}: ${texts.fault}`, texts.hint)
  return LISTS.flatMap((list) =>
    (parsed.value[list] ?? []).flatMap((one, at) => {
      const rule = ruleOf({ ...parsed.value, ...NO_LISTS, [list]: [one] })
      if (typeof rule === 'string') return [rule]
      const place = entries.get(list)?.setting.items?.[at]?.location
      return tell(`${path}.${list}[${at}]: ${rule.fault}`, rule.hint, place)
    }),
  )
}

const LISTS = ['jsonPointers', 'jqPathExpressions', 'managedFieldsManagers'] as const

const NO_LISTS = { jsonPointers: [], jqPathExpressions: [], managedFieldsManagers: [] }

const FORM =
  'write it as an Argo CD Application does: group, kind, and jsonPointers, jqPathExpressions or managedFieldsManagers'

function ruleOf(entry: IgnoreRuleText): string | RuleFault {
  const texts = ignoreRulesOf(entry)
  if ('fault' in texts) return texts
  const [text = ''] = texts
  const rule = parseIgnoreRule(text)
  return 'fault' in rule ? rule : text
}

function keyHint(name: string): string {
  const keys = Object.keys(IGNORE_RULE_SHAPE.fields)
  const near = suggest(name, keys)
  return near === undefined ? `one of ${keys.join(', ')}` : `did you mean ${near}?`
}
