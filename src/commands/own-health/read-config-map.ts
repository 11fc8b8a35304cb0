// An argocd-cm → the health rules in it, and what is wrong with them. Reads no files and runs no rule.
import type { RuleText } from '../../lua/lua-rule.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Location } from '../../manifest/manifest.ts'
import { parseSettings } from '../../manifest/parse-settings.ts'
import type { Setting } from '../../manifest/settings.ts'

/** A value of `data`, and where its lines stand. */
export interface DataEntry {
  readonly key: string
  readonly value: string
  /** Of the value's line, from 1. */
  readonly locate: (line: number) => Location
}

/** What was found. */
export interface FoundRules {
  readonly texts: readonly RuleText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** With what the keys of rules begin. */
export const RULES_KEY = 'resource.customizations'

/** The ConfigMap that Argo CD reads. */
export const ARGOCD_CM = 'argocd-cm'

/** Both forms; where they speak of one kind, the split keys win (argo-cd:util/settings/settings.go, GetResourceOverrides). */
export function readConfigMap(entries: readonly DataEntry[]): FoundRules {
  const diagnostics: Diagnostic[] = []
  const rules = new Map<string, Partial<Written>>()
  const set = (pattern: string, part: Partial<Written>): void =>
    void rules.set(pattern, { ...rules.get(pattern), ...part })
  const whole = entries.find(({ key }) => key === RULES_KEY)
  if (whole !== undefined) readWhole(whole, set, diagnostics)
  for (const entry of entries) {
    const [, type, name = ''] = /^resource\.customizations\.([^.]+)\.(.+)$/.exec(entry.key) ?? []
    if (type !== 'health' && type !== 'useOpenLibs') continue
    const parts = name.split('_')
    if (parts.length > 2) {
      diagnostics.push(
        fault(entry.locate(1), `${entry.key} is not for GROUP_KIND`, `write ${RULES_KEY}.${type}.GROUP_KIND`),
      )
      continue
    }
    const pattern = name === 'all' ? '*/*' : parts.join('/')
    if (type === 'health') set(pattern, { script: entry.value, locate: entry.locate })
    else if (TRUE.includes(entry.value) || FALSE.includes(entry.value))
      set(pattern, { openLibs: TRUE.includes(entry.value) })
    else
      diagnostics.push(
        fault(entry.locate(1), `${entry.key} is "${entry.value}", not true or false`, 'quote it: "true"'),
      )
  }
  return { texts: [...rules].flatMap(([pattern, rule]) => textOf(pattern, rule)), diagnostics }
}

/** As Go's strconv.ParseBool. */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False']

interface Written {
  readonly script: string
  readonly openLibs: boolean
  readonly locate: (line: number) => Location
}

function textOf(pattern: string, { script = '', openLibs = false, locate }: Partial<Written>): readonly RuleText[] {
  if (script === '' || locate === undefined) return []
  return [{ pattern, script, openLibs, locate }]
}

/** YAML in YAML: by kind, `health.lua` and `health.lua.useOpenLibs`. */
function readWhole(
  { key, value, locate }: DataEntry,
  set: (pattern: string, part: Partial<Written>) => void,
  diagnostics: Diagnostic[],
): void {
  const { root, diagnostics: found } = parseSettings({ name: key, text: value })
  for (const { location, ...one } of found) diagnostics.push({ ...one, location: locate(location?.line ?? 1) })
  for (const [pattern, { setting }] of root?.entries ?? []) {
    const script = setting.entries?.get('health.lua')?.setting
    const openLibs = setting.entries?.get('health.lua.useOpenLibs')?.setting.value === true
    if (typeof script?.value !== 'string') continue
    const first = firstLine(script, value.split('\n'))
    set(pattern, { script: script.value, openLibs, locate: (line) => locate(first + line - 1) })
  }
}

/** The line on which a text begins: that of a block is the one below its mark. */
export function firstLine({ location }: Setting, lines: readonly string[]): number {
  const line = lines[location.line - 1] ?? ''
  return location.line + (/[|>][-+0-9]*\s*(?:#.*)?$/.test(line.slice(location.column - 1)) ? 1 : 0)
}

/** What is wrong with a rule. */
export function fault(location: Location, message: string, hint: string): Diagnostic {
  return { code: 'HEALTH_RULE', severity: 'error', message, location, hint }
}
